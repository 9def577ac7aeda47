"""Reads both services, each object once in a run."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TypeVar

from checks.connection.backends import Backends
from checks.connection.cache import Evidence, Progress, ReadCache, ReadResult
from checks.facts.credentials import Endpoint
from checks.settings.secret import Redactor
from checks.settings.settings import Settings

Value = TypeVar("Value")
Subject = TypeVar("Subject")


class Reads:
    """The clients of both services, and the results that they returned in this run.

    Args:
        settings: The settings of the run.
        on_progress: Called with the current activity of the run.
    """

    def __init__(self, settings: Settings, on_progress: Callable[[Progress], None] = lambda _: None) -> None:
        self.settings = settings
        self.credentials = settings.credentials
        self.now = datetime.now(UTC)
        self._redact = Redactor(settings.secrets)
        self._services = Backends(settings, self._redact, lambda words: on_progress(Progress(words)))
        self._terraform, self._bitbucket = self._services.terraform, self._services.bitbucket
        self._source = self._services.source
        self._reader = ReadCache(on_progress)
        self._once = self._reader.once

    def each(
        self, what: str, read: Callable[[Subject], Value], subjects: Iterable[Subject]
    ) -> Iterator[ReadResult[Subject, Value]]:
        """Yield the result for each subject: see `ReadCache.each`."""
        return self._reader.each(what, read, subjects)

    def evidence(self) -> AbstractContextManager[Evidence]:
        """Collect the requests in this context: see `ReadCache.evidence`."""
        return self._reader.evidence()

    def read_again(self) -> None:
        """Discard everything read so far, except for the token endpoint's response, which is requested only once."""
        self._reader.keep_in(None, {})
        self._reader.forget(self._services.request_token)
        self.now = datetime.now(UTC)

    def forecast(self, requests: Mapping[Endpoint, int]) -> float:
        """Return the seconds over which the requests must be spread: see `Backends.forecast`."""
        return self._services.forecast(requests)

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
