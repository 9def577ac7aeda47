"""The report for programs: everything, as JSON that fits ``schema.json``."""

import json
from typing import Any

from checks.engine.model import Finding, Result
from checks.engine.report import links
from checks.engine.report.run import NOT_LOOKED_AT, Run

SCHEMA_VERSION = 1
"""Grows when something is renamed, removed or comes to mean something else; not when something is added."""


def text(run: Run) -> str:
    """Return the report as JSON. Texts of others stand in it as they came, escaped as JSON escapes."""
    return json.dumps(document(run), indent=2) + "\n"


def document(run: Run) -> dict[str, Any]:
    """Return the report as plain values."""
    settings = run.settings
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "bitbucket-terraform-guide", "version": run.version},
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat(),
        "settings": {
            "terraform_url": settings.terraform_url,
            "organization": settings.organization,
            "bitbucket_url": settings.bitbucket_url,
            "bitbucket_api_url": settings.bitbucket_api_url,
            "provider": settings.provider,
            "workspaces": list(settings.workspaces),
            "repositories": list(settings.repositories),
            "notes": list(settings.notes),
            "credentials_given": [variable for credential in run.given for variable in credential.variables],
        },
        "checks": [_check(result, settings.guide_url) for result in run.results],
        "not_looked_at": list(NOT_LOOKED_AT),
        "totals": {outcome.value: number for outcome, number in run.totals.items()},
        "exit_status": run.exit_status,
    }


def _check(result: Result, guide_url: str | None) -> dict[str, Any]:
    check = result.check
    return {
        "id": check.id,
        "title": check.title,
        "step": check.step.value,
        "outcome": result.outcome.value,
        "reason": result.ended.reason if result.ended else None,
        "findings": [_finding(finding) for finding in result.findings],
        "evidence": list(result.evidence),
        "seconds": round(result.seconds, 3),
        "link": links.to_check(check, guide_url),
    }


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "verdict": finding.verdict.value,
        "subject": finding.subject,
        "expected": finding.expected,
        "observed": finding.observed,
        "remedy": finding.remedy,
    }
