"""The complete report as JSON that conforms to ``schema.json``, for other programs."""

import json
from typing import Any

from checks.diagnosis.baseline import SCHEMA_VERSION
from checks.diagnosis.comparison import Comparison, Subject
from checks.diagnosis.diagnosis import Diagnosis
from checks.diagnosis.last_checks import LastCheck
from checks.engine.model import NEEDS_ATTENTION, Finding, Result, Since
from checks.report import links
from checks.report.run import Run


def text(run: Run) -> str:
    """Return the report as JSON. Vendors' texts are included unchanged, with only the escaping that JSON requires."""
    return json.dumps(document(run), indent=2) + "\n"


def document(run: Run) -> dict[str, Any]:
    """Return the report as dictionaries, lists, and plain values."""
    settings = run.settings
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "bitbucket-terraform-guide", "version": run.version},
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat(),
        "interrupted": run.interrupted,
        "within": run.within or None,
        "settings": {
            "terraform_url": settings.terraform_url,
            "organization": settings.organization,
            "bitbucket_url": settings.bitbucket_url,
            "bitbucket_api_url": settings.bitbucket_api_url,
            "provider": settings.provider,
            "workspaces": list(settings.workspaces),
            "repositories": list(settings.repositories),
            "sample": settings.sample,
            "notes": list(settings.notes),
            "credentials_given": [variable for credential in run.given for variable in credential.variables],
        },
        "diagnosis": _diagnosis(run.diagnosis, settings.guide_url) if run.diagnosis else None,
        "comparison": _comparison(run.comparison) if run.comparison else None,
        "checks": [_check(result, settings.guide_url) for result in run.results],
        "not_checked": [_last_check(one) for one in run.not_checked],
        "used_by": list(run.used_by),
        "totals": {outcome.value: number for outcome, number in run.totals.items()}
        | {"without_result": len(run.without_result)},
        "exit_status": run.exit_status,
    }


def _last_check(one: LastCheck) -> dict[str, Any]:
    return {
        "check": one.check,
        "subject": one.subject,
        "ids": list(one.ids),
        "last_checked": one.at.isoformat() if one.at else None,
        "verdict": one.verdict.value if one.verdict else None,
    }


def _check(result: Result, guide_url: str | None) -> dict[str, Any]:
    check = result.check
    return {
        "id": check.id,
        "title": check.title,
        "step": check.step.value,
        "outcome": result.outcome.value,
        "reason": result.ended.reason if result.ended else None,
        "findings": [_finding(finding, guide_url) for finding in result.findings],
        "evidence": list(result.evidence),
        "seconds": round(result.seconds, 3),
        "link": links.to_check(check, guide_url),
        "solutions": links.of_result(result, guide_url) if result.outcome in NEEDS_ATTENTION else [],
    }


def _diagnosis(diagnosis: Diagnosis, guide_url: str | None) -> dict[str, Any]:
    return {
        "check": diagnosis.check.id,
        "failed": diagnosis.failed,
        "inferred": diagnosis.inferred,
        "cause": diagnosis.cause,
        "first_step": diagnosis.first_step,
        "affected": diagnosis.affected,
        "since": diagnosis.since,
        "link": links.of_diagnosis(diagnosis, guide_url),
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    def listed(subjects: tuple[Subject, ...]) -> list[dict[str, str]]:
        return [{"check": check, "subject": subject} for check, subject in subjects]

    return {
        "started": comparison.started.isoformat(),
        "new": listed(comparison.new),
        "fixed": listed(comparison.fixed),
        "unchanged": listed(comparison.unchanged),
        "not_rechecked": listed(comparison.not_rechecked),
        "disconnected": listed(comparison.disconnected),
    }


def _finding(finding: Finding, guide_url: str | None) -> dict[str, Any]:
    return {
        "verdict": finding.verdict.value,
        "subject": finding.subject,
        "ids": list(finding.keys),
        "expected": finding.expected,
        "actual": finding.actual,
        "fix": finding.fix,
        "scope": list(finding.scope),
        "since": _since(finding.since) if finding.since else None,
        "known_error": {"message": finding.known_error.message.text, "link": links.to_known_error(finding, guide_url)}
        if finding.known_error
        else None,
    }


def _since(since: Since) -> dict[str, str | None]:
    return {
        "worked": since.worked.isoformat() if since.worked else None,
        "failed": since.failed.isoformat() if since.failed else None,
    }
