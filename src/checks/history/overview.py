"""What is new, fixed, still open, and unchecked in all organizations of a ledger, for every output."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from checks.history.filed_report import Cause, to_number
from checks.history.ledger import Ledger
from checks.history.ledger_reader import Items, LedgerRun, Organization, organizations, runs
from checks.history.replay import WINDOW, History, Period, replay
from checks.report.exit_status import ExitStatus

OVERDUE = timedelta(hours=36)
"""The age of the last run after which an organization counts as not checked: a nightly run was missed."""

STATES: Mapping[int, str] = {ExitStatus.PASSED: "passed", ExitStatus.FAILED: "failed", ExitStatus.UNKNOWN: "unknown"}
"""The state of a run by its exit status."""

_WORST = (ExitStatus.FAILED, ExitStatus.UNKNOWN, ExitStatus.PASSED)


@dataclass(frozen=True)
class Entry:
    """Subjects of one check in one organization that share a period.

    Attributes:
        check: The ID of the check; empty for subjects that are no longer connected.
        subjects: Their names, by name; an empty name means the check itself.
        scopes: What contains them, each once.
        after: The last run before it with the opposite verdict; None if there is none.
        at: The first run that shows it.
        last: The last run that shows it; of unchecked subjects, the last run with a verdict, or None.
        times: How often it began in the last 30 days.
    """

    check: str
    subjects: tuple[str, ...]
    scopes: tuple[str, ...]
    after: datetime | None
    at: datetime
    last: datetime | None
    times: int


@dataclass(frozen=True)
class DatedCause:
    """The most likely cause of the failures of an organization, and the runs between which it began."""

    cause: Cause
    after: datetime | None
    at: datetime


@dataclass(frozen=True)
class Standing:
    """The state of one organization as of its last run.

    Attributes:
        organization: The organization.
        name: Its name; with the host and the VCS provider if the ledger has several of this name.
        last: When its last run started.
        state: The state of its last run: passed, failed, or unknown.
        overdue: Whether the last run is older than `OVERDUE`.
        days: The worst state of each of the last 90 days, the oldest first; an empty string for a day without a run.
        cause: The most likely cause of its failures, or None.
        new: The failures that the last run shows for the first time.
        fixed: The failures that the last run shows to be fixed.
        open: The failures that began earlier.
        disconnected: What the last run shows to no longer use the VCS provider.
        unchecked: What is unknown in the last run, or has never had a verdict.
        flapping: The failures that began several times in the last 30 days.
        missing: The number of subjects that aren't in the last run.
        missing_since: The last run that checked the one of these that wasn't checked for longest.
        checked_since: The last run that checked the item of the last run that wasn't checked for longest; None if an
            item of the last run was never checked, or if that run has no items.
    """

    organization: Organization
    name: str
    last: datetime
    state: str
    overdue: bool
    days: tuple[str, ...]
    cause: DatedCause | None
    new: tuple[Entry, ...]
    fixed: tuple[Entry, ...]
    open: tuple[Entry, ...]
    disconnected: tuple[Entry, ...]
    unchecked: tuple[Entry, ...]
    flapping: tuple[Entry, ...]
    missing: int
    missing_since: datetime | None
    checked_since: datetime | None

    def is_unknown(self, max_age: timedelta = timedelta()) -> bool:
        """Return whether the connection might not be as the last results say.

        Args:
            max_age: The maximum age of the last result of an item at the time of the last run, for an organization that
                is too large to be checked in one run. By default, each item must have a result of the last run.
        """
        if self.overdue or self.state != "unknown":
            return self.overdue
        # If each item has a result, the run is unknown for another reason, which no earlier result can answer.
        return not (self.checked_since and self.last - max_age <= self.checked_since < self.last)


@dataclass(frozen=True)
class Overview:
    """The state of every organization.

    Attributes:
        now: The time for which it was made.
        standings: The state of each organization that isn't retired, by name.
        retired: The number of retired organizations.
    """

    now: datetime
    standings: tuple[Standing, ...]
    retired: int = 0

    @property
    def causes(self) -> list[tuple[Cause, list[Standing]]]:
        """Each cause once, with the organizations that share it; the cause of the most organizations is first."""
        shared: dict[tuple[str, str], list[Standing]] = {}
        for one in self.standings:
            if one.cause:
                shared.setdefault((one.cause.cause.check, one.cause.cause.words), []).append(one)
        found = [(each[0].cause.cause, each) for each in shared.values() if each[0].cause]
        return sorted(found, key=lambda pair: -len(pair[1]))


SECTIONS = {
    "new": "New in the last run",
    "fixed": "Fixed in the last run",
    "disconnected": "No longer connected in the last run",
    "open": "Still open",
    "flapping": "Flapping",
    "unchecked": "Not checked",
}
"""The heading of each group of entries, in the order of the outputs."""


def read_overview(ledger: Ledger, now: datetime) -> Overview:
    """Return the state of every organization in a ledger. Raises `LedgerError`."""
    known = [(one, history) for one in organizations(ledger) if (history := runs(ledger, one))]
    shown = [(one, history) for one, history in known if not _is_retired(one, history)]
    names = [one.name for one, _ in shown]
    found = (
        _standing(one, history, replay(history, Items(ledger, one)), now, alone=names.count(one.name) == 1)
        for one, history in shown
    )
    return Overview(now, tuple(found), len(known) - len(shown))


def _is_retired(organization: Organization, found: Sequence[LedgerRun]) -> bool:
    return organization.retired is not None and to_number(found[-1].started) <= organization.retired


def _standing(
    organization: Organization, found: Sequence[LedgerRun], history: History, now: datetime, *, alone: bool
) -> Standing:
    host = organization.terraform_url.partition("://")[2]
    place = " ".join(filter(None, (host, organization.provider)))
    last = found[-1]
    return Standing(
        organization=organization,
        name=organization.name if alone else f"{organization.name} ({place})",
        last=last.started,
        state=_state(last.exit_status),
        overdue=now - last.started > OVERDUE,
        days=tuple(_days(found, now.date())),
        cause=_cause(found),
        new=_entries(history.new),
        fixed=_entries(history.fixed),
        open=_entries(history.still_open),
        disconnected=_entries(history.disconnected),
        unchecked=_entries(history.unchecked),
        flapping=_entries(history.flapping),
        missing=history.missing,
        missing_since=history.missing_since,
        checked_since=history.checked_since,
    )


def _entries(periods: Iterable[Period]) -> tuple[Entry, ...]:
    """Return the periods, with one entry for the subjects of a check that have the same times; the oldest is first."""
    groups: dict[tuple[object, ...], list[Period]] = {}
    for one in periods:
        groups.setdefault((one.at, one.item.check, one.after, one.last, one.times), []).append(one)
    found = [
        Entry(
            each[0].item.check,
            tuple(sorted(one.item.name for one in each)),
            tuple(sorted({one.item.scope for one in each if one.item.scope})),
            each[0].after,
            each[0].at,
            each[0].last,
            each[0].times,
        )
        for each in groups.values()
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.check, one.subjects)))


def _state(exit_status: int) -> str:
    return STATES.get(exit_status, STATES[ExitStatus.UNKNOWN])


def _days(found: Iterable[LedgerRun], today: date) -> Iterator[str]:
    states: dict[date, set[str]] = {}
    for run in found:
        states.setdefault(run.started.date(), set()).add(_state(run.exit_status))
    for ago in reversed(range(WINDOW.days)):
        seen = states.get(today - timedelta(days=ago), set())
        yield next((STATES[each] for each in _WORST if STATES[each] in seen), "")


def _cause(found: Sequence[LedgerRun]) -> DatedCause | None:
    """Return the cause in the last run that passed or failed, and when it began; an unknown run changes no cause."""
    proven = [run for run in found if run.exit_status in (ExitStatus.PASSED, ExitStatus.FAILED)]
    if not proven or proven[-1].cause is None:
        return None
    current = proven[-1].cause
    at, after = proven[-1], None
    for run in reversed(proven):
        if run.cause is None or (run.cause.check, run.cause.words) != (current.check, current.words):
            after = run.started
            break
        at = run
    return DatedCause(current, after, at.started)
