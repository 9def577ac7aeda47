"""Compares a run with an earlier one: what is new, fixed, unchanged, and not rechecked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from checks.engine.model import Outcome, Result, Verdict

Subject = tuple[str, str]
"""The name of a check and the item that it checked; an empty item is the check itself, which can end early."""

_WEIGHT = (Verdict.FAILED, Verdict.UNKNOWN, Verdict.PASSED)


@dataclass(frozen=True)
class Baseline:
    """The part of an earlier report that is compared.

    Attributes:
        started: When that run started.
        verdicts: The verdict on each subject, without advice; the worst if there are several.
    """

    started: datetime
    verdicts: Mapping[Subject, Verdict]


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
    """Yield whether a check ran completely, if it was applicable and not skipped.

    Args:
        name: The name of the check.
        outcome: Its outcome.
        ended: Whether it ended early.
    """
    if outcome not in (Outcome.NOT_APPLICABLE, Outcome.SKIPPED):
        whole = not ended and outcome is not Outcome.ERROR
        yield (name, ""), Verdict.PASSED if whole else Verdict.UNKNOWN


def worst(told: Iterable[tuple[Subject, Verdict]]) -> dict[Subject, Verdict]:
    """Return the worst verdict on each subject, in the order given; advice is no verdict."""
    found: dict[Subject, Verdict] = {}
    for subject, verdict in told:
        if verdict is not Verdict.ADVICE:
            found[subject] = min(found.get(subject, verdict), verdict, key=_WEIGHT.index)
    return found
