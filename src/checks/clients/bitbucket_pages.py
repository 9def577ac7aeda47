"""Reads lists of Bitbucket Cloud page by page, and refuses a list that is not shown to be whole."""

from collections.abc import Iterator, Mapping

from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.clients.json_view import JsonView
from checks.clients.response import Response
from checks.facts import bitbucket
from checks.facts.credentials import Endpoint

MOST_PAGES = 20
"""Pages of a list that are read, of 100 items each: no repository has so many webhooks or keys."""


def pages(
    http: Http, read: Endpoint, query: Mapping[str, str | int], most: int, **path: str
) -> Iterator[tuple[tuple[JsonView, ...], bool]]:
    """Yield the items of each page, and whether another page follows.

    Raises:
        ReadError: A page could not be read, or the list is not shown to be whole, or it has more than `most`.
    """
    answer = http.get(read, {**query, "pagelen": bitbucket.PAGE_LENGTH.number}, **path)
    seen: set[str] = set()
    listed = 0
    for _ in range(most):
        page = answer.json()
        items, following, size = values(answer), page.text("next"), page.number("size")
        if (page.has("next") and not following) or (page.has("size") and size is None):
            raise ReadError(f"{answer.url} does not say clearly whether another page follows.")
        listed += len(items)
        yield items, bool(following)
        if not following:
            if size not in (None, listed):
                raise ReadError(f"{answer.url} says that there are {size}, and listed {listed}.")
            return
        if following in seen:
            raise ReadError(f"{answer.url} names a page as its own next page.")
        seen.add(following)
        answer = http.follow(read, following)
    raise ReadError(f"{answer.url} has more than {most} pages. The others were not read.")


def values(answer: Response) -> tuple[JsonView, ...]:
    """Return the items of one page.

    Raises:
        ReadError: The response contains no list.
    """
    found = answer.json().items("values")
    if found is None:
        raise ReadError(f"{answer.url} returned status {answer.status} without the expected list.")
    return found
