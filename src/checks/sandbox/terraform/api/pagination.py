"""HCP Terraform's pagination."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, request

from checks.sandbox.terraform.api.errors import Refusal, document

Item = TypeVar("Item")
DEFAULT_SIZE = 20
LARGEST_SIZE = 100


def page(
    items: Sequence[Item],
    body: Callable[[Item], dict[str, Any]],
    included: Callable[[Item], Iterable[dict[str, Any]]] | None = None,
) -> Response:
    """Return the requested page of `items`.

    Raises:
        Refusal: The page number or page size is invalid.
    """
    number, size = _number("page[number]", 1), min(_number("page[size]", DEFAULT_SIZE), LARGEST_SIZE)
    last = max(1, -(-len(items) // size))
    shown = items[(number - 1) * size : number * size]
    pagination = {
        "current-page": number,
        "page-size": size,
        "prev-page": number - 1 if number > 1 else None,
        "next-page": number + 1 if number < last else None,
        "total-pages": last,
        "total-count": len(items),
    }
    links = {
        "self": _link(number, size),
        "first": _link(1, size),
        "prev": _link(number - 1, size) if number > 1 else None,
        "next": _link(number + 1, size) if number < last else None,
        "last": _link(last, size),
    }
    whole: dict[str, Any] = {"data": [body(item) for item in shown], "links": links, "meta": {"pagination": pagination}}
    if included:
        whole["included"] = [extra for item in shown for extra in included(item)]
    return document(whole)


def page_or_all(items: Sequence[Item], body: Callable[[Item], dict[str, Any]]) -> Response:
    """Return all items unless the request selects a page, as for the lists of providers and OAuth tokens."""
    if "page[number]" in request.args or "page[size]" in request.args:
        return page(items, body)
    return document({"data": [body(item) for item in items]})


def _number(name: str, default: int) -> int:
    text = request.args.get(name, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise Refusal(400, "bad request", f"{name} must be a positive number")
    return int(text)


def _link(number: int, size: int) -> str:
    others = [(name, value) for name, value in request.args.items(multi=True) if not name.startswith("page[")]
    query = urlencode(sorted([*others, ("page[number]", str(number)), ("page[size]", str(size))]))
    return f"{request.base_url}?{query}"
