"""Fixtures for the ledger: reports of planned nights, and the history that results from filing them."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from checks.diagnosis.baseline import SCHEMA_VERSION
from checks.history.filing import file_report
from checks.history.ledger import Ledger
from checks.history.overview import read_overview
from checks.history.report_reader import parse_report

START = datetime(2026, 11, 1, 2, 10, tzinfo=UTC)
ALWAYS = {"last-fetch": {"ws-1": "passed"}, "workspaces-visible": {"workspaces": "passed"}}


class Nights:
    """Makes the JSON report of a night."""

    @staticmethod
    def at(night):
        return START + timedelta(days=night)

    def document(self, night, checks, *, organization="acme", names=None, cause="", **changes):
        """Return a report. `checks` contains a verdict for each key of each check; None: the check ended early."""
        listed = [self._check(name, found, names or {}) for name, found in checks.items()]
        outcomes = {one["outcome"] for one in listed}
        diagnosis = {"check": "webhooks", "failed": True, "cause": cause, "first_step": "Fix it.", "link": "docs/x.md"}
        return {
            "schema_version": SCHEMA_VERSION,
            "started": self.at(night).isoformat(),
            "interrupted": False,
            "settings": {"terraform_url": "https://app.terraform.io", "organization": organization, "provider": None}
            | {"workspaces": [], "repositories": [], "sample": None}
            | changes.pop("settings", {}),
            "diagnosis": diagnosis if cause else None,
            "checks": listed,
            "not_checked": [],
            "exit_status": 1 if "failed" in outcomes else 2 if outcomes & {"unknown", "error"} else 0,
        } | changes

    def report(self, night, checks, **options):
        document = self.document(night, checks, **options)
        return parse_report(json.dumps(document).encode(), self.at(night + 1))

    @staticmethod
    def _check(name, found, names):
        if found is None:
            return {"id": name, "outcome": "unknown", "reason": "It could not be read.", "findings": []}
        verdicts = set(found.values())
        outcome = next((one for one in ("failed", "unknown") if one in verdicts), "passed")
        findings = [
            {"verdict": verdict, "subject": names.get(key, key), "ids": [key], "scope": ["the project prj-1"]}
            for key, verdict in found.items()
        ]
        return {"id": name, "outcome": outcome, "reason": None, "findings": findings}


@pytest.fixture(scope="session")
def nights():
    return Nights()


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite", create=True) as opened:
        yield opened


@pytest.fixture
def history(ledger, nights):
    """Return a function that files the verdicts of consecutive nights of an organization, and returns its standing."""

    def file_all(*checks, **options):
        for night, found in enumerate(checks):
            file_report(ledger, nights.report(night, ALWAYS | found, **options))
        (standing,) = read_overview(ledger, nights.at(len(checks) - 1)).standings
        return standing

    return file_all
