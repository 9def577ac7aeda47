"""Performs each read once in a run, several in parallel, and records the requests as evidence."""

import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from checks.clients.errors import ReadError
from checks.clients.http import CONNECTIONS
from checks.clients.request_log import REQUESTS, RequestRecord, record_requests
from checks.facts.credentials import Endpoint

Value = TypeVar("Value")
Subject = TypeVar("Subject")

AHEAD = 4 * CONNECTIONS
"""Reads to start before the first result is used, so that a slow read doesn't delay the others."""


@dataclass(frozen=True)
class Progress:
    """The current activity of a run.

    Attributes:
        what: A short description.
        done: The number of finished items; None if there are no items to count.
        total: The number of all items.
    """

    what: str
    done: int | None = None
    total: int | None = None


@dataclass(frozen=True)
class ReadResult(Generic[Subject, Value]):
    """The result of one read among many.

    Attributes:
        subject: The object to read.
        error: The error, or None if the read succeeded.
    """

    subject: Subject
    error: ReadError | None
    _value: Value | None

    @property
    def value(self) -> Value:
        """The value that was read.

        Raises:
            ReadError: The value could not be read.
        """
        if self.error:
            raise self.error
        return self._value  # type: ignore[return-value] # without an error there is a value


@dataclass(frozen=True, slots=True)
class _CachedRead:
    """The stored result of a read, for later callers."""

    value: Any
    error: Exception | None
    seen: dict[RequestRecord, None]

    def used(self, endpoints: Collection[Endpoint]) -> bool:
        """Return whether the result depends on one of these endpoints, or on something other than requests."""
        return not self.seen or any(one.read in endpoints for one in self.seen)


class Evidence(list[str]):
    """The requests, as plain sentences.

    Attributes:
        requests: The requests themselves.
    """

    requests: tuple[RequestRecord, ...] = ()


class ReadCache:
    """Performs reads and stores their results."""

    def __init__(self, on_progress: Callable[[Progress], None]) -> None:
        self._on_progress = on_progress
        self._kept: dict[tuple[object, ...], Future[_CachedRead]] = {}
        self._lock = threading.Lock()
        self._pools: set[ThreadPoolExecutor] = set()

    def once(self, read: Callable[..., Value], *arguments: object) -> Value:
        """Return the result of `read` or raise its exception; concurrent and later callers share one call in a run.

        Args:
            read: A function or a bound method.
            arguments: Its arguments, which must be hashable.

        Raises:
            Exception: Any exception that `read` raises.
        """
        key = (read, *arguments)
        with self._lock:
            found = self._kept.get(key)
            future = found or self._kept.setdefault(key, Future())
        if not found:
            try:
                future.set_result(_capture(lambda: read(*arguments)))
            except BaseException as stopped:  # after Ctrl+C, other callers must not wait forever for the same read
                future.set_exception(stopped)
                raise
        kept = future.result()
        record_requests(kept.seen)
        if kept.error:
            raise kept.error
        value: Value = kept.value
        return value

    def each(
        self, what: str, read: Callable[[Subject], Value], subjects: Iterable[Subject]
    ) -> Iterator[ReadResult[Subject, Value]]:
        """Yield the result for each subject, in their order, and read several in parallel.

        Args:
            what: The kind of subjects, for the progress message, such as "webhooks".
            read: Reads one subject. A ReadError is stored in the result, so that the other subjects are still read.
            subjects: The subjects to read.

        Raises:
            Exception: Any other exception that `read` raises.
        """
        listed = list(subjects)
        waiting = iter(listed)
        # Each call has its own threads, so that reads that wait for one rate limit don't block reads under another.
        pool = ThreadPoolExecutor(CONNECTIONS)
        self._pools.add(pool)

        def begin(subject: Subject) -> tuple[Subject, Future[_CachedRead]]:
            return subject, pool.submit(_capture, lambda: read(subject))

        try:
            # Starting thousands of reads together would use too much memory.
            under_way = deque(map(begin, islice(waiting, AHEAD)))
            for done in range(1, len(listed) + 1):
                subject, future = under_way.popleft()
                kept = future.result()
                under_way.extend(map(begin, islice(waiting, 1)))
                record_requests(kept.seen)
                self._on_progress(Progress(f"reading {what}", done, len(listed)))
                if kept.error is None or isinstance(kept.error, ReadError):
                    yield ReadResult(subject, kept.error, kept.value)
                else:
                    raise kept.error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            self._pools.discard(pool)

    def forget(self, *kept: Callable[..., object]) -> None:
        """Discard all stored results, except for the results of the functions in `kept`."""
        with self._lock:
            self._kept = {key: future for key, future in self._kept.items() if key[0] in kept}

    def forget_reads(self, endpoints: Collection[Endpoint]) -> None:
        """Discard the stored results that depend on these endpoints, or on no request, such as a file."""
        with self._lock:
            self._kept = {
                key: future
                for key, future in self._kept.items()
                if future.done() and not future.exception() and not future.result().used(endpoints)
            }

    @contextmanager
    def evidence(self) -> Iterator[Evidence]:
        """Collect the requests in this context as plain sentences; the list is complete when the context ends."""
        sentences = Evidence()
        seen: dict[RequestRecord, None] = {}
        token = REQUESTS.set(seen)
        try:
            yield sentences
        finally:
            REQUESTS.reset(token)
            sentences.extend(_sentences(seen))
            sentences.requests = tuple(seen)

    def close(self) -> None:
        """Cancel the remaining reads."""
        for pool in tuple(self._pools):
            pool.shutdown(wait=False, cancel_futures=True)


def _capture(read: Callable[[], Value]) -> _CachedRead:
    """Return the result or the exception of `read`, and the requests that it sent."""
    seen: dict[RequestRecord, None] = {}
    token = REQUESTS.set(seen)
    try:
        return _CachedRead(read(), None, seen)
    except Exception as error:  # noqa: BLE001 - the caller raises it again
        return _CachedRead(None, error, seen)
    finally:
        REQUESTS.reset(token)


def _sentences(seen: dict[RequestRecord, None]) -> Iterator[str]:
    """Yield a sentence for each kind of request, so that thousands of similar requests share one sentence."""
    alike: dict[tuple[str, str, str], list[RequestRecord]] = {}
    for each in seen:
        alike.setdefault((each.read.method, each.read.path, str(each.status or "no answer")), []).append(each)
    for (method, path, status), requests in alike.items():
        if len(requests) == 1:
            yield f"{method} {requests[0].url} -> {status}"
        else:
            yield f"{method} {path} -> {status} ({len(requests):,} of them)"
