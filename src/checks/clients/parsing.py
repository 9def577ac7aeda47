"""Parses a vendor's JSON without relying on its structure, and reports which items of a list are unreadable.

An unreadable item is never dropped silently: the caller decides how it limits the result.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from checks.clients.errors import UnusableError
from checks.facts.credentials import Endpoint

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""A surrogate without its pair: JSON can escape it, but it can't be encoded in a URL or a file."""


class JsonView:
    """One value of a JSON document. A value that is absent, null, or of another type is read as None.

    Args:
        value: The result of ``json.loads``, or a part of it.
    """

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def at(self, *path: str) -> Any:  # noqa: ANN401 - this is where untyped data becomes typed
        """Return the value at `path`, which is a sequence of object keys; None if it is absent."""
        value = self._value
        for key in path:
            if not isinstance(value, dict):
                return None
            value = value.get(key)
        return value

    def text(self, *path: str) -> str | None:
        """Return the string at `path` with lone surrogates replaced, or None."""
        value = self.at(*path)
        return _LONE_SURROGATE.sub("\ufffd", value) if isinstance(value, str) else None

    def flag(self, *path: str) -> bool | None:
        """Return the boolean at `path`, or None."""
        value = self.at(*path)
        return value if isinstance(value, bool) else None

    def number(self, *path: str) -> int | None:
        """Return the integer at `path`, or None."""
        value = self.at(*path)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def time(self, *path: str) -> datetime | None:
        """Return the time at `path` (ISO 8601, UTC by default), or None."""
        try:
            moment = datetime.fromisoformat(self.text(*path) or "")
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            moment.astimezone(UTC)
        except (ValueError, OverflowError):  # a time in the year 1 can have no equivalent in UTC
            return None
        return moment

    def items(self, *path: str) -> tuple["JsonView", ...] | None:
        """Return the elements of the list at `path`, or None if there is no list."""
        value = self.at(*path)
        return tuple(JsonView(element) for element in value) if isinstance(value, list) else None

    def texts(self, *path: str) -> tuple[str, ...] | None:
        """Return the list of strings at `path`, or None if there is no list or an element isn't a string."""
        value = self.at(*path)
        if not isinstance(value, list) or not all(isinstance(element, str) for element in value):
            return None
        return tuple(_LONE_SURROGATE.sub("\ufffd", element) for element in value)

    def names(self, *path: str) -> tuple[str, ...]:
        """Return the keys of the object at `path`; empty if there is no object."""
        value = self.at(*path)
        return tuple(value) if isinstance(value, dict) else ()

    def has(self, *path: str) -> bool:
        """Return whether `path` has a value other than null."""
        return self.at(*path) is not None


Record = TypeVar("Record")


class MissingFieldError(Exception):
    """An item lacks a required field; the message is the name of the field."""


class Records(tuple[Record, ...], Generic[Record]):  # noqa: SLOT001 - a tuple subclass can't have slots
    """The records of the readable items of a list.

    Attributes:
        unreadable: A sentence for each unreadable item, with its name and the missing field.
    """

    unreadable: tuple[str, ...] = ()

    def all(self) -> "Records[Record]":
        """Return the records if every item could be read.

        Raises:
            UnusableError: An item could not be read.
        """
        if self.unreadable:
            raise UnusableError(self.unreadable[0])
        return self


def required(item: JsonView, *path: str) -> str:
    """Return the string at `path`.

    Raises:
        MissingFieldError: The string is missing or empty.
    """
    found = item.text(*path)
    if not found:
        raise MissingFieldError(path[-1])
    return found


def parse_records(
    read: Endpoint, make: Callable[[JsonView], Record | None], items: Iterable[JsonView]
) -> Records[Record]:
    """Return the record of each item, except for the items for which `make` returns None."""
    made, unreadable = [], []
    for number, item in enumerate(items, start=1):
        try:
            made.append(make(item))
        except MissingFieldError as error:
            which = item.text("attributes", "name") or item.text("id") or f"number {number}"
            unreadable.append(f"An item in the response to {read.path} has no {error}: {which}.")
    records = Records(record for record in made if record is not None)
    records.unreadable = tuple(unreadable)
    return records
