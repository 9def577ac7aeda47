"""What every report says first: the likeliest cause, what to do first, and what has changed since an earlier run."""

from collections.abc import Iterator
from dataclasses import dataclass

from checks.diagnosis.comparison import Subject
from checks.report import links
from checks.report.run import Run


@dataclass(frozen=True)
class Change:
    """What has changed in one way.

    Attributes:
        name: In which: ``new``, ``mended``, ``as before`` or ``not seen now``.
        told: Whether each subject is worth naming; what is as before is told elsewhere in the report.
        subjects: What has, each as the title of its check and what that looked at, or the title alone.
    """

    name: str
    told: bool
    subjects: tuple[str, ...]


def cause(run: Run) -> str:
    """Return the likeliest cause, how much is affected and since when; nothing where all is right."""
    return run.diagnosis.sentences if run.diagnosis else ""


def first_step(run: Run) -> str:
    """Return the first thing to do and where the guide explains it; nothing where all is right."""
    return f"{first_words(run)} See {first_link(run)}" if run.diagnosis else ""


def first_words(run: Run) -> str:
    """Return the first thing to do; nothing where all is right."""
    return (run.diagnosis.first_step or "Look it up in the guide.") if run.diagnosis else ""


def first_link(run: Run) -> str:
    """Return where the guide explains the first thing to do; nothing where all is right."""
    return links.to_check(run.diagnosis.check, run.settings.guide_url) if run.diagnosis else ""


def compared(run: Run) -> str:
    """Return with which run this one was compared and what came of it, as one sentence; nothing where it was not."""
    if run.comparison is None:
        return ""
    counted = ", ".join(f"{len(change.subjects):,} {change.name}" for change in changes(run) if change.subjects)
    return f"Compared with {run.comparison.started:%Y-%m-%d %H:%M %Z}: {counted or 'nothing was open then or is now'}."


def changes(run: Run) -> Iterator[Change]:
    """Yield what has changed since the earlier report, in each way; nothing where there is none."""
    if run.comparison:
        titles = {result.check.id: result.check.title for result in run.results}
        ways = (
            ("new", True, run.comparison.new),
            ("fixed", True, run.comparison.fixed),
            ("not seen now", True, run.comparison.not_rechecked),
            ("no longer connected", True, run.comparison.disconnected),
            ("as before", False, run.comparison.unchanged),
        )
        for name, told, subjects in ways:
            yield Change(name, told, tuple(_named(subject, titles) for subject in subjects))


def _named(subject: Subject, titles: dict[str, str]) -> str:
    check, looked_at = subject
    title = titles.get(check, check)
    return f"{title}: {looked_at}" if looked_at else title
