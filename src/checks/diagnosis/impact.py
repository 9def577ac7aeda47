"""The extent of a problem, the common scope of the affected subjects, and the time: all from the findings."""

from collections.abc import Iterable
from datetime import UTC, datetime

from checks.engine.model import Finding, Verdict


def affected(findings: Iterable[Finding], which: Iterable[Finding]) -> str:
    """Return the number of affected subjects, the total number, and the scope that the affected subjects share.

    Only subjects that have a scope are counted: Terraform workspaces and repositories, not the checkboxes of a form. A
    scope is named only if all affected subjects are in it and other subjects are not. If there is a single subject,
    only its name is returned. If no subject counts, the result is an empty string.

    Args:
        findings: All findings of one check.
        which: The affected ones among `findings`, as the same objects.
    """
    judged = [finding for finding in findings if finding.scope and finding.verdict is not Verdict.ADVICE]
    chosen = set(map(id, which))
    affected = [finding for finding in judged if id(finding) in chosen]
    subjects, all_subjects = {finding.subject for finding in affected}, {finding.subject for finding in judged}
    if not affected:
        return ""
    if len(all_subjects) == 1:
        return affected[0].subject
    counted = f"{len(subjects):,} of {len(all_subjects):,}"
    if len(subjects) == 1:
        return f"{counted}: {affected[0].subject}"
    shared = set.intersection(*(set(finding.scope) for finding in affected))
    everywhere = set.intersection(*(set(finding.scope) for finding in judged))
    scopes = [scope for scope in affected[0].scope if scope in shared - everywhere]
    return f"{counted}, all in {scopes[0]}" if scopes else counted


def since(failed: Iterable[Finding]) -> str:
    """Return the last successful and the first failed fetch, as full sentences; an empty string if unknown.

    Args:
        failed: The findings about failed fetches.
    """
    times = [finding.since for finding in failed if finding.since]
    first = min((time.failed for time in times if time.failed), default=None)
    if first is None:
        return ""
    worked = max((time.worked for time in times if time.worked and time.worked < first), default=None)
    if worked is None:
        return f"Fetches have been failing since at least {_moment(first)}."
    return f"Last successful fetch: {_moment(worked)}. First failed fetch: {_moment(first)}."


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%d %B %Y, %H:%M} UTC"
