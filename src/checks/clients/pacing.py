"""Spreads requests over time, so that we stay within a vendor's limit."""

import threading
import time
from collections.abc import Callable


class Pacer:
    """Lets through at most so many requests in so many seconds, evenly, after a first burst.

    Args:
        requests: How many.
        seconds: In which time.
        burst: How many may go at once at the start.
        clock: Tells the time in seconds.
        sleep: Waits for so many seconds.
    """

    def __init__(
        self,
        requests: float,
        seconds: float,
        *,
        burst: int = 1,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = seconds / requests
        self._ahead = self._interval * (burst - 1)
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self, told: Callable[[str], None] = lambda _: None) -> None:
        """Return when the next request may go; say so where that takes a while."""
        with self._lock:
            now = self._clock()
            due = max(self._next, now - self._ahead)
            self._next = due + self._interval
        delay = due - now
        if delay > 0:
            if delay > 2:  # noqa: PLR2004 - seconds that nobody wonders about
                told(f"waiting {delay:.0f} s to stay within the limit")
            self._sleep(delay)

    def rest(self, seconds: float) -> None:
        """Wait for so many seconds."""
        self._sleep(seconds)
