"""Compares a run with an earlier one: what is new, fixed, unchanged, and not rechecked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from checks.diagnosis.last_checks import LastCheck
from checks.engine.model import Outcome, Result, Verdict

Subject = tuple[str, str]
"""The ID of a check and the item that it checked; an empty item means the check itself, which can end early."""

_WEIGHT = {Verdict.FAILED: 2, Verdict.UNKNOWN: 1, Verdict.PASSED: 0}


@dataclass(frozen=True)
class Baseline:
    """The part of an earlier report that is compared.

    Attributes:
        started: When that run started.
        verdicts: The verdict on each subject, without advice; the worst if there are several. If that run left out the
            subject, its last verdict before.
        checks: When each subject was last checked.
    """

    started: datetime
    verdicts: Mapping[Subject, Verdict]
    checks: tuple[LastCheck, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Changes since an earlier report. Each subject that did or does not pass is in one of four groups.

    Attributes:
        started: When the earlier run started.
        new: Needs attention in this run only.
        fixed: Needed attention in the earlier run, and passed in this run.
        unchanged: Needs attention in both runs, with the same verdict.
        not_rechecked: Needed attention in the earlier run, and was not checked in this run or is unknown now.
        disconnected: Used the VCS provider in the earlier run, and no longer does.
    """

    started: datetime
    new: tuple[Subject, ...]
    fixed: tuple[Subject, ...]
    unchanged: tuple[Subject, ...]
    not_rechecked: tuple[Subject, ...]
    disconnected: tuple[Subject, ...] = ()


def compare(earlier: Baseline, results: Iterable[Result], *, whole: bool = True) -> Comparison:
    """Return the changes from `earlier` to `results`.

    Args:
        earlier: The earlier report.
        results: The results of this run.
        whole: Whether this run checked every workspace, without a name pattern or a sample.
    """
    results = tuple(results)
    then, now = earlier.verdicts, worst_verdicts(_all_verdicts(results))
    open_now = [subject for subject, verdict in now.items() if verdict is not Verdict.PASSED]
    open_then = [subject for subject, verdict in then.items() if verdict is not Verdict.PASSED]
    lost = {subject for subject in open_then if subject not in now}
    lost |= {subject for subject in open_then if (then[subject], now.get(subject)) == (Verdict.FAILED, Verdict.UNKNOWN)}
    unchanged = {subject for subject in open_now if then.get(subject) is now[subject]}
    return Comparison(
        started=earlier.started,
        new=tuple(subject for subject in open_now if subject not in unchanged | lost),
        fixed=tuple(subject for subject in open_then if now.get(subject) is Verdict.PASSED),
        unchanged=tuple(subject for subject in open_now if subject in unchanged),
        not_rechecked=tuple(subject for subject in open_then if subject in lost),
        disconnected=tuple(_disconnected(then, results, whole=whole)),
    )


def _disconnected(then: Mapping[Subject, Verdict], results: Iterable[Result], *, whole: bool) -> Iterator[Subject]:
    """Yield each workspace that used the VCS provider in the earlier run and is known to no longer use it."""
    by_id = {result.check.id: result for result in results}
    fetches, visible, former = (by_id.get(name) for name in (_FETCHES, "workspaces-visible", _FORMER))
    connected = {finding.subject for finding in fetches.findings} if fetches else set()
    reported = {finding.subject for finding in former.findings} if former else set()
    # A workspace that the token can't see, or that the run doesn't include, might still be connected.
    judged_all = fetches and (not fetches.ended or fetches.outcome is Outcome.NOT_APPLICABLE)
    seen_all = visible and visible.outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE)
    for check, name in then:
        if check != _FETCHES or not name or name in connected:
            continue
        if name in reported or (whole and judged_all and seen_all):
            yield _FORMER, name


_FETCHES, _FORMER = "last-fetch", "disconnected-workspaces"


def _all_verdicts(results: Iterable[Result]) -> Iterator[tuple[Subject, Verdict]]:
    for result in results:
        yield from completeness(result.check.id, result.outcome, ended=result.ended is not None)
        for finding in result.findings:
            if not finding.is_left_out:
                yield (result.check.id, finding.subject), finding.verdict


def completeness(name: str, outcome: Outcome, *, ended: bool) -> Iterator[tuple[Subject, Verdict]]:
    """Yield whether a check ran completely, if it was applicable and not skipped."""
    if outcome not in (Outcome.NOT_APPLICABLE, Outcome.SKIPPED):
        complete = not ended and outcome is not Outcome.ERROR
        yield (name, ""), Verdict.PASSED if complete else Verdict.UNKNOWN


def worst_verdicts(verdicts: Iterable[tuple[Subject, Verdict]]) -> dict[Subject, Verdict]:
    """Return the worst verdict on each subject, in order of first occurrence; advice doesn't count."""
    worst: dict[Subject, Verdict] = {}
    for subject, verdict in verdicts:
        if verdict is not Verdict.ADVICE:
            known = worst.setdefault(subject, verdict)
            if known is not verdict and _WEIGHT[known] < _WEIGHT[verdict]:
                worst[subject] = verdict
    return worst
