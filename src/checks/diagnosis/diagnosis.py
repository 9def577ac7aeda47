"""The most likely cause of the findings of a run. Several findings can share one cause."""

from collections.abc import Sequence
from dataclasses import dataclass

from checks.diagnosis.causes import causes
from checks.diagnosis.impact import affected, since
from checks.diagnosis.solutions import of_result
from checks.engine.model import Check, Outcome, Result, Verdict
from checks.facts.guide_sections import Section

FETCHING = ("authorization-works", "webhook-admin-access", "last-fetch")
"""Checks that fail together with fetches: the first failed fetch shows when the problem began."""


@dataclass(frozen=True)
class Diagnosis:
    """The most likely cause.

    Attributes:
        check: The check that found it.
        section: The section of the guide with the steps that fix it.
        failed: Whether a check failed; otherwise, the result is only incomplete.
        inferred: Whether the cause is inferred from several findings; otherwise, it is the first finding.
        cause: The most likely cause, without a period.
        first_step: The first step to take, as full sentences; can be empty.
        affected: The extent of the problem, such as ``37 of 5,000, all in the project prj-1``; can be empty.
        since: When the problem began, as full sentences; can be empty.
    """

    check: Check
    section: Section
    failed: bool
    inferred: bool
    cause: str
    first_step: str
    affected: str
    since: str

    @property
    def sentences(self) -> str:
        """The cause, the extent, and the time, as one paragraph."""
        lead = "No failures, but the result is incomplete:"
        if self.failed:
            lead = "Most likely cause:" if self.inferred else "Failed:"
        affected = f" ({self.affected})" if self.affected else ""
        return " ".join(filter(None, (f"{lead} {self.cause}{affected}.", self.since)))


def diagnose(results: Sequence[Result]) -> Diagnosis | None:
    """Return the most likely cause of the findings and the first step, or None if everything passed.

    If a check failed, the cause explains a failure; otherwise, an error or an unknown result.
    """
    cause = next(causes(results), None)
    if cause is None:
        return None
    verdict = Verdict.FAILED if cause.result.outcome is Outcome.FAILED else Verdict.UNKNOWN
    failed = [finding for other in results if other.check.id == "last-fetch" for finding in other.of(Verdict.FAILED)]
    return Diagnosis(
        check=cause.result.check,
        section=cause.section or next(iter(of_result(cause.result))),
        failed=any(other.outcome is Outcome.FAILED for other in results),
        inferred=cause.inferred,
        cause=cause.words,
        first_step=cause.first,
        affected=affected(cause.result.findings, cause.affected or cause.result.of(verdict)),
        since=since(failed) if cause.result.check.id in FETCHING else "",
    )
