"""Counts the requests to Bitbucket, and stops the checks that run automatically from sending too many."""

import threading
import time
from collections.abc import Callable

from checks.clients.errors import PostponedError

REQUESTS = 20
"""The maximum number of requests to Bitbucket in a minute for checks that run automatically."""

MINUTE = 61.0
"""Seconds. Requests take different times to arrive, so this is longer than the minute that Bitbucket sees."""

WAITING = (
    f"Not checked yet, because automatic checks send at most {REQUESTS} requests per minute to Bitbucket. "
    "This check runs as soon as the limit allows."
)


class Allowance:
    """The requests to Bitbucket in the last minute.

    Args:
        clock: Returns the time in seconds.

    Attributes:
        is_limited: Whether a request that exceeds the limit is left out. All others count as well.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._sent: list[float] = []
        self.is_limited = False

    @property
    def left(self) -> int:
        """The number of requests that the limit allows now."""
        with self._lock:
            return REQUESTS - len(self._recent())

    def take(self, wait: float) -> None:
        """Count a request that is sent after a number of seconds.

        Raises:
            PostponedError: The request exceeds the limit.
        """
        with self._lock:
            recent = self._recent()
            if self.is_limited and len(recent) >= REQUESTS:
                raise PostponedError(WAITING, self._until_empty(recent))
            self._sent = [*recent, self._clock() + wait]

    def until_empty(self) -> float:
        """Return the seconds until all requests are allowed again."""
        with self._lock:
            return self._until_empty(self._recent())

    def _until_empty(self, recent: list[float]) -> float:
        return max(recent) + MINUTE - self._clock() if recent else 0.0

    def _recent(self) -> list[float]:
        since = self._clock() - MINUTE
        return [sent for sent in self._sent if sent > since]
