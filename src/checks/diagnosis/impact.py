"""The extent of a problem, what the affected subjects have in common, and since when: only from findings."""

from collections.abc import Iterable
from datetime import UTC, datetime

from checks.engine.model import Finding, Verdict


def affected(findings: Iterable[Finding], which: Iterable[Finding]) -> str:
    """Return how many subjects `which` is about, out of how many, and what they share.

    Only subjects that have a scope are counted: Terraform workspaces and repositories, not the checkboxes of a form. A
    scope is named only if all of these subjects are in it and other subjects are not. If there is a single subject,
    only its name is returned; if there is nothing to count, an empty string.

    Args:
        findings: Those of one check.
        which: Those of them to count, the same objects.
    """
    judged = [finding for finding in findings if finding.scope and finding.verdict is not Verdict.ADVICE]
    chosen = set(map(id, which))
    affected = [finding for finding in judged if id(finding) in chosen]
    subjects, all_subjects = {one.subject for one in affected}, {one.subject for one in judged}
    if not affected:
        return ""
    if len(all_subjects) == 1:
        return affected[0].subject
    counted = f"{len(subjects):,} of {len(all_subjects):,}"
    if len(subjects) == 1:
        return f"{counted}: {affected[0].subject}"
    shared = set.intersection(*(set(one.scope) for one in affected))
    everywhere = set.intersection(*(set(one.scope) for one in judged))
    places = [place for place in affected[0].scope if place in shared - everywhere]
    return f"{counted}, all in {places[0]}" if places else counted


def since(failed: Iterable[Finding]) -> str:
    """Return the last successful and the first failed fetch, as full sentences; an empty string if unknown.

    Args:
        failed: Findings about fetches that failed.
    """
    found = [finding.since for finding in failed if finding.since]
    first = min((one.failed for one in found if one.failed), default=None)
    if first is None:
        return ""
    worked = max((one.worked for one in found if one.worked and one.worked < first), default=None)
    if worked is None:
        return f"Fetches have been failing since at least {_moment(first)}."
    return f"Last successful fetch: {_moment(worked)}. First failed fetch: {_moment(first)}."


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%d %B %Y, %H:%M} UTC"
