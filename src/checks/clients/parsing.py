"""Converts the items of a list to records, and reports which items are unreadable.

An unreadable item is never dropped silently: the caller decides how it limits the result.
"""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from checks.clients.errors import ReadError
from checks.clients.json_view import JsonView
from checks.facts.credentials import Endpoint

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
            ReadError: An item could not be read.
        """
        if self.unreadable:
            raise ReadError(self.unreadable[0])
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
    """Return the record of each item, except for the items for which `make` returns None.

    Args:
        read: The endpoint that returned the items.
        make: Returns the record of an item, or raises MissingFieldError if the item is unreadable.
        items: The items of the list.
    """
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
