"""Reads JSON that others wrote, without trusting its shape."""

import re
from datetime import UTC, datetime
from typing import Any

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character, which JSON can escape and which neither a URL nor a file can hold."""


class JsonView:
    """One value of a JSON document. Whatever is absent, null or of another type reads as None.

    Args:
        value: What ``json.loads`` returned, or a part of it.
    """

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def at(self, *path: str) -> Any:  # noqa: ANN401 - this is where untyped data becomes typed
        """Return the value under the keys of `path`, or None where there is none."""
        value = self._value
        for key in path:
            if not isinstance(value, dict):
                return None
            value = value.get(key)
        return value

    def text(self, *path: str) -> str | None:
        """Return the string there with half characters replaced, or None."""
        value = self.at(*path)
        return _LONE_SURROGATE.sub("\ufffd", value) if isinstance(value, str) else None

    def flag(self, *path: str) -> bool | None:
        """Return the boolean there, or None."""
        value = self.at(*path)
        return value if isinstance(value, bool) else None

    def number(self, *path: str) -> int | None:
        """Return the whole number there, or None."""
        value = self.at(*path)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def time(self, *path: str) -> datetime | None:
        """Return the moment there (ISO 8601, taken as UTC where no zone is given), or None."""
        try:
            moment = datetime.fromisoformat(self.text(*path) or "")
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            moment.astimezone(UTC)
        except (ValueError, OverflowError):  # in another zone, the year 1 may have no such moment
            return None
        return moment

    def items(self, *path: str) -> tuple["JsonView", ...] | None:
        """Return the elements of the list there, or None where there is no list."""
        value = self.at(*path)
        return tuple(JsonView(element) for element in value) if isinstance(value, list) else None

    def texts(self, *path: str) -> tuple[str, ...] | None:
        """Return the list of strings there, or None where there is no list or an element is no string."""
        value = self.at(*path)
        if not isinstance(value, list) or not all(isinstance(element, str) for element in value):
            return None
        return tuple(_LONE_SURROGATE.sub("\ufffd", element) for element in value)

    def names(self, *path: str) -> tuple[str, ...]:
        """Return the keys of the object there; none where there is no object."""
        value = self.at(*path)
        return tuple(value) if isinstance(value, dict) else ()

    def has(self, *path: str) -> bool:
        """Tell whether there is anything but null."""
        return self.at(*path) is not None
