"""Reads both services, each object once in a run, and what was not checked for longest first if time is short."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TypeVar

from checks.clients.time_budget import TimeBudget
from checks.connection.backends import Backends
from checks.connection.cache import Evidence, Progress, ReadCache, ReadResult
from checks.facts import bitbucket
from checks.facts.credentials import Endpoint
from checks.settings.secret import Redactor
from checks.settings.settings import Settings

Value = TypeVar("Value")
Subject = TypeVar("Subject")

NEVER = datetime.min.replace(tzinfo=UTC)

RUNNING: ContextVar[str] = ContextVar("check", default="")
"""The ID of the check that runs in this context."""


class ReadOrder:
    """Orders subjects by when earlier runs checked them.

    Args:
        checked: When earlier runs last checked each subject, by the group of checks and the ID of the subject. The
            checks in a group share most of their reads.
        groups: The name of the group by the ID of a check.
    """

    def __init__(self, checked: Mapping[tuple[str, str], datetime], groups: Mapping[str, str]) -> None:
        self._checked = checked
        self._groups = groups

    def oldest_first(
        self, subjects: Iterable[Subject], ids: Callable[[Subject], Iterable[str]], check: str = ""
    ) -> list[Subject]:
        """Return the subjects, those that were not checked for longest first.

        Args:
            subjects: The subjects.
            ids: Returns the IDs of a subject.
            check: The ID of the check that reads them; by default, the check that runs in this context.
        """
        group = self._groups.get(check or RUNNING.get(), "")

        def age(subject: Subject) -> datetime:
            return min((self._checked.get((group, one), NEVER) for one in ids(subject)), default=NEVER)

        return sorted(subjects, key=age)


class Reads:
    """The clients of both services, and the results that they returned in this run.

    Args:
        settings: The settings of the run.
        on_progress: Called with the current activity of the run.
        budget: The time budget of the run.
        order: The order of the reads; None for the order in which HCP Terraform lists the subjects.
    """

    def __init__(
        self,
        settings: Settings,
        on_progress: Callable[[Progress], None] = lambda _: None,
        budget: TimeBudget | None = None,
        order: ReadOrder | None = None,
    ) -> None:
        self.settings = settings
        self.budget = budget or TimeBudget()
        self._order = order
        self.credentials = settings.credentials
        self.now = datetime.now(UTC)
        self._redact = Redactor(settings.secrets)
        self._services = Backends(settings, self._redact, lambda words: on_progress(Progress(words)), self.budget)
        self._terraform, self._bitbucket = self._services.terraform, self._services.bitbucket
        self._source = self._services.source
        self._reader = ReadCache(on_progress)
        self._once = self._reader.once

    def each(
        self, what: str, read: Callable[[Subject], Value], subjects: Iterable[Subject]
    ) -> Iterator[ReadResult[Subject, Value]]:
        """Yield the result for each subject: see `ReadCache.each`.

        With an order, what was not checked for longest comes first.
        """
        return self._reader.each(what, read, self.oldest_first(subjects))

    def oldest_first(self, subjects: Iterable[Subject], check: str = "") -> Iterable[Subject]:
        """Return subjects in the order of the reads: see `ReadOrder.oldest_first`."""
        return self._order.oldest_first(subjects, self._ids, check) if self._order else subjects

    def _ids(self, subject: object) -> tuple[str, ...]:
        """Return the IDs of a subject; empty if it has none."""
        found = getattr(subject, "id", None)
        return (found,) if isinstance(found, str) else ()

    @contextmanager
    def evidence(self, check: str = "") -> Iterator[Evidence]:
        """Collect the requests in this context: see `ReadCache.evidence`.

        Args:
            check: The ID of the check that runs in this context.
        """
        token = RUNNING.set(check)
        try:
            with self._reader.evidence() as sentences:
                yield sentences
        finally:
            RUNNING.reset(token)

    def read_again(self) -> None:
        """Discard everything read so far, except for the token endpoint's response, which is requested only once."""
        self._reader.forget(self._services.request_token)
        self.now = datetime.now(UTC)

    def forget(self, endpoints: Collection[Endpoint]) -> None:
        """Discard only what was read from these endpoints: see `ReadCache.forget_reads`."""
        self._reader.forget_reads(endpoints)
        self.now = datetime.now(UTC)

    def change(self, settings: Settings) -> None:
        """Use another consumer, SSH key, or VCS provider, and discard only the reads that used the previous one."""
        before, self.settings = self.settings, settings
        self.credentials = settings.credentials
        self._redact.add(settings.secrets)
        self._services.change(settings)
        # If the key and the secret were swapped before, the key was hidden in all responses of HCP Terraform.
        was_hidden = settings.consumer and not settings.swapped and self._redact.stop_hiding(settings.consumer.key)
        if settings.provider != before.provider or was_hidden:
            self.read_again()
        self.forget({bitbucket.ACCESS_TOKEN} if settings.consumer != before.consumer else ())

    def forecast(self, requests: Mapping[Endpoint, int]) -> float:
        """Return the seconds over which the requests must be spread: see `Backends.forecast`."""
        return self._services.forecast(requests)

    def allowed_requests(self, requests: Mapping[Endpoint, int]) -> int:
        """Return how many of the requests are allowed within the time budget: see `Backends.allowed_requests`."""
        return self._services.allowed_requests(requests)

    def hide(self, value: Value) -> Value:
        """Return a value without secrets in any of its strings."""
        return self._redact.all(value)

    def describe(self, error: Exception) -> str:
        """Return a description of an unexpected exception, in one sentence without secrets."""
        return self._redact(f"The check itself failed ({type(error).__name__}: {error}).")

    def close(self) -> None:
        """Cancel the remaining reads, and close the connections to both services."""
        self._reader.close()
        self._services.close()
