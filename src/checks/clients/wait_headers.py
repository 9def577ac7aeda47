"""Reads the wait that a vendor requests in the headers of a response."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


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
