"""Reads one page of a list of HCP Terraform, and whether another one follows."""

from dataclasses import dataclass
from typing import Self

from checks.clients.errors import ReadError
from checks.clients.http import Response
from checks.clients.json_view import JsonView
from checks.facts import terraform


@dataclass(frozen=True)
class Page:
    """One page of a list.

    Attributes:
        url: Where it came from.
        items: Its objects.
        more: Whether another page follows.
        pages: How many pages there are; None where that is not told.
        count: How many objects are on all of them; None where that is not told.
    """

    url: str
    items: tuple[JsonView, ...]
    more: bool
    pages: int | None
    count: int | None

    @classmethod
    def of(cls, answer: Response, number: int) -> Self:
        """Return the page that an answer holds.

        Args:
            answer: The answer.
            number: By which number the page was asked for, from 1.

        Raises:
            ReadError: It holds no list, or what it says of its pages cannot be read or contradicts itself: that must
                never look like the last page.
        """
        items, document = objects(answer), answer.json()
        unclear = ReadError(f"{answer.url} does not say clearly whether another page follows.")

        def told(*path: str) -> int | None:
            found = document.number(*path)
            if document.has(*path) and (found is None or found < 0):
                raise unclear
            return found

        for path in (("meta",), ("meta", "pagination"), ("links",)):
            if document.has(*path) and not isinstance(document.at(*path), dict):
                raise unclear
        if told("meta", "pagination", "current-page") not in (None, number):
            raise ReadError(f"{answer.url} answered with another page than page {number}.")
        following, pages = told("meta", "pagination", "next-page"), told("meta", "pagination", "total-pages")
        if following is not None and following <= number:
            raise ReadError(f"{answer.url} names a page as its own next page.")
        link = document.text("links", "next")
        if document.has("links", "next") and not link:
            raise unclear
        says = set()
        if "next-page" in JsonView(document.at("meta", "pagination")).names():
            says.add(following is not None)
        if pages is not None:
            says.add(number < pages)
        if "next" in JsonView(document.at("links")).names():
            says.add(link is not None)
        if len(says) > 1 or (not says and len(items) == terraform.PAGE_SIZE.number):
            raise unclear
        return cls(answer.url, items, True in says, pages, told("meta", "pagination", "total-count"))


def objects(answer: Response) -> tuple[JsonView, ...]:
    """Return the list in an answer.

    Raises:
        ReadError: It holds none.
    """
    found = answer.json().items("data")
    if found is None:
        raise ReadError(f"{answer.url} answered {answer.status} without the list that it should hold.")
    return found
