"""The data model of a report: step, check, finding, result, and outcome."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from checks.clients.errors import OutOfTimeError, ReadError
from checks.clients.request_log import RequestRecord
from checks.facts.credentials import Credential, Endpoint
from checks.facts.failures import Failure
from checks.facts.guide_sections import Section

if TYPE_CHECKING:  # commands that only read reports, such as history, start without HTTP and cryptography
    from checks.connection.connection import Connection


class Step(Enum):
    """The steps of the guide, in order. The value is the name of the page.

    Attributes:
        title: The title of the page.
        number: The number of the step in the guide; None for the pages before the first step and after the last.
    """

    title: str
    number: int | None

    PREREQUISITES = "prerequisites", "Prerequisites for connecting Bitbucket Cloud", None
    ADD_PROVIDER = "add-vcs-provider", "Add a VCS provider in HCP Terraform", 1
    CONSUMER = "create-consumer", "Create an OAuth consumer in Bitbucket Cloud", 2
    CONNECT = "connect-and-authorize", "Connect and authorize the VCS provider", 3
    SSH_KEY = "scope-and-ssh-key", "Configure scope and SSH key (optional)", 4
    CREATE_WORKSPACE = "create-workspace", "Create a Terraform workspace", None

    def __new__(cls, page: str, title: str, number: int | None) -> Self:
        """Create a step from the name of its page, its title, and its number."""
        step = object.__new__(cls)
        step._value_ = page
        step.title = title
        step.number = number
        return step

    @property
    def heading(self) -> str:
        """The title with its number: ``Step 2: Create an OAuth consumer in Bitbucket Cloud``."""
        return self.title if self.number is None else f"Step {self.number}: {self.title}"


class Verdict(StrEnum):
    """The verdict of a finding about its subject."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The subject could not be read, or the data isn't sufficient for a verdict."""
    ADVICE = "advice"
    """A recommendation that affects neither the outcome nor the exit status."""


@dataclass(frozen=True)
class Since:
    """The known times between which something stopped working.

    Attributes:
        worked: The last recorded success, or None.
        failed: The first recorded failure after that, or None.
    """

    worked: datetime | None
    failed: datetime | None


class Identified(Protocol):
    """An object of HCP Terraform that has an ID, such as a Terraform workspace; the ID can be empty."""

    @property
    def id(self) -> str:
        """The ID, which stays the same if the object is renamed."""

    @property
    def scope(self) -> tuple[str, ...]:
        """The containers of the object, narrowest first."""


@dataclass(frozen=True)
class Finding:
    """The actual state of one subject, compared with the expected state.

    Attributes:
        verdict: The verdict about the subject.
        subject: The item that was checked: a permission, a repository, a field.
        expected: The expected state, without a period.
        actual: The actual state, without a period.
        fix: The fix, in one or two sentences; empty if no action is needed.
        scope: The containers of the subject, narrowest first: "the project prj-1", "the Bitbucket workspace acme".
        since: When it stopped working, if that is known.
        error: The read error that caused the finding, if any.
        known_error: The troubleshooting entry whose message matches the vendor's recorded error, if any.
        invisible: Whether Bitbucket doesn't show the subject to the account: it was renamed, moved, or deleted, or the
            account has no access. The response doesn't say which.
        section: The section of the guide that fixes it, if that isn't the section of the check.
        ids: The IDs of what the finding is about, which stay the same after a rename; empty if the subject itself does.
            For a repository, the IDs of the objects that use it, because they are known even if it isn't visible.
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
    section: Section | None = None
    ids: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The IDs, or the subject: a check never uses one key for two subjects of a run."""
        return self.ids or (self.subject,)

    @property
    def is_left_out(self) -> bool:
        """Whether the subject was left out, because the time budget wasn't sufficient."""
        return isinstance(self.error, OutOfTimeError)

    def about(self, one: Identified) -> "Finding":
        """Return the finding with the ID and the containers of the object that it is about."""
        return self.identified(one.id).in_scope(*one.scope)

    def identified(self, *ids: str) -> "Finding":
        """Return the finding with the IDs of what it is about, without those that HCP Terraform doesn't report."""
        return replace(self, ids=tuple(sorted({*filter(None, ids)})))

    def in_scope(self, *scope: str) -> "Finding":
        """Return the finding with the containers of its subject, narrowest first."""
        return replace(self, scope=scope)


def passed(subject: str, expected: str, actual: str) -> Finding:
    """Return the finding that `subject` is as expected."""
    return Finding(Verdict.PASSED, subject, expected, actual)


