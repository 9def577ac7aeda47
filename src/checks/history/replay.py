"""Since when each verdict lasts: replays the runs of one organization in the order of their start times.

A period is the time in which a subject of a check has the same verdict. An unknown or missing verdict ends no period
and begins none. A failure ends when the subject passes, or when a run shows that it no longer uses the VCS provider.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import takewhile

from checks.history.bits import bits_of, numbers_of
from checks.history.filed_report import OBJECTS, WORKSPACES
from checks.history.ledger_reader import Item, Items, LedgerRun

WINDOW = timedelta(days=90)
"""The time that the pictures show. A subject that no run named for longer isn't expected in a run."""

FLAPS, FLAPPING = 3, timedelta(days=30)
"""A subject is flapping if it began to fail at least three times in 30 days."""

_USERS = (WORKSPACES, OBJECTS)
_OUTSIDE = ("token-references", "disconnected-workspaces")
"""The checks that are also about workspaces that don't use the VCS provider."""


@dataclass(frozen=True)
class Period:
    """The time in which a subject of a check failed, was connected, or had no verdict.

    Attributes:
        item: The subject and the check; no check if the subject is no longer connected.
        after: The last run before it with the opposite verdict; None if there is none.
        at: The first run that shows it.
        last: The last run that shows it; of an unchecked subject, the last run with a verdict; None if there is none.
        times: How often it began in the last 30 days.
    """

    item: Item
    after: datetime | None
    at: datetime
    last: datetime | None
    times: int = 1


@dataclass
class History:
    """The history of one organization, as of its last run.

    Attributes:
        new: The failures that began in the last run.
        still_open: The failures that began earlier, and that no run shows to have ended.
        fixed: The failures that the last run shows to be fixed.
        disconnected: What the last run shows to no longer use the VCS provider.
        unchecked: The subjects that are unknown in the last run, or that no run has ever passed or failed.
        flapping: The failures that began several times in the last 30 days.
        missing: The number of subjects that aren't in the last run, although nothing shows that they were removed.
        missing_since: The last run that checked the one of these that wasn't checked for longest.
        checked_since: The last run that checked the item of the last run that wasn't checked for longest; None if an
            item of the last run was never checked, or if that run has no items.
    """

    new: list[Period] = field(default_factory=list)
    still_open: list[Period] = field(default_factory=list)
    fixed: list[Period] = field(default_factory=list)
    disconnected: list[Period] = field(default_factory=list)
    unchecked: list[Period] = field(default_factory=list)
    flapping: list[Period] = field(default_factory=list)
    missing: int = 0
    missing_since: datetime | None = None
    checked_since: datetime | None = None


def replay(runs: Sequence[LedgerRun], items: Items) -> History:
    """Return the history that results from runs.

    Args:
        runs: The runs, the oldest first.
        items: The items of the organization.
    """
    return _Replay(runs, items).history() if runs else History()


