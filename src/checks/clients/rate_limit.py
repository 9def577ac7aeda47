"""Spreads requests over time, so that we stay within a vendor's limit."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from copy import copy

from checks.facts.credentials import Endpoint

NOTICED = 2.0
"""Seconds. Nobody wonders about a shorter wait."""


class RateLimiter:
    """Lets through at most so many requests in any stretch of so many seconds.

    The first of them go at once, so a short run is not slowed. Once they are used up the rest goes evenly, and not in
    one burst after each stretch, for others live from the same limit.

    Args:
        requests: How many.
        seconds: In which time.
        limit: What is kept to, as the end of a sentence.
        clock: Tells the time in seconds.
        sleep: Waits for so many seconds; by default `stop` ends it.
    """

    def __init__(
        self,
        requests: int,
        seconds: float,
        *,
        limit: str = "the limit",
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._requests = requests
        self._seconds = seconds
        self._limit = limit
        self._clock = clock
        self._stopped = threading.Event()
        self._sleep = sleep or self._stopped.wait
        self._lock = threading.Lock()
        self._let_through: deque[float] = deque(maxlen=requests)
        self._spreading = False
        self._held_until = float("-inf")
        self._apart: dict[Endpoint, RateLimiter] = {}

    def count_apart(self, reads: Iterable[Endpoint], pacer: "RateLimiter") -> None:
        """Let `pacer` say when these reads may go: the vendor counts them apart from the others."""
        self._apart |= dict.fromkeys(reads, pacer)

    def of(self, read: Endpoint) -> "RateLimiter":
        """Return the pacer that says when `read` may go: another one where it is counted apart."""
        return self._apart.get(read, self)

    @property
    def spreading(self) -> bool:
        """Whether the first requests are used up, so that this is a run of hours that can bear to wait."""
        return self._spreading

    def wait(self, on_progress: Callable[[str], None] = lambda _: None) -> None:
        """Return when the next request may go; say so where that takes a while."""
        with self._lock:
            now = self._clock()
            due = self._due(now)
            self._let_through.append(due)
        if due > now:
            if due - now > NOTICED:
                on_progress(f"waiting {_shown(due - now)} to stay within {self._limit}")
            self._sleep(due - now)

    def _due(self, now: float) -> float:
        due = max(now, self._held_until)
        if not self._let_through:
            return due
        last = self._let_through[-1]
        if now - last > self._seconds:
            self._spreading = False
        if len(self._let_through) == self._requests:
            freed = self._let_through[0] + self._seconds
            self._spreading |= freed > now
            due = max(due, freed)
        return max(due, last + self._seconds / self._requests) if self._spreading else due

    def remember(self, ages: Iterable[float]) -> None:
        """Count requests that went before this run.

        Args:
            ages: How many seconds ago each went.
        """
        now = self._clock()
        with self._lock:
            before = sorted(now - age for age in ages if age < self._seconds)
            self._let_through = deque(sorted([*before, *self._let_through]), maxlen=self._requests)

    def forecast(self, requests: int) -> float:
        """Return in how many seconds the last of so many requests may go, if nobody else asks meanwhile."""
        with self._lock:
            trial = copy(self)
            trial._let_through = self._let_through.copy()  # noqa: SLF001 - of another object of this very class
        began = moment = self._clock()
        for _ in range(requests):
            moment = trial._due(moment)  # noqa: SLF001 - the same
            trial._let_through.append(moment)  # noqa: SLF001 - the same
        return moment - began

    def hold(self, seconds: float) -> None:
        """Let nothing through for so many seconds: the vendor said so."""
        with self._lock:
            self._held_until = max(self._held_until, self._clock() + seconds)

    def rest(self, seconds: float) -> None:
        """Wait for so many seconds."""
        self._sleep(seconds)

    def stop(self) -> None:
        """End every wait, those to come too."""
        for pacer in (self, *self._apart.values()):
            pacer._stopped.set()  # noqa: SLF001 - of another object of this very class


def _shown(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 120 else f"{round(seconds / 60)} min"  # noqa: PLR2004 - two minutes
