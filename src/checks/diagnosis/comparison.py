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
    """

    started: datetime
    new: tuple[Subject, ...]
    fixed: tuple[Subject, ...]
    unchanged: tuple[Subject, ...]
    not_rechecked: tuple[Subject, ...]


def compare(earlier: Baseline, results: Iterable[Result]) -> Comparison:
    """Return the changes from `earlier` to `results`."""
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
    )


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
