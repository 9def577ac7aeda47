"""Runs the command on a sandbox scenario, in this process, and records its output, report, and exit status."""

import io
import json
import os
import re
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from checks.__main__ import run
from checks.sandbox.response_faults import ResponseFault
from checks.sandbox.scenario import Scenario


class CommandRun:
    """One completed run of ``python -m checks -v``.

    Attributes:
        status: The exit status.
        text: The output, with all whitespace collapsed into single spaces.
        report: The JSON report as text, or an empty text if no report was written.
        checks: The checks in the report, by ID.
    """

    def __init__(self, status: int, output: str, report: Path) -> None:
        self.status = status
        self.text = " ".join(output.split())
        self.report = report.read_text(encoding="utf-8") if report.exists() else ""
        self.checks: dict[str, Any] = {
            check["id"]: check for check in json.loads(self.report or '{"checks": []}')["checks"]
        }

    def outcome(self, check: str) -> str | None:
        """Return the outcome of a check, or None if it isn't in the report."""
        return self.checks.get(check, {}).get("outcome")

    def findings(self, *checks: str, verdicts: tuple[str, ...] = ("failed", "unknown", "advice")) -> list[Any]:
        """Return the findings with one of `verdicts` of the given checks, by default of all checks."""
        return [
            finding
            for name, check in self.checks.items()
            if not checks or name in checks
            for finding in check["findings"]
            if finding["verdict"] in verdicts
        ]

    def says(self, pattern: str) -> bool:
        """Return whether the output matches `pattern`, ignoring case."""
        return re.search(pattern, self.text, re.IGNORECASE) is not None


@pytest.fixture
def run_command(sandbox, tmp_path):
    """Run the command on a scenario: ``run_command(scenario, "--wait", env={...}, key=b"...", faults=[...])``."""

    def on(
        scenario: Scenario,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        key: bytes | None = None,
        faults: tuple[ResponseFault, ...] = (),
    ) -> CommandRun:
        running = sandbox(scenario, *faults)
        if key is not None:
            running.key_file.write_bytes(key)
        report = tmp_path / "report.json"
        report.unlink(missing_ok=True)
        environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NO_PROXY": "127.0.0.1", "COLUMNS": "200"}
        environ |= {**running.environment(), **(env or {})}
        output = io.StringIO()
        with patch.dict(os.environ, environ, clear=True), redirect_stdout(output), redirect_stderr(output):
            status = run(["-v", *arguments, "--json", str(report)], environ)
        return CommandRun(status, output.getvalue(), report)

    return on
