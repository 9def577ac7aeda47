"""The wording that the outputs of the ledger share."""

from datetime import datetime

from checks.history.filed_report import Cause
from checks.history.overview import Entry, Overview, Standing

TIME_ZONE = "All times are in UTC."


def moment(at: datetime, now: datetime) -> str:
    """Return a time in UTC, with the year unless it is the current one."""
    return f"{at.day} {at:%B %H:%M}" if at.year == now.year else f"{at.day} {at:%B %Y %H:%M}"


def between(after: datetime | None, at: datetime, now: datetime) -> str:
    """Return the runs between which something began."""
    if after is None:
        return f"in or before the run of {moment(at, now)}"
    return f"between the runs of {moment(after, now)} and {moment(at, now)}"


def cause(found: Cause) -> str:
    """Return a cause as a sentence."""
    return f"{found.words}."


def time_of(section: str, entry: Entry, now: datetime) -> str:
    """Return when an entry of a section began or ended."""
    began = between(entry.after, entry.at, now)
    if section == "unchecked":
        if entry.last is None:
            return f"never checked, since {moment(entry.at, now)}"
        return f"last checked {moment(entry.last, now)}"
    if section == "fixed":
        return f"failed from {moment(entry.at, now)}"
    if section == "flapping":
        return f"failed {entry.times} times in 30 days, most recently {began}"
    if section == "open" and entry.last:
        return f"began {began}; last seen {moment(entry.last, now)}"
    return f"began {began}" if section == "new" else began


def about(entry: Entry, most: int) -> str:
    """Return what an entry is about: its check, if it has one, and at most `most` of its subjects."""
    return f"{entry.check}: {subjects(entry, most)}" if entry.check else subjects(entry, most)


def subjects(entry: Entry, most: int) -> str:
    """Return the names of an entry's subjects, with at most `most` of them."""
    named = [name or "the check itself" for name in entry.subjects]
    more = f", and {len(named) - most:,} more" if len(named) > most else ""
    return ", ".join(named[:most]) + more


def state(one: Standing, now: datetime) -> str:
    """Return the state of an organization in words."""
    words = f"{one.state}, {moment(one.last, now)}"
    if not one.overdue:
        return words
    days = (now - one.last).days
    return f"{words}: not checked for {days} day{'' if days == 1 else 's'}"


def unknown(one: Standing, now: datetime) -> str:
    """Return why the state of an organization is unknown, and what to do."""
    if one.overdue:
        return f"not checked since {moment(one.last, now)}; see its last job, or retire it"
    if one.checked_since is None:
        return "no run has ever checked some items; see the report of the last run"
    if one.checked_since == one.last:
        return "the last run is unknown, although it checked each item; see its report"
    return f"some items were last checked {moment(one.checked_since, now)}; see the report of the last run"


def missing(one: Standing, now: datetime) -> str:
    """Return how many subjects the last run lacks; empty if it lacks none."""
    if not one.missing or one.missing_since is None:
        return ""
    more = "1 more was" if one.missing == 1 else f"{one.missing:,} more were"
    return f"{more} not in the last run; the oldest result is from {moment(one.missing_since, now)}"


def totals(overview: Overview) -> str:
    """Return the numbers of the whole overview: ``20 organizations, 3 new, 12 open, 1 fixed``."""
    counted = {name: sum(count(getattr(one, name)) for one in overview.standings) for name in ("new", "fixed", "open")}
    number = len(overview.standings)
    words = [f"{number:,} organization{'' if number == 1 else 's'}", f"{counted['new']:,} new"]
    words += [f"{counted['open']:,} still open", f"{counted['fixed']:,} fixed"]
    overdue = sum(one.overdue for one in overview.standings)
    more = ((overdue, "not checked"), (overview.retired, "retired"))
    return ", ".join(words + [f"{count:,} {what}" for count, what in more if count])


def count(entries: tuple[Entry, ...]) -> int:
    """Return the number of subjects in entries."""
    return sum(len(entry.subjects) for entry in entries)
