"""The parts that all reports share: the most likely cause, the first step, and the changes since an earlier run."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from checks.diagnosis.comparison import Subject
from checks.engine.model import Result, Verdict
from checks.report import links
from checks.report.run import Run, join_list


@dataclass(frozen=True)
class Change:
    """One kind of change.

    Attributes:
        name: ``new``, ``fixed``, ``unchanged``, or ``not rechecked``.
        listed: Whether to list the subjects; the rest of the report already shows unchanged subjects.
        subjects: The title of the check, and the item that it checked if there is one.
    """

    name: str
    listed: bool
    subjects: tuple[str, ...]


def cause(run: Run) -> str:
    """Return the most likely cause, its extent, and its start; an empty string if everything passed."""
    return run.diagnosis.sentences if run.diagnosis else ""


def first_name(run: Run) -> str:
    """Return the label of the first step: a failure has a fix, and an unknown result has a next step."""
    return "Fix" if run.diagnosis and run.diagnosis.failed else "Next step"


def first_step(run: Run) -> str:
    """Return the label, the first step, and the link to the guide; an empty string if everything passed."""
    return f"{first_name(run)}: {first_words(run)} See {first_link(run)}" if run.diagnosis else ""


def first_words(run: Run) -> str:
    """Return the first step; an empty string if everything passed."""
    return (run.diagnosis.first_step or "See the guide.") if run.diagnosis else ""


def first_link(run: Run) -> str:
    """Return the link to the guide for the first step; an empty string if everything passed."""
    return links.of_diagnosis(run.diagnosis, run.settings.guide_url) if run.diagnosis else ""


def interrupted(run: Run) -> str:
    """Return that the run was interrupted, and how many checks have no result; an empty string if it wasn't."""
    if not run.interrupted:
        return ""
    return f"This run was interrupted. {len(run.without_result):,} of {len(run.checks):,} checks have no result."


def left_out(result: Result) -> str:
    """Return how many subjects of a check weren't checked, and why; an empty string if all were checked."""
    found = result.left_out
    return f"{len(found):,} not checked. {found[0].actual}" if found else ""


def not_checked(run: Run) -> Iterator[str]:
    """Yield for each check how many subjects an interrupted run or its time budget left out, and their last results."""
    if not (run.within or run.interrupted):
        return
    titles = {check.id: check.title for check in (*run.checks, *(result.check for result in run.results))}
    for name in dict.fromkeys(one.check for one in run.not_checked):
        listed = [one for one in run.not_checked if one.check == name]
        verdicts = Counter(one.verdict for one in listed if one.verdict)
        counted = join_list([f"{verdicts[verdict]:,} {verdict}" for verdict in Verdict if verdicts[verdict]])
        times = [one.at for one in listed if one.at]
        words = [f"earlier: {counted}; last checked on {min(times):%Y-%m-%d %H:%M %Z} or later"] if times else []
        never = len(listed) - len(times)
        words += [f"{never:,} without an earlier result" if times else "no earlier result"] if never else []
        yield f"{titles.get(name, name)}: {len(listed):,} ({'; '.join(words)})"


def not_checked_lead(run: Run) -> str:
    """Return the sentence above `not_checked`."""
    reason = "before the interruption" if run.interrupted else f"in the time budget of {run.within}"
    return f"Not checked {reason} (results of earlier runs don't count):"


def compared(run: Run) -> str:
    """Return the number of changes since the earlier report, as one sentence; an empty string without one."""
    if run.comparison is None:
        return ""
    counted = ", ".join(f"{len(change.subjects):,} {change.name}" for change in changes(run) if change.subjects)
    return f"Compared with {run.comparison.started:%Y-%m-%d %H:%M %Z}: {counted or 'no open findings in either run'}."


def changes(run: Run) -> Iterator[Change]:
    """Yield each kind of change since the earlier report, if there is one."""
    if run.comparison:
        titles = {result.check.id: result.check.title for result in run.results}
        kinds = (
            ("new", True, run.comparison.new),
            ("fixed", True, run.comparison.fixed),
            ("not rechecked", True, run.comparison.not_rechecked),
            ("no longer connected", True, run.comparison.disconnected),
            ("unchanged", False, run.comparison.unchanged),
        )
        for name, listed, subjects in kinds:
            yield Change(name, listed, tuple(_named(subject, titles) for subject in subjects))


def _named(subject: Subject, titles: dict[str, str]) -> str:
    check, item = subject
    title = titles.get(check, check)
    return f"{title}: {item}" if item else title
