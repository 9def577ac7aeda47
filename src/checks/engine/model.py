"""The data model of a run: step, check, finding, result, and outcome."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, StrEnum
from pathlib import Path
from typing import Self

from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.facts.credentials import Credential, Endpoint
from checks.facts.failures import Failure


class Step(Enum):
    """The steps of the guide, in order. The value is the name of the page.

    Attributes:
        title: The title of the page.
        number: The number of the step in the guide; None before the first step and after the last.
    """

    title: str
    number: int | None

    PREREQUISITES = "prerequisites", "Before you begin", None
    ADD_PROVIDER = "add-vcs-provider", "Begin in HCP Terraform", 1
    CONSUMER = "create-consumer", "Create the consumer on Bitbucket Cloud", 2
    CONNECT = "connect-and-authorize", "Set up the provider in HCP Terraform", 3
    SSH_KEY = "scope-and-ssh-key", "Choose the scope and add an SSH key", 4
    CREATE_WORKSPACE = "create-workspace", "Use the connection", None

    def __new__(cls, page: str, title: str, number: int | None) -> Self:
        """Create a step from the name of its page, its title, and its number."""
        step = object.__new__(cls)
        step._value_ = page
        step.title = title
        step.number = number
        return step

    @property
    def heading(self) -> str:
        """The title with its number: ``Step 2  Create the consumer on Bitbucket Cloud``."""
        return self.title if self.number is None else f"Step {self.number}  {self.title}"


class Verdict(StrEnum):
    """The result for one subject of a check."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The subject could not be read, or the response doesn't decide it."""
    ADVICE = "advice"
    """Good to know. It changes neither the outcome nor the exit status."""


@dataclass(frozen=True)
class Since:
    """The period in which something stopped working, as far as the responses show it.

    Attributes:
        worked: The latest time at which it is known to have worked; None if there is none.
        failed: The first time after that at which it failed; None if there is none.
    """

    worked: datetime | None
    failed: datetime | None


@dataclass(frozen=True)
class Finding:
    """The result for one subject: what is expected, what was read, and how to fix it.

    Attributes:
        verdict: The result.
        subject: What was checked: a permission, a repository, a field.
        expected: What is required, without a period at the end.
        actual: What was read, without a period at the end.
        fix: What to do next, in one or two sentences; empty if there is nothing to do.
        scope: What the subject is part of, the narrower first: "the project prj-1", "the Bitbucket workspace acme".
        since: When it stopped working, if the check can tell.
        error: The read error behind the finding, if there is one.
        known_error: The entry of the guide whose message the recorded words of a vendor contain, if there is one.
        invisible: Whether Bitbucket doesn't show the subject to the account: it was renamed, moved, or deleted, or the
            account has no access. The response doesn't say which.
    """

    verdict: Verdict
    subject: str
    expected: str
    actual: str
    fix: str = ""
    scope: tuple[str, ...] = ()
    since: Since | None = None
    error: ReadError | None = field(default=None, compare=False)
    known_error: Failure | None = None
    invisible: bool = False

    def in_scope(self, *scope: str) -> "Finding":
        """Return the finding with what its subject is part of, the narrower first."""
        return replace(self, scope=scope)


def passed(subject: str, expected: str, actual: str) -> Finding:
    """Return the finding that `subject` is as expected."""
    return Finding(Verdict.PASSED, subject, expected, actual)


def failed(subject: str, expected: str, actual: str, fix: str, error: ReadError | None = None) -> Finding:
    """Return the finding that `subject` is not as expected, with the fix and the error that shows it, if any."""
    return Finding(Verdict.FAILED, subject, expected, actual, fix, error=error)


def unknown(subject: str, expected: str, actual: str, fix: str = "") -> Finding:
    """Return the finding that nothing can be said about `subject`, and why."""
    return Finding(Verdict.UNKNOWN, subject, expected, actual, fix)


def advice(subject: str, expected: str, actual: str, fix: str = "") -> Finding:
    """Return something good to know about `subject` that decides nothing."""
    return Finding(Verdict.ADVICE, subject, expected, actual, fix)


def unreadable(subject: str, expected: str, error: ReadError, fix: str = "") -> Finding:
    """Return the finding that `subject` could not be read. The check continues with its other subjects."""
    return Finding(Verdict.UNKNOWN, subject, expected, str(error), fix, error=error)


Probe = Callable[[Connection], Iterator[Finding]]


class NotApplicable(Exception):  # noqa: N818 - the word of XCCDF, not an error
    """Raised by a check that has nothing to check. Its text says why, in a whole sentence."""


