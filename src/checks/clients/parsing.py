"""Makes records of the items of a list: of each, or of none where one lacks what makes it what it is.

An item without its id cannot be told from others, and one that is left out would be one that nobody looks at.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from checks.clients.errors import ReadError
from checks.clients.json_view import JsonView
from checks.facts.credentials import Endpoint

Record = TypeVar("Record")


class MissingFieldError(Exception):
    """An item lacks what makes it what it is; its message is the name of the field."""


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
) -> tuple[Record, ...]:
    """Return what `make` makes of each item, without the items of which it makes None.

    Args:
        read: The call that answered with the items.
        make: Makes a record; an MissingFieldError of it is about the item.
        items: The items of the list.

    Raises:
        ReadError: An item lacks what makes it what it is.
    """
    made = []
    for number, item in enumerate(items, start=1):
        try:
            made.append(make(item))
        except MissingFieldError as error:
            which = item.text("attributes", "name") or item.text("id") or f"number {number}"
            raise ReadError(f"An item in the answer to {read.path} does not tell its {error}: {which}.") from None
    return tuple(record for record in made if record is not None)
