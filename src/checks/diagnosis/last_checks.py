"""What a run didn't check, with the result of an earlier run, which never counts as a result of this run."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from checks.engine.model import Finding, Outcome, Result, Verdict

KEPT = timedelta(days=90)
"""Older results of checks that didn't run are dropped."""

_WEIGHT = (Verdict.FAILED, Verdict.UNKNOWN, Verdict.PASSED)


@dataclass(frozen=True)
class LastCheck:
    """When a check last had a result about a subject.

    Attributes:
        check: The ID of the check.
        subject: The subject.
        ids: What identifies the subject in every run.
        at: When that run started; None if no run is known.
        verdict: The verdict of that run; None if no run is known.
    """

    check: str
    subject: str
    ids: tuple[str, ...]
    at: datetime | None = None
    verdict: Verdict | None = None


def times(checks: Iterable[LastCheck], groups: Mapping[str, str]) -> Mapping[tuple[str, str], datetime]:
    """Return the newest time at which a group of checks checked each subject, for the order of the reads.

    Args:
        checks: When each check last checked each subject.
        groups: The name of the group by the ID of a check.
    """
    newest: dict[tuple[str, str], datetime] = {}
    for one in checks:
        for key in one.ids:
            place = groups.get(one.check, one.check), key
            if one.at and one.at > newest.get(place, one.at - KEPT):
                newest[place] = one.at
    return newest


def not_checked(
    results: Iterable[Result], earlier: Iterable[LastCheck], started: datetime, *, whole: bool
) -> Iterator[LastCheck]:
    """Yield each subject that this run left out, with its last result.

    These are the subjects that the time budget left out, and the subjects of checks that ended early or didn't run.

    Args:
        results: The results of this run.
        earlier: What the earlier report contains.
        started: When this run started.
        whole: Whether this run was to check every workspace, without a name pattern or a sample.
    """
    results = tuple(results)
    known: dict[tuple[str, str], list[LastCheck]] = {}
    for one in earlier:
        for key in one.ids:
            known.setdefault((one.check, key), []).append(one)
    reported: set[tuple[str, str]] = set()
    for result in results:
        name = result.check.id
        reported.update((name, key) for finding in result.findings for key in finding.keys)
        left = {finding.keys: finding for finding in result.findings if finding.is_left_out}
        yield from (_with_last(name, finding, known) for finding in left.values())
    complete = {result.check.id for result in results if _is_complete(result)} if whole else set()
    for one in dict.fromkeys(item for items in known.values() for item in items):
        gone = one.check in complete or one.at is None or started - one.at > KEPT
        if not gone and not any((one.check, key) in reported for key in one.ids):
            yield one


def _is_complete(result: Result) -> bool:
    return result.ended is None or result.outcome is Outcome.NOT_APPLICABLE


def _with_last(check: str, finding: Finding, known: Mapping[tuple[str, str], list[LastCheck]]) -> LastCheck:
    """Return the last result about a finding's subject; of several IDs, the oldest time and the worst verdict."""
    found = [one for key in finding.keys for one in known.get((check, key), ()) if one.at and one.verdict]
    last = LastCheck(check, finding.subject, finding.keys)
    if not found:
        return last
    verdict = min((one.verdict for one in found if one.verdict), key=_WEIGHT.index)
    return replace(last, at=min(one.at for one in found if one.at), verdict=verdict)
