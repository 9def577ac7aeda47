"""Delays requests to stay within a vendor's rate limit, and reads the wait that a vendor requests."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from checks.clients.errors import PostponedError
from checks.clients.time_budget import TimeBudget
from checks.facts.credentials import Endpoint

NOTICED = 2.0
"""Seconds. Shorter waits are not reported."""


class RateLimiter:
    """Allows at most a number of requests in any period of a number of seconds.

    The first requests are sent immediately, so a short run isn't delayed. After that, requests are spread evenly
    instead of sent in one burst per period, because other programs share the same limit.

    Args:
        requests: The number of requests.
        seconds: The length of the period.
        limit: The name of the limit, as the end of a sentence.
        budget: The time budget of the run, which no wait exceeds.
        clock: Returns the time in seconds.
        sleep: Waits for a number of seconds; `stop` ends the default function early.
    """

    def __init__(  # noqa: PLR0913 - all but two are keyword-only
        self,
        requests: int,
        seconds: float,
        *,
        limit: str = "the limit",
        budget: TimeBudget | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._requests = requests
        self._seconds = seconds
        self._limit = limit
        self.budget = budget or TimeBudget()
        self._clock = clock
        self._stopped = threading.Event()
        self._sleep = sleep or self._stopped.wait
        self._lock = threading.Lock()
        self._sent: deque[float] = deque(maxlen=requests)
        self._spreading = False
        self._paused_until = float("-inf")
        self._apart: dict[Endpoint, RateLimiter] = {}
        # Requests that are left out instead of delayed must all be allowed as soon as the first of them is.
        self._spreads = seconds <= self.budget.patience
        self._admit: Callable[[float], None] = lambda _: None

    def count_apart(self, reads: Iterable[Endpoint], limiter: "RateLimiter") -> None:
        """Use `limiter` for these endpoints: the vendor counts them separately from the others."""
        self._apart |= dict.fromkeys(reads, limiter)

    def of(self, read: Endpoint) -> "RateLimiter":
        """Return the rate limiter for `read`: a separate one if the vendor counts the endpoint separately."""
        return self._apart.get(read, self)

    def admit(self, admit: Callable[[float], None]) -> None:
        """Call `admit` before each request with the seconds until it is sent; an exception means that it isn't sent."""
        for limiter in (self, *self._apart.values()):
            limiter._admit = admit  # noqa: SLF001 - another object of this class

    @property
    def spreading(self) -> bool:
        """Whether the first requests are used up. Such a run takes hours, so it can afford a long wait."""
        return self._spreading

    def wait(self, on_progress: Callable[[str], None] = lambda _: None) -> None:
        """Wait until the next request is allowed, and report a wait that a user would notice.

        Raises:
            OutOfTimeError: The request isn't allowed within the time budget. It doesn't count as sent.
            PostponedError: The request must wait longer than the patience of the time budget. The same.
        """
        with self._lock:
            now = self._clock()
            due = self._due(now)
            self.budget.require(due - now)
            if due - now > self.budget.patience:
                raise PostponedError(f"Not read, to stay within {self._limit}. {possible_in(due - now)}", due - now)
            self._admit(due - now)
            self._sent.append(due)
        if due > now:
            if due - now > NOTICED:
                on_progress(f"waiting {_shown(due - now)} to stay within {self._limit}")
            self._sleep(due - now)

    def _due(self, now: float) -> float:
        due = max(now, self._paused_until)
        if not self._sent:
            return due
        last = self._sent[-1]
        if now - last > self._seconds:
            self._spreading = False
        if len(self._sent) == self._requests:
            freed = self._sent[0] + self._seconds
            self._spreading |= self._spreads and freed > now
            due = max(due, freed)
        return max(due, last + self._seconds / self._requests) if self._spreading else due

    def forecast(self, requests: int) -> float:
        """Return the seconds until the last of a number of requests is allowed, if no others are sent meanwhile."""
        return max(self._waits(requests), default=0.0)

    def allowed_requests(self, requests: int) -> int:
        """Return how many of a number of requests are allowed within the time budget."""
        return sum(wait < self.budget.left for wait in self._waits(requests))

    def _waits(self, requests: int) -> Iterator[float]:
        """Yield the seconds until each of the next requests is allowed."""
        with self._lock:
            trial = copy(self)
            trial._sent = self._sent.copy()  # noqa: SLF001 - another object of this class
        began = moment = self._clock()
        for _ in range(requests):
            moment = trial._due(moment)  # noqa: SLF001 - the same
            trial._sent.append(moment)  # noqa: SLF001 - the same
            yield moment - began

    def pause(self, seconds: float) -> None:
        """Delay all requests for a number of seconds, as the vendor requested."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)

    def sleep(self, seconds: float) -> None:
        """Wait for a number of seconds."""
        self._sleep(seconds)

    def stop(self) -> None:
        """End every current and future wait."""
        for limiter in (self, *self._apart.values()):
            limiter._stopped.set()  # noqa: SLF001 - another object of this class


def _shown(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 120 else f"{round(seconds / 60)} min"  # noqa: PLR2004 - two minutes


def possible_in(seconds: float) -> str:
    """Return a sentence with the local time of the next request, rounded up to a minute."""
    moment = datetime.now(UTC).astimezone() + timedelta(seconds=seconds + 59)
    return f"The next request is possible at {moment:%H:%M}."


def requested_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that the vendor requests a client to wait, given as a number or a date; None if not given."""
    for name in ("Retry-After", "X-RateLimit-Reset"):
        seconds = number(headers, name)
        if seconds is not None:
            return seconds
    until = _date(headers, "Retry-After")
    if until is None:
        return None
    # Prefer the vendor's clock, if the response has a date: the local clock can be inaccurate.
    return max(0.0, (until - (_date(headers, "Date") or datetime.now(UTC))).total_seconds())


def _date(headers: Mapping[str, str], name: str) -> datetime | None:
    """Return the time in a header, or None if there is no valid one."""
    try:
        moment = parsedate_to_datetime(headers.get(name, ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def number(headers: Mapping[str, str], name: str) -> float | None:
    """Return the number in a header, or None if there is no valid one or it is negative."""
    try:
        found = float(headers.get(name, ""))
    except ValueError:
        return None
    return found if found >= 0 else None