@dataclass(frozen=True, eq=False)
class Check:
    """A check of a connection.

    Attributes:
        id: The filename with hyphens: the anchor in the guide and the argument on the command line.
        title: A statement that is true if the check passes.
        why: What the check proves and why that matters, in Markdown.
        step: The step of the guide that the check belongs to.
        reads: What the check reads.
        also_reads: What the check also reads if the credential for it is set.
        after: The checks that must pass before this one runs.
        probe: Yields the findings.
        file: The source file of the check.
    """

    id: str
    title: str
    why: str
    step: Step
    reads: tuple[Endpoint, ...]
    also_reads: tuple[Endpoint, ...]
    after: tuple["Check", ...]
    probe: Probe
    file: Path

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """The credentials that the check requires, each once, in the order of its reads."""
        return tuple(dict.fromkeys(read.credential for read in self.reads if read.credential))

    @property
    def anchor(self) -> str:
        """Where the guide shows the check: page and anchor, without a file extension."""
        return f"{self.step.value}#{self.id}"


def check(
    step: Step,
    *,
    reads: tuple[Endpoint, ...],
    also_reads: tuple[Endpoint, ...] = (),
    after: tuple[Check, ...] = (),
) -> Callable[[Probe], Check]:
    """Make a check from a generator function: its name is the id, its docstring the title and the reason.

    Args:
        step: The step of the guide that the check belongs to.
        reads: What the check reads. Its required credentials follow from this.
        also_reads: What the check also reads if the credential for it is set.
        after: The checks that must pass first. They are objects, so none can be unknown or depend on this one.
    """

    def make(probe: Probe) -> Check:
        title, _, why = inspect.cleandoc(probe.__doc__ or "").partition("\n\n")
        return Check(
            id=probe.__name__.replace("_", "-"),
            title=title.rstrip("."),
            why=why,
            step=step,
            reads=reads,
            also_reads=also_reads,
            after=after,
            probe=probe,
            file=Path(inspect.getfile(probe)),
        )

    return make


class Outcome(StrEnum):
    """The result of a check. Source of the set: XCCDF (NIST IR 7275)."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    ERROR = "error"
    NOT_APPLICABLE = "not_applicable"
    SKIPPED = "skipped"


NEEDS_ATTENTION = frozenset({Outcome.FAILED, Outcome.UNKNOWN, Outcome.ERROR})
"""The outcomes that need attention."""


@dataclass(frozen=True)
class Ended:
    """Why a check ended before it had checked everything.

    Attributes:
        outcome: UNKNOWN, ERROR, NOT_APPLICABLE, or SKIPPED.
        reason: What happened, in whole sentences.
        error: The read error that ended the check, if there is one.
    """

    outcome: Outcome
    reason: str
    error: ReadError | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Result:
    """The result of one check.

    Attributes:
        check: The check.
        findings: Its findings, including those before it ended early.
        ended: Why it ended early, or None.
        evidence: What was read for it, in plain sentences without secrets.
        seconds: How long it took.
        trace: The traceback of an unexpected exception, line by line, without secrets.
        oldest: When the oldest evidence was read, if an earlier run read it; None if this run read everything.
    """

    check: Check
    findings: tuple[Finding, ...] = ()
    ended: Ended | None = None
    evidence: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)
    trace: tuple[str, ...] = field(default=(), compare=False)
    oldest: datetime | None = field(default=None, compare=False)

    @property
    def outcome(self) -> Outcome:
        """The outcome: failed outweighs an early end, which outweighs unknown, which outweighs passed.

        A check that yields neither a passed nor a failed finding has proven nothing, so its outcome is an error.
        """
        seen = {finding.verdict for finding in self.findings}
        if Verdict.FAILED in seen:
            return Outcome.FAILED
        if self.ended:
            return self.ended.outcome
        if Verdict.UNKNOWN in seen:
            return Outcome.UNKNOWN
        return Outcome.PASSED if Verdict.PASSED in seen else Outcome.ERROR

    @property
    def errors(self) -> Iterator[ReadError]:
        """The read errors behind its findings that need attention and behind its early end."""
        yield from (finding.error for finding in self.attention if finding.error)
        if self.ended and self.ended.error:
            yield self.ended.error

    @property
    def attention(self) -> tuple[Finding, ...]:
        """The findings that need attention: the failed ones, then the unknown ones."""
        return (*self.of(Verdict.FAILED), *self.of(Verdict.UNKNOWN))

    def of(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return the findings with this verdict."""
        return tuple(finding for finding in self.findings if finding.verdict is verdict)