def failed(subject: str, expected: str, actual: str, fix: str, error: ReadError | None = None) -> Finding:
    """Return the finding that `subject` isn't as expected, with the fix, and the error that proves it, if any."""
    return Finding(Verdict.FAILED, subject, expected, actual, fix, error=error)


def unknown(subject: str, expected: str, actual: str, fix: str = "") -> Finding:
    """Return the finding that the state of `subject` is unknown, and why."""
    return Finding(Verdict.UNKNOWN, subject, expected, actual, fix)


def advice(subject: str, expected: str, actual: str, fix: str = "") -> Finding:
    """Return a recommendation about `subject` that doesn't affect the outcome."""
    return Finding(Verdict.ADVICE, subject, expected, actual, fix)


def unreadable(subject: str, expected: str, error: ReadError, fix: str = "") -> Finding:
    """Return the finding that `subject` could not be read; the other subjects are checked anyway."""
    return Finding(Verdict.UNKNOWN, subject, expected, str(error), fix, error=error)


Probe = Callable[["Connection"], Iterator[Finding]]


class NotApplicable(Exception):  # noqa: N818 - a term from XCCDF, not an error
    """Raised by a check that doesn't apply to the connection; the message says why, as a full sentence."""


@dataclass(frozen=True, eq=False)
class Check:
    """A check of one property of a connection.

    Attributes:
        id: The filename with hyphens: the anchor in the guide and the argument on the command line.
        title: A statement that is true if the check passes.
        why: What a pass proves and why that matters, in Markdown.
        step: The step of the guide that it belongs to.
        reads: The endpoints that it reads.
        also_reads: The endpoints that it also reads if their credential is set.
        after: The checks that must pass before this check runs.
        probe: The function that yields the findings.
        file: The source file, so that users can review the check before they run it.
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
        """The credentials that it requires, each once, in the order of its reads."""
        return tuple(dict.fromkeys(read.credential for read in self.reads if read.credential))

    @property
    def anchor(self) -> str:
        """The page and anchor of the check in the guide, without a file extension."""
        return f"{self.step.value}#{self.id}"


def check(
    step: Step,
    *,
    reads: tuple[Endpoint, ...],
    also_reads: tuple[Endpoint, ...] = (),
    after: tuple[Check, ...] = (),
) -> Callable[[Probe], Check]:
    """Return a decorator that turns a generator function into a check.

    The function's name becomes the ID, and its docstring becomes the title and the reason.

    Args:
        step: The step of the guide that it belongs to.
        reads: The endpoints that it reads, which also determine the credentials that it requires.
        also_reads: The endpoints that it also reads if their credential is set.
        after: The checks that must pass first. They are objects, so they exist and can't form a cycle.
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
    """The outcome of a check."""

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
    """Why a check ended early.

    Attributes:
        outcome: UNKNOWN, ERROR, NOT_APPLICABLE, or SKIPPED.
        reason: The reason, as full sentences.
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
        findings: The findings, including any that were yielded before the check ended early.
        ended: Why it ended early; None if it didn't.
        evidence: The data that it read, as plain sentences without secrets.
        seconds: The duration of the check.
        trace: The traceback if the check itself crashed, a line each, without secrets.
        requests: The requests whose responses it used.
    """

    check: Check
    findings: tuple[Finding, ...] = ()
    ended: Ended | None = None
    evidence: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)
    trace: tuple[str, ...] = field(default=(), compare=False)
    requests: tuple[RequestRecord, ...] = field(default=(), compare=False)

    @property
    def outcome(self) -> Outcome:
        """The outcome: failed outweighs an early end, which outweighs unknown, which outweighs passed.

        A check without a passed, failed, or unknown finding proves nothing: the outcome is ERROR, never PASSED.
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
        """The read errors of the findings that need attention and of the early end."""
        yield from (finding.error for finding in self.attention if finding.error)
        if self.ended and self.ended.error:
            yield self.ended.error

    @property
    def attention(self) -> tuple[Finding, ...]:
        """The findings that need attention: first failed, then unknown."""
        return (*self.of(Verdict.FAILED), *self.of(Verdict.UNKNOWN))

    @property
    def left_out(self) -> tuple[Finding, ...]:
        """The findings about subjects that were left out, because the time budget wasn't sufficient."""
        return tuple(finding for finding in self.findings if finding.is_left_out)

    def of(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return the findings with this verdict."""
        return tuple(finding for finding in self.findings if finding.verdict is verdict)
