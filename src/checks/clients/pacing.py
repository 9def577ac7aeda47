"""Spreads requests over time, so that we stay within a vendor's limit."""

import threading
import time
from collections import deque
from collections.abc import Callable

NOTICED = 2.0
"""Seconds. Nobody wonders about a shorter wait."""


class Pacer:
    """Lets through at most so many requests in any stretch of so many seconds.

    Args:
        requests: How many.
        seconds: In which time.
        clock: Tells the time in seconds.
        sleep: Waits for so many seconds; by default `stop` ends it.
    """

    def __init__(
        self,
        requests: int,
        seconds: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._requests = requests
        self._seconds = seconds
        self._clock = clock
        self._stopped = threading.Event()
        self._sleep = sleep or self._stopped.wait
        self._lock = threading.Lock()
        self._let_through: deque[float] = deque(maxlen=requests)

    def wait(self, told: Callable[[str], None] = lambda _: None) -> None:
        """Return when the next request may go; say so where that takes a while."""
        with self._lock:
            now = self._clock()
            full = len(self._let_through) == self._requests
            due = max(now, self._let_through[0] + self._seconds) if full else now
            self._let_through.append(due)
        if due > now:
            if due - now > NOTICED:
                told(f"waiting {_shown(due - now)} to stay within the limit")
            self._sleep(due - now)

    def rest(self, seconds: float) -> None:
        """Wait for so many seconds."""
        self._sleep(seconds)

    def stop(self) -> None:
        """End every wait, those to come too."""
        self._stopped.set()


def _shown(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 120 else f"{round(seconds / 60)} min"  # noqa: PLR2004 - two minutes
