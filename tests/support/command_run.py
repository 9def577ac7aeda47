"""Runs the command in a subprocess on a sandbox scenario and captures its output."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from checks.sandbox.response_faults import ResponseFault
from checks.sandbox.scenario import Scenario


class CommandRun:
    """A completed run of ``python -m checks -v``.

    Attributes:
        status: The exit status.
        text: The output with each sequence of whitespace as one space.
        report: The JSON report as text; empty if no report was written.
        checks: The checks in the report by their IDs.
    """

    def __init__(self, done: "subprocess.CompletedProcess[str]", report: Path) -> None:
        self.status = done.returncode
        self.text = " ".join((done.stdout + done.stderr).split())
        self.report = report.read_text(encoding="utf-8") if report.exists() else ""
        self.checks: dict[str, Any] = {check["id"]: check for check in json.loads(self.report or '{"checks": []}')["checks"]}

    def outcome(self, check: str) -> str | None:
        """Return the outcome of a check, or None if it isn't in the report."""
        return self.checks.get(check, {}).get("outcome")

    def findings(self, *checks: str, verdicts: tuple[str, ...] = ("failed", "unknown", "advice")) -> list[Any]:
        """Return the findings with one of `verdicts`, from the named checks or from all checks."""
        return [
            finding
            for name, check in self.checks.items()
            if not checks or name in checks
            for finding in check["findings"]
            if finding["verdict"] in verdicts
        ]

    def says(self, pattern: str) -> bool:
        """Return whether the output matches `pattern`, regardless of letter case."""
        return re.search(pattern, self.text, re.IGNORECASE) is not None


@pytest.fixture
def run_command(sandbox, tmp_path):
    """Run the command on a scenario: ``run_command(scenario, "--wait", env={...}, key=b"...", faults=[...])``."""

    def run(
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
        base = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NO_PROXY": "127.0.0.1", "COLUMNS": "200"}
        done = subprocess.run(
            [sys.executable, "-m", "checks", "-v", *arguments, "--json", str(report)],
            env={**base, **running.environment(), **(env or {})},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return CommandRun(done, report)

    return run
