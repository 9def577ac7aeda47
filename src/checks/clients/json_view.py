"""Reads JSON from a vendor without relying on its structure."""

import re
from datetime import UTC, datetime
from typing import Any

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
