"""The progress of a run: a line on a terminal that disappears while other output is written, or a line a minute."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from wcwidth import clip

from checks.connection.cache import Progress
from checks.report.sanitize import sanitize

SHORTEST = 0.1
"""The minimum number of seconds between two updates. Faster updates aren't readable."""

LOG_INTERVAL = 60.0
"""The number of seconds between two lines in a log. A run that is shorter writes none."""

_ERASE = "\r\x1b[2K"


class ProgressLine:
    """Updates a single line on a terminal. If the stream isn't a terminal, `logged` writes lines to it.

    Args:
        stream: The stream to write to.
        width: The width of the terminal in columns.
        clock: Returns the time in seconds.
    """

    def __init__(self, stream: TextIO, width: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._width = width
        self._clock = clock
        self._on_terminal = stream.isatty()
        self._current = ""
        self._lock = threading.Lock()
        self._written = float("-inf")
        self._there = False
        self._under_way: dict[str, Progress] = {}

    def __call__(self, progress: Progress) -> None:
        """Show the progress. Any thread can call this method."""
        with self._lock:
            counted = progress.total is not None
            if counted:
                self._count(progress)
            if not self._on_terminal:
                self._current = "" if counted else progress.what
                return
            if counted and (not self._under_way or self._clock() - self._written < SHORTEST):
                return
            self._written = self._clock()
            self._there = True
            words = self._counts() if counted else progress.what
            self._stream.write(_ERASE + clip(sanitize(words), 0, self._width - 1))
            self._stream.flush()

    def _count(self, progress: Progress) -> None:
        """Remember the counts that are in progress. Several kinds can be counted at the same time."""
        if progress.done == progress.total:
            self._under_way.pop(progress.what, None)
        else:
            self._under_way[progress.what] = progress

    def _counts(self) -> str:
        return ", ".join(map(_counted, self._under_way.values()))

    @contextmanager
    def logged(self) -> Iterator[None]:
        """Write the progress once a minute in this context if the stream isn't a terminal."""
        done = threading.Event()
        if not self._on_terminal:
            threading.Thread(target=self._log_until, args=(done,), daemon=True).start()
        try:
            yield
        finally:
            done.set()

    def _log_until(self, done: threading.Event) -> None:
        started = self._clock()
        while not done.wait(LOG_INTERVAL):
            with self._lock:
                words = "; ".join(filter(None, (self._counts(), self._current)))
            minutes = round((self._clock() - started) / 60)
            if words and not done.is_set():
                with suppress(OSError, ValueError):  # the log was closed
                    self._stream.write(f"after {minutes} min: {sanitize(words)}\n")
                    self._stream.flush()

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