class _Replay:
    """The state after each run, as sets of items."""

    def __init__(self, runs: Sequence[LedgerRun], items: Items) -> None:
        self._runs, self._items = runs, items
        self._of_check = items.of_checks((*_USERS, *_OUTSIDE))
        self._users = self._subjects(_USERS)
        self._outside = self._subjects(_OUTSIDE)
        self._open = self._connected = self._removed = self._seen = 0
        self._fixed = 0
        self._left: list[int] = []
        self._began = [self._apply(run) for run in runs]
        start = runs[-1].started - FLAPPING
        recent = (began for began, run in zip(self._began, runs, strict=True) if run.started >= start)
        self._times = Counter(number for began in recent for number in numbers_of(began))

    def _apply(self, run: LedgerRun) -> int:
        """Change the state to the state after a run, and return the items that began to fail in it."""
        self._leave(run)
        before = self._open
        self._fixed = run.passed(before)
        self._open = (before ^ self._fixed) | run.failed
        return run.failed ^ (run.failed & before)

    def _leave(self, run: LedgerRun) -> None:
        """Remove what is no longer connected, and with it what the run doesn't check for that reason."""
        removed = 0
        self._left = []
        if run.seen != self._seen:
            self._seen = run.seen
            self._connected |= run.seen & self._users
            left = 0
            for check in run.complete:
                left |= self._connected & self._of_check[check].subjects & ~run.seen
            self._connected &= ~left
            self._left = list(numbers_of(left))
            for number in self._left:
                removed |= self._items.about(number) & ~self._outside
        if WORKSPACES in run.complete and self._open & self._outside:
            for check in _OUTSIDE:
                removed |= self._of_check[check].subjects if self._is_clear(check, run) else 0
        if removed:
            self._open &= ~(removed & ~run.seen)
        self._removed = (self._removed | removed) & ~run.seen if self._removed | removed else 0

    def _is_clear(self, check: str, run: LedgerRun) -> bool:
        """Return whether a check ran completely, and nothing failed or is unknown."""
        items = self._of_check[check]
        return bool(run.passed(items.whole)) and not (run.failed | run.unknown) & items.subjects

    def _subjects(self, checks: Iterable[str]) -> int:
        found = 0
        for check in checks:
            found |= self._of_check[check].subjects
        return found

    def history(self) -> History:
        last = len(self._runs) - 1
        flapping = [number for number, times in self._times.items() if times >= FLAPS]
        unchecked = self._without_verdict()
        self._items.read((*numbers_of(self._open | self._fixed | unchecked), *self._left, *flapping))
        opened = [(number, self._beginning(number)) for number in numbers_of(self._open)]
        found = History(
            new=[self._period(number, place) for number, place in opened if place == last],
            still_open=[self._period(number, place) for number, place in opened if place < last],
            fixed=[self._period(number, self._beginning(number)) for number in numbers_of(self._fixed)],
            disconnected=[self._disconnected(number) for number in self._left],
            unchecked=[self._unchecked(number) for number in numbers_of(unchecked)],
            flapping=[self._period(number, self._beginning(number)) for number in flapping],
        )
        self._add_missing(found)
        found.checked_since = self._checked_since(self._runs[-1].seen)
        return found

    def _beginning(self, number: int) -> int:
        """Return the place of the last run in which an item began to fail."""
        bit = 1 << number
        return next(place for place in reversed(range(len(self._runs))) if self._began[place] & bit)

    def _period(self, number: int, place: int) -> Period:
        bit = 1 << number
        return Period(
            item=self._items[number],
            after=self._latest(place, lambda run: run.passed(bit)) or self._latest(place, self._lacked(number)),
            at=self._runs[place].started,
            last=self._latest(len(self._runs), lambda run: run.failed & bit),
            times=self._times[number],
        )

    def _lacked(self, number: int) -> Callable[[LedgerRun], int]:
        """Return whether a run shows that the check of an item had nothing to report about its subject.

        For example, a workspace isn't a subject of the check of disconnected workspaces while it is connected.
        """
        check = self._items[number].check
        items = self._of_check.setdefault(check, self._items.of_checks((check,))[check])
        return lambda run: (
            run.passed(items.whole) if WORKSPACES in run.complete and not run.unknown & items.subjects else 0
        )

    def _disconnected(self, number: int) -> Period:
        bit, now = 1 << number, self._runs[-1].started
        seen = self._latest(len(self._runs), lambda run: run.seen & bit)
        return Period(replace(self._items[number], check=""), seen, now, seen)

    def _without_verdict(self) -> int:
        last = self._runs[-1]
        never = self._of_window(lambda run: run.unknown)
        for run in self._runs:
            never ^= run.proven(never)
        unlisted = list(numbers_of(never & ~last.seen))
        self._items.read(unlisted)
        never ^= bits_of(number for number in unlisted if self._is_settled(number))
        return (last.unknown | never) & ~self._open & ~self._removed

    def _is_settled(self, number: int) -> bool:
        """Return whether the check of an item had nothing to report about its subject, after it was unknown."""
        bit, lacked = 1 << number, self._lacked(number)
        after = takewhile(lambda run: not run.unknown & bit, reversed(self._runs))
        return any(map(lacked, after))

    def _unchecked(self, number: int) -> Period:
        bit, at, last = 1 << number, self._runs[-1].started, None
        for run in reversed(self._runs):
            if run.proven(bit):
                last = run.started
                break
            if run.unknown & bit:
                at = run.started
        return Period(self._items[number], last, at, last)

    def _latest(self, before: int, wanted: Callable[[LedgerRun], int]) -> datetime | None:
        """Return the start of the latest run before a place for which `wanted` isn't 0, or None."""
        return next((run.started for run in reversed(self._runs[:before]) if wanted(run)), None)

    def _add_missing(self, found: History) -> None:
        last = self._runs[-1]
        missing = self._of_window(lambda run: run.seen & ~run.unknown)
        missing &= ~(last.seen | self._removed | self._open | self._items.whole())
        found.missing = missing.bit_count()
        found.missing_since = self._checked_since(missing)

    def _checked_since(self, items: int) -> datetime | None:
        """Return the start of the last run after which each of some items passed or failed at least once."""
        for run in reversed(self._runs if items else ()):
            items ^= run.proven(items)
            if not items:
                return run.started
        return None

    def _of_window(self, wanted: Callable[[LedgerRun], int]) -> int:
        """Return the items that a run of the last days has in the set that `wanted` returns."""
        last, found = self._runs[-1], 0
        for run in self._runs:
            if last.started - run.started <= WINDOW:
                found |= wanted(run)
        return found
