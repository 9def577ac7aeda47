"""Makes each read once in a run, several at a time, and keeps account of what was read."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from checks.clients.errors import ReadError
from checks.clients.http import CONNECTIONS
from checks.clients.request_log import REQUESTS, RequestRecord, record_request
from checks.connection.checkpoint import Checkpoint
from checks.connection.checkpoint_lines import Noted

Value = TypeVar("Value")
Subject = TypeVar("Subject")

AHEAD = 4 * CONNECTIONS
"""Reads of one kind that are begun before the first of them is used: one that takes long does not hold up the rest."""


@dataclass(frozen=True)
class Progress:
    """What a run is doing just now.

    Attributes:
        what: In a few words.
        done: How many of them are done; None where nothing is counted.
        total: Out of how many.
    """

    what: str
    done: int | None = None
    total: int | None = None


@dataclass(frozen=True)
class ReadResult(Generic[Subject, Value]):
    """What came of one read among many.

    Attributes:
        subject: What was to be read.
        error: Why it could not be read, or None.
    """

    subject: Subject
    error: ReadError | None
    _value: Value | None

    @property
    def value(self) -> Value:
        """What was read.

        Raises:
            ReadError: It could not be read.
        """
        if self.error:
            raise self.error
        return self._value  # type: ignore[return-value] # without an error there is a value


@dataclass(frozen=True, slots=True)
class _CachedRead:
    """What a read came to, to be handed to whoever asks again."""

    value: Any
    error: Exception | None
    seen: dict[RequestRecord, None]


class Evidence(list[str]):
    """What was read, as plain sentences.

    Attributes:
        oldest: When the oldest of it was read, if an earlier run read it; None where this run read all of it.
    """

    oldest: datetime | None = None


class ReadCache:
    """Reads, and remembers.

    Args:
        told: Is told how far it is.
    """

    def __init__(self, on_progress: Callable[[Progress], None]) -> None:
        self._on_progress = on_progress
        self._kept: dict[tuple[object, ...], Future[_CachedRead]] = {}
        self._checkpoint: Checkpoint | None = None
        self._noted: Mapping[Callable[..., Any], str] = {}
        self._lock = threading.Lock()
        self._pools: set[ThreadPoolExecutor] = set()

    def once(self, read: Callable[..., Value], *arguments: object) -> Value:
        """Return what `read` returns or raise what it raises, calling it once in a run, however many ask at once.

        Args:
            read: A function or a bound method.
            arguments: What to call it with; hashable.

        Raises:
            Exception: Whatever `read` raises.
        """
        key = (read, *arguments)
        with self._lock:
            first = key not in self._kept
            future = self._kept.setdefault(key, Future())
        if first:
            try:
                future.set_result(self._from_before(key) or self._noting(key, _keeping(lambda: read(*arguments))))
            except BaseException as stopped:  # Ctrl-C: whoever waits for the same read must not wait for ever
                future.set_exception(stopped)
                raise
        kept = future.result()
        record_request(*kept.seen)
        if kept.error:
            raise kept.error
        value: Value = kept.value
        return value

    def keep_in(self, checkpoint: Checkpoint | None, reads: Mapping[Callable[..., Any], str]) -> None:
        """Note in a checkpoint what is read from now on, and take from it what an earlier run noted.

        Args:
            checkpoint: Where; None ends it.
            reads: The reads to note, each with the kind of what it returns; they are called with texts alone.
        """
        self._checkpoint, self._noted = checkpoint, reads

    def _from_before(self, key: tuple[Any, ...]) -> _CachedRead | None:
        kind = self._noted.get(key[0])
        found = self._checkpoint.find(kind, key[1:]) if self._checkpoint and kind else None
        return _CachedRead(found.value, None, dict.fromkeys(found.seen)) if found else None

    def _noting(self, key: tuple[Any, ...], kept: _CachedRead) -> _CachedRead:
        kind = self._noted.get(key[0])
        if self._checkpoint and kind and kept.error is None:
            self._checkpoint.note(Noted(kind, key[1:], kept.value, datetime.now(UTC), tuple(kept.seen)))
        return kept

    def each(
        self, what: str, read: Callable[[Subject], Value], subjects: Iterable[Subject]
    ) -> Iterator[ReadResult[Subject, Value]]:
        """Yield a reading for each subject, in their order, several being read at once.

        Args:
            what: What they are, for the one who waits: "webhooks".
            read: Reads one; an ReadError is kept in the reading, so that the others are read all the same.
            subjects: What to read.

        Raises:
            Exception: Whatever else `read` raises.
        """
        listed = list(subjects)
        waiting = iter(listed)
        # Threads of its own: those that wait for one limit of a vendor must not keep back what counts against another.
        pool = ThreadPoolExecutor(CONNECTIONS)
        self._pools.add(pool)

        def begin(subject: Subject) -> tuple[Subject, Future[_CachedRead]]:
            return subject, pool.submit(_keeping, lambda: read(subject))

        try:
            # Thousands that were all begun at once would take much memory.
            under_way = deque(map(begin, islice(waiting, AHEAD)))
            for done in range(1, len(listed) + 1):
                subject, future = under_way.popleft()
                kept = future.result()
                under_way.extend(map(begin, islice(waiting, 1)))
                record_request(*kept.seen)
                self._on_progress(Progress(f"reading {what}", done, len(listed)))
                if kept.error is None or isinstance(kept.error, ReadError):
                    yield ReadResult(subject, kept.error, kept.value)
                else:
                    raise kept.error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            self._pools.discard(pool)

    def forget(self, *kept: Callable[..., object]) -> None:
        """Read anew whatever is asked for from now on, but for what was read by one of `kept`."""
        with self._lock:
            self._kept = {key: future for key, future in self._kept.items() if key[0] in kept}

    @contextmanager
    def evidence(self) -> Iterator[Evidence]:
        """Collect what is read within, as plain sentences; the list is complete when the context ends."""
        sentences = Evidence()
        seen: dict[RequestRecord, None] = {}
        token = REQUESTS.set(seen)
        try:
            yield sentences
        finally:
            REQUESTS.reset(token)
            sentences.extend(_sentences(seen))
            sentences.oldest = min((one.kept for one in seen if one.kept), default=None)

    def close(self) -> None:
        """Let go of what is still to be read."""
        for pool in tuple(self._pools):
            pool.shutdown(wait=False, cancel_futures=True)


def _keeping(read: Callable[[], Value]) -> _CachedRead:
    """Return what `read` came to, and what was seen meanwhile."""
    seen: dict[RequestRecord, None] = {}
    token = REQUESTS.set(seen)
    try:
        return _CachedRead(read(), None, seen)
    except Exception as error:  # noqa: BLE001 - it is raised again by whoever asks
        return _CachedRead(None, error, seen)
    finally:
        REQUESTS.reset(token)


def _sentences(seen: dict[RequestRecord, None]) -> Iterator[str]:
    """Yield a sentence for each kind of request: thousands of alike ones are told as one."""
    alike: dict[tuple[str, str, str, bool], list[RequestRecord]] = {}
    for each in seen:
        answer = str(each.status or "no answer")
        alike.setdefault((each.read.method, each.read.path, answer, each.kept is not None), []).append(each)
    for (method, path, answer, _), those in alike.items():
        oldest = min((one.kept for one in those if one.kept), default=None)
        age = f", by an earlier run since {oldest.astimezone(UTC):%d %B %Y, %H:%M} UTC" if oldest else ""
        if len(those) == 1:
            yield f"{method} {those[0].url} -> {answer}{age}"
        else:
            yield f"{method} {path} -> {answer} ({len(those):,} of them{age})"
