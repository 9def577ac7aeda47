"""A progress line on a terminal, which disappears while other output is written."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from wcwidth import clip

from checks.connection.cache import Progress
from checks.report.sanitize import sanitize

SHORTEST = 0.1
"""The minimum number of seconds between two updates. Faster updates aren't readable."""

_ERASE = "\r\x1b[2K"


class ProgressLine:
    """Updates a single line on a terminal; does nothing if the stream isn't a terminal.

    Args:
        stream: The stream to write to.
        width: The width of the terminal in columns.
        clock: Returns the time in seconds.
    """

    def __init__(self, stream: TextIO, width: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._width = width
        self._clock = clock
        self._seen = stream.isatty()
        self._lock = threading.Lock()
        self._written = float("-inf")
        self._there = False
        self._under_way: dict[str, Progress] = {}

    def __call__(self, progress: Progress) -> None:
        """Show the progress. Any thread can call this method."""
        if not self._seen:
            return
        with self._lock:
            counted = progress.total is not None
            if counted:
                self._count(progress)
            if counted and (not self._under_way or self._clock() - self._written < SHORTEST):
                return
            self._written = self._clock()
            self._there = True
            words = ", ".join(map(_counted, self._under_way.values())) if counted else progress.what
            self._stream.write(_ERASE + clip(sanitize(words), 0, self._width - 1))
            self._stream.flush()

    def _count(self, progress: Progress) -> None:
        """Remember the counts that are in progress. Several kinds can be counted at the same time."""
        if progress.done == progress.total:
            self._under_way.pop(progress.what, None)
        else:
            self._under_way[progress.what] = progress

    @contextmanager
    def away(self) -> Iterator[None]:
        """Erase the line, and keep it hidden while other output is written."""
        with self._lock:
            if self._there:
                self._there = False
                self._stream.write(_ERASE)
                self._stream.flush()
            yield


def _counted(progress: Progress) -> str:
    return f"{progress.what} {progress.done or 0:,} of {progress.total:,}"
