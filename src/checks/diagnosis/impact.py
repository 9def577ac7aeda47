"""How much of what was looked at is affected, what that has in common, and since when: from findings alone."""

from collections.abc import Iterable
from datetime import UTC, datetime

from checks.engine.model import Finding, Verdict


def affected(findings: Iterable[Finding], verdict: Verdict) -> str:
    """Return how many subjects have `verdict`, out of how many, and what they share.

    Only what is part of a place is counted: Terraform workspaces and repositories, not the boxes of a form. A place is
    named only where it says something: all of these are in it, and others that were looked at are not. Where a single
    subject was looked at, that is named alone. Returns nothing where there is nothing to count.

    Args:
        findings: Those of one check.
        verdict: Which of them to count.
    """
    judged = [finding for finding in findings if finding.scope and finding.verdict is not Verdict.ADVICE]
    affected = [finding for finding in judged if finding.verdict is verdict]
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
    """Return between which fetches it stopped working, as whole sentences; nothing where no finding tells.

    Args:
        failed: Findings about fetches that failed.
    """
    found = [finding.since for finding in failed if finding.since]
    first = min((one.failed for one in found if one.failed), default=None)
    if first is None:
        return ""
    worked = max((one.worked for one in found if one.worked and one.worked < first), default=None)
    if worked is None:
        return f"Fetches have failed at least since {_moment(first)}."
    return f"The last fetch before that worked on {_moment(worked)}; the first that failed was on {_moment(first)}."


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%d %B %Y, %H:%M} UTC"
