"""Parses one page of an HCP Terraform list, and determines whether another page follows."""

from dataclasses import dataclass
from typing import Self

from checks.clients.errors import UnusableError
from checks.clients.parsing import JsonView
from checks.clients.response import Response
from checks.facts import terraform


@dataclass(frozen=True)
class Page:
    """One page of a list.

    Attributes:
        url: The requested URL.
        items: The objects on the page.
        included: The related objects that the query requested.
        more: Whether another page follows.
        pages: The number of pages; None if HCP Terraform doesn't report it.
        count: The number of objects on all pages; None if HCP Terraform doesn't report it.
    """

    url: str
    items: tuple[JsonView, ...]
    included: tuple[JsonView, ...]
    more: bool
    pages: int | None
    count: int | None

    @classmethod
    def of(cls, response: Response, number: int) -> Self:
        """Return the page in a response.

        Args:
            response: The response.
            number: The requested page number, starting at 1.

        Raises:
            UnusableError: There is no list, or its pagination is unreadable or contradictory, which must never be
                mistaken for the last page.
        """
        items, document = objects(response), response.json()
        for path in (("meta",), ("meta", "pagination"), ("links",)):
            if document.has(*path) and not isinstance(document.at(*path), dict):
                raise _unclear(response)
        pagination = JsonView(document.at("meta", "pagination"))
        if _number(response, pagination, "current-page") not in (None, number):
            raise UnusableError(f"{response.url} returned a different page than page {number}.")
        known = {value for value in _more_by_field(response, number) if value is not None}
        if len(known) > 1 or (not known and len(items) == terraform.PAGE_SIZE.number):
            raise _unclear(response)
        pages, count = (_number(response, pagination, name) for name in ("total-pages", "total-count"))
        return cls(response.url, items, document.items("included") or (), True in known, pages, count)


def _more_by_field(response: Response, number: int) -> tuple[bool | None, ...]:
    """Return whether another page follows according to each of three fields; None if a field doesn't show it."""
    pagination, links = JsonView(response.json().at("meta", "pagination")), JsonView(response.json().at("links"))
    following, pages = _number(response, pagination, "next-page"), _number(response, pagination, "total-pages")
    if following is not None and following <= number:
        raise UnusableError(f"{response.url} names a page as its own next page.")
    if links.has("next") and not links.text("next"):
        raise _unclear(response)
    return (
        following is not None if "next-page" in pagination.names() else None,
        None if pages is None else number < pages,
        links.has("next") if "next" in links.names() else None,
    )


def _number(response: Response, pagination: JsonView, name: str) -> int | None:
    """Return a number from the pagination; None if HCP Terraform doesn't report it."""
    found = pagination.number(name)
    if pagination.has(name) and (found is None or found < 0):
        raise _unclear(response)
    return found


def _unclear(response: Response) -> UnusableError:
    return UnusableError(f"{response.url} doesn't show whether another page follows.")


def objects(response: Response) -> tuple[JsonView, ...]:
    """Return the list in a response.

    Raises:
        UnusableError: The response doesn't contain a list.
    """
    found = response.json().items("data")
    if found is None:
        raise UnusableError(f"{response.url} returned status {response.status} without the expected list.")
    return found
