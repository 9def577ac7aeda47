"""Holds a run beside an earlier one: what is new, what is mended, what is as before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from checks.engine.model import Outcome, Result, Verdict

Subject = tuple[str, str]
"""The name of a check, and what it looked at; nothing for the check itself, which may have ended early."""

_WEIGHT = (Verdict.FAILED, Verdict.UNKNOWN, Verdict.PASSED)


@dataclass(frozen=True)
class Baseline:
    """An earlier report, as far as it is compared with.

    Attributes:
        started: When that run began.
        verdicts: What it said of each subject, advice left out; of several verdicts the worst.
    """

    started: datetime
    verdicts: Mapping[Subject, Verdict]


@dataclass(frozen=True)
class Comparison:
    """What has changed since an earlier report. Each subject that was or is not right stands in one of the four.

    Attributes:
        started: When the earlier run began.
        new: What asks for attention now and did not then.
        mended: What is right now and was not then.
        as_before: What asks for attention now as it did then.
        not_seen: What asked for attention then and was not looked at now, or could not be told.
        disconnected: The workspaces that used the VCS provider then and no longer do.
    """

    started: datetime
    new: tuple[Subject, ...]
    fixed: tuple[Subject, ...]
    unchanged: tuple[Subject, ...]
    not_rechecked: tuple[Subject, ...]
    disconnected: tuple[Subject, ...] = ()


def compare(earlier: Baseline, results: Iterable[Result], *, whole: bool = True) -> Comparison:
    """Return what has changed from `earlier` to `results`.

    Args:
        earlier: The earlier report.
        results: Those of this run.
        whole: Whether this run looked at every workspace: no pattern and no sample left one out.
    """
    results = tuple(results)
    then, now = earlier.verdicts, worst(_seen(results))
    open_now = [subject for subject, verdict in now.items() if verdict is not Verdict.PASSED]
    open_then = [subject for subject, verdict in then.items() if verdict is not Verdict.PASSED]
    lost = {one for one in open_then if then[one] is Verdict.FAILED and now.get(one) is Verdict.UNKNOWN}
    lost |= {one for one in open_then if one not in now}
    before = {one for one in open_now if then.get(one) is now[one]}
    return Comparison(
        started=earlier.started,
        new=tuple(one for one in open_now if one not in before and one not in lost),
        fixed=tuple(one for one in open_then if now.get(one) is Verdict.PASSED),
        unchanged=tuple(one for one in open_now if one in before),
        not_rechecked=tuple(one for one in open_then if one in lost),
        disconnected=tuple(_disconnected(then, results, whole=whole)),
    )


def _disconnected(then: Mapping[Subject, Verdict], results: Iterable[Result], *, whole: bool) -> Iterator[Subject]:
    """Yield each workspace that used the VCS provider in the earlier run, and is shown to use it no longer."""
    by_id = {result.check.id: result for result in results}
    fetches, visible, former = (by_id.get(name) for name in (_FETCHES, "workspaces-visible", _FORMER))
    found = {finding.subject for finding in fetches.findings} if fetches else set()
    shown = {finding.subject for finding in former.findings} if former else set()
    # A workspace that the token can't see, or that the run doesn't ask for, might still be connected.
    judged_all = fetches and (not fetches.ended or fetches.outcome is Outcome.NOT_APPLICABLE)
    seen_all = visible and visible.outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE)
    for check, name in then:
        if check == _FETCHES and name and name not in found and (name in shown or (whole and judged_all and seen_all)):
            yield _FORMER, name


_FETCHES, _FORMER = "last-fetch", "disconnected-workspaces"


def _seen(results: Iterable[Result]) -> Iterator[tuple[Subject, Verdict]]:
    for result in results:
        yield from itself(result.check.id, result.outcome, ended=result.ended is not None)
        for finding in result.findings:
            yield (result.check.id, finding.subject), finding.verdict


def itself(name: str, outcome: Outcome, *, ended: bool) -> Iterator[tuple[Subject, Verdict]]:
    """Yield whether a check looked at everything, if it had something to look at and was asked.

    Args:
        name: The name of the check.
        outcome: What became of it.
        ended: Whether it ended early.
    """
    if outcome not in (Outcome.NOT_APPLICABLE, Outcome.SKIPPED):
        whole = not ended and outcome is not Outcome.ERROR
        yield (name, ""), Verdict.PASSED if whole else Verdict.UNKNOWN


def worst(told: Iterable[tuple[Subject, Verdict]]) -> dict[Subject, Verdict]:
    """Return the worst verdict on each subject, in the order in which they are told; advice judges nothing."""
    found: dict[Subject, Verdict] = {}
    for subject, verdict in told:
        if verdict is not Verdict.ADVICE:
            found[subject] = min(found.get(subject, verdict), verdict, key=_WEIGHT.index)
    return found
