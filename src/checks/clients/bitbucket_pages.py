"""Reads Bitbucket Cloud lists page by page, and rejects a list without proof that it is complete."""

from collections.abc import Iterator, Mapping

from checks.clients.errors import UnusableError
from checks.clients.http import Http
from checks.clients.parsing import JsonView
from checks.clients.response import Response
from checks.facts import bitbucket
from checks.facts.credentials import Endpoint

MOST_PAGES = 20
"""The maximum number of pages to read, with 100 items each: no repository has so many webhooks or keys."""


def pages(
    http: Http, read: Endpoint, query: Mapping[str, str | int], most: int, **path: str
) -> Iterator[tuple[tuple[JsonView, ...], bool]]:
    """Yield the items of each page, and whether another page follows.

    Raises:
        ReadError: A page could not be read.
        UnusableError: The list isn't proven complete, or it has more than `most` pages.
    """
    response = http.get(read, {**query, "pagelen": bitbucket.PAGE_LENGTH.number}, **path)
    seen: set[str] = set()
    listed = 0
    for _ in range(most):
        page = response.json()
        items, following, size = values(response), page.text("next"), page.number("size")
        if (page.has("next") and not following) or (page.has("size") and size is None):
            raise UnusableError(f"{response.url} doesn't show whether another page follows.")
        listed += len(items)
        yield items, bool(following)
        if not following:
            if size not in (None, listed):
                raise UnusableError(f"{response.url} reports {size} items, but lists {listed}.")
            return
        if following in seen:
            raise UnusableError(f"{response.url} names a page as its own next page.")
        seen.add(following)
        response = http.follow(read, following)
    raise UnusableError(f"{response.url} has more than {most} pages. The others were not read.")


def values(response: Response) -> tuple[JsonView, ...]:
    """Return the items of one page.

    Raises:
        UnusableError: The response contains no list.
    """
    found = response.json().items("values")
    if found is None:
        raise UnusableError(f"{response.url} returned status {response.status} without the expected list.")
    return found
