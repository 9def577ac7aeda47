"""The likeliest cause of what a run found: where several findings have one cause, it is named once."""

from collections.abc import Sequence
from dataclasses import dataclass

from checks.diagnosis.causes import causes
from checks.diagnosis.impact import affected, since
from checks.engine.model import Check, Outcome, Result, Verdict

FETCHING = ("authorization-works", "webhook-admin-access", "last-fetch")
"""The checks that look at what a fetch rests on: when fetches began to fail is then evidence of when it began."""


@dataclass(frozen=True)
class Diagnosis:
    """What most likely is the matter.

    Attributes:
        check: The check that saw it; its section of the guide has the remedy.
        failed: Whether something is shown to be wrong; otherwise it only could not be told.
        inferred: Whether the cause is put together from several findings; otherwise it is the first finding itself.
        cause: The likeliest cause, without a full stop.
        first_step: The first thing to do, as whole sentences; may be empty.
        affected: How much is affected, such as ``37 of 5,000, all in the project prj-1``; may be empty.
        since: When it began, as whole sentences; may be empty.
    """

    check: Check
    failed: bool
    inferred: bool
    cause: str
    first_step: str
    affected: str
    since: str

    @property
    def sentences(self) -> str:
        """The cause, the extent and since when, as one paragraph."""
        lead = "Nothing is shown to be wrong, but"
        if self.failed:
            lead = "Likeliest cause:" if self.inferred else "What is wrong:"
        affected = f" ({self.affected})" if self.affected else ""
        return " ".join(filter(None, (f"{lead} {self.cause}{affected}.", self.since)))


def diagnose(results: Sequence[Result]) -> Diagnosis | None:
    """Return the likeliest cause of what `results` found and the first thing to do, or None where all is right.

    Where something is wrong, that is what it speaks of; otherwise of what was in error or could not be told.
    """
    cause = next(causes(results), None)
    if cause is None:
        return None
    verdict = Verdict.FAILED if cause.result.outcome is Outcome.FAILED else Verdict.UNKNOWN
    failed = [finding for other in results if other.check.id == "last-fetch" for finding in other.of(Verdict.FAILED)]
    return Diagnosis(
        check=cause.result.check,
        failed=any(other.outcome is Outcome.FAILED for other in results),
        inferred=cause.inferred,
        cause=cause.words,
        first_step=cause.first,
        affected=affected(cause.result.findings, verdict),
        since=since(failed) if cause.result.check.id in FETCHING else "",
    )
