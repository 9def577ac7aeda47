"""The time budget of a run: a request that can't be answered in time isn't sent, so that the run ends in time."""

import time
from collections.abc import Callable

from checks.clients.errors import OutOfTimeError

RESERVE_SECONDS, RESERVE_SHARE = 8.0, 0.05
"""The part of the budget that is left for the start and the reports: seconds, or a share if that is longer."""


class TimeBudget:
    """The time that a run can use; by default, any time. It starts when it is created.

    Attributes:
        patience: The longest wait for a rate limit in seconds. A request that must wait longer is left out.
    """

    def __init__(
        self,
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        patience: float = float("inf"),
    ) -> None:
        self._seconds = float("inf") if seconds is None else seconds
        self.patience = patience
        self._clock = clock
        self._started = clock()
        self._reserve = max(RESERVE_SECONDS, RESERVE_SHARE * self._seconds) if self.is_set else 0.0

    @property
    def is_set(self) -> bool:
        """Whether the run has a time budget."""
        return self._seconds != float("inf")

    @property
    def shown(self) -> str:
        """The duration as the user enters it: ``1h30m``, ``10m``, or ``90s``."""
        minutes, seconds = divmod(round(self._seconds), 60)
        hours, minutes = divmod(minutes, 60)
        return "".join(f"{number}{unit}" for number, unit in ((hours, "h"), (minutes, "m"), (seconds, "s")) if number)

    @property
    def left(self) -> float:
        """The seconds that are left for requests; negative if the time is up."""
        return self._started + self._seconds - self._reserve - self._clock()

    @property
    def until_reports(self) -> float | None:
        """The seconds after which the reports must be written, even if a check is still running; None without a budget.

        This is half of the reserve later than the last response.
        """
        return max(0.0, self.left + self._reserve / 2) if self.is_set else None

    def require(self, wait: float = 0.0) -> None:
        """Do nothing if a request can be sent after `wait` seconds.

        Raises:
            OutOfTimeError: There isn't enough time.
        """
        if wait >= self.left:
            raise self.error()

    def error(self) -> OutOfTimeError:
        """Return the error of a read that is left out."""
        return OutOfTimeError(f"Not read: the time budget of {self.shown} isn't sufficient (--within).")
