"""Makes records of the items of a list. An item that cannot be read is named, and the others are read all the same.

Such an item is never dropped in silence: whoever uses the list decides what it cannot know now.
"""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from checks.clients.errors import ReadError
from checks.clients.json_view import JsonView
from checks.facts.credentials import Endpoint

Record = TypeVar("Record")


class MissingFieldError(Exception):
    """An item lacks what makes it what it is; its message is the name of the field."""


class Records(tuple[Record, ...], Generic[Record]):  # noqa: SLOT001 - a tuple has no slots of its own
    """The records that could be made of a list.

    Attributes:
        unreadable: Of each item of which none could be made, which one it is and what it lacks, as a sentence.
    """

    unreadable: tuple[str, ...] = ()

    def all(self) -> "Records[Record]":
        """Return the records if every item could be read.

        Raises:
            ReadError: One could not.
        """
        if self.unreadable:
            raise ReadError(self.unreadable[0])
        return self


def required(item: JsonView, *path: str) -> str:
    """Return the text that is there.

    Raises:
        MissingFieldError: There is none, or an empty one.
    """
    found = item.text(*path)
    if not found:
        raise MissingFieldError(path[-1])
    return found


def parse_records(
    read: Endpoint, make: Callable[[JsonView], Record | None], items: Iterable[JsonView]
) -> Records[Record]:
    """Return what `make` makes of each item, without the items of which it makes None.

    Args:
        read: The call that answered with the items.
        make: Makes a record; a MissingFieldError of it is about the item.
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
