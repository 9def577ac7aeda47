"""Reads from the headers of a response how long a vendor asks its clients to wait."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that the vendor asks us to wait, from whichever header says so; a date counts too."""
    for name in ("Retry-After", "X-RateLimit-Reset"):
        seconds = number(headers, name)
        if seconds is not None:
            return seconds
    until = _date(headers, "Retry-After")
    if until is None:
        return None
    # The clock of the vendor, where it shows one: ours may be wrong.
    return max(0.0, (until - (_date(headers, "Date") or datetime.now(UTC))).total_seconds())


def _date(headers: Mapping[str, str], name: str) -> datetime | None:
    """Return the moment that a header names, if it names one."""
    try:
        moment = parsedate_to_datetime(headers.get(name, ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def number(headers: Mapping[str, str], name: str) -> float | None:
    """Return the number that a header holds, if it is one and not below zero."""
    try:
        found = float(headers.get(name, ""))
    except ValueError:
        return None
    return found if found >= 0 else None
