"""The most likely cause of the findings of a run, the extent of the problem, and when it began."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from checks.diagnosis.causes import causes
from checks.diagnosis.solutions import of_result
from checks.engine.model import Check, Finding, Outcome, Result, Verdict
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
        cause: The most likely cause, a sentence without its period.
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
        lead = "No failures, but the result is incomplete."
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


def affected(findings: Iterable[Finding], which: Iterable[Finding]) -> str:
    """Return the number of affected subjects, the total number, and the scope that the affected subjects share.

    Only subjects that have a scope are counted: Terraform workspaces and repositories, not the checkboxes of a form. A
    scope is named only if all affected subjects are in it and other subjects are not. If there is a single subject,
    only its name is returned. If no subject counts, the result is an empty string.

    Args:
        findings: All findings of one check.
        which: The affected ones among `findings`, as the same objects.
    """
    judged = [finding for finding in findings if finding.scope and finding.verdict is not Verdict.ADVICE]
    chosen = set(map(id, which))
    affected = [finding for finding in judged if id(finding) in chosen]
    subjects, all_subjects = {finding.subject for finding in affected}, {finding.subject for finding in judged}
    if not affected:
        return ""
    if len(all_subjects) == 1:
        return affected[0].subject
    counted = f"{len(subjects):,} of {len(all_subjects):,}"
    if len(subjects) == 1:
        return f"{counted}: {affected[0].subject}"
    shared = set.intersection(*(set(finding.scope) for finding in affected))
    everywhere = set.intersection(*(set(finding.scope) for finding in judged))
    scopes = [scope for scope in affected[0].scope if scope in shared - everywhere]
    return f"{counted}, all in {scopes[0]}" if scopes else counted


def since(failed: Iterable[Finding]) -> str:
    """Return the last successful and the first failed fetch, as full sentences; an empty string if unknown."""
    times = [finding.since for finding in failed if finding.since]
    first = min((time.failed for time in times if time.failed), default=None)
    if first is None:
        return ""
    worked = max((time.worked for time in times if time.worked and time.worked < first), default=None)
    if worked is None:
        return f"Fetches have been failing since at least {_moment(first)}."
    return f"Last successful fetch: {_moment(worked)}. First failed fetch: {_moment(first)}."


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%d %B %Y, %H:%M} UTC"
