"""Bitbucket's pagination, and partial responses with ``fields``."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, request

from checks.sandbox.bitbucket.api.errors import bad_query, document
from checks.sandbox.bitbucket.api.query import condition, ordered

Item = TypeVar("Item")
DEFAULT_LENGTH = 10
LARGEST_LENGTH = 100


def page(items: Sequence[Item], body: Callable[[Item], dict[str, Any]], length: int = DEFAULT_LENGTH) -> Response:
    """Return the requested page of `items`, filtered by ``q`` and sorted by ``sort``.

    Raises:
        Refusal: A parameter of the request is invalid.
    """
    number, length = _number("page", 1), _number("pagelen", length)
    if length > LARGEST_LENGTH:
        raise bad_query("Invalid pagelen")
    shown = slice((number - 1) * length, number * length)
    query, sort = request.args.get("q", ""), request.args.get("sort", "")
    if query or sort:
        kept = ordered(list(filter(condition(query), map(body, items))), sort)
        size, values = len(kept), kept[shown]
    else:
        size, values = len(items), [body(item) for item in items[shown]]
    whole: dict[str, Any] = {"values": values, "pagelen": length, "size": size, "page": number}
    if number * length < size:
        whole["next"] = _link(number + 1)
    if number > 1:
        whole["previous"] = _link(number - 1)
    return partial(whole)


def partial(body: dict[str, Any]) -> Response:
    """Return a response with `body`, or only with the parts that the parameter ``fields`` selects."""
    wanted = [field for field in request.args.get("fields", "").split(",") if field]
    included = [field.split(".") for field in wanted if field[0] not in "+-"]
    excluded = [field[1:].split(".") for field in wanted if field[0] == "-"]
    return document(_without(_only(body, included) if included else body, excluded))


def _only(body: object, paths: list[list[str]]) -> object:
    if isinstance(body, list):
        return [_only(item, paths) for item in body]
    if not isinstance(body, dict) or any(not path for path in paths):
        return body
    kept = {}
    for name, value in body.items():
        deeper = [path[1:] for path in paths if path[0] in {name, "*"}]
        if deeper:
            kept[name] = _only(value, deeper)
    return kept


def _without(body: object, paths: list[list[str]]) -> object:
    if isinstance(body, list):
        return [_without(item, paths) for item in body]
    if not isinstance(body, dict):
        return body
    kept = {}
    for name, value in body.items():
        deeper = [path[1:] for path in paths if path[0] in {name, "*"}]
        if [] not in deeper:
            kept[name] = _without(value, deeper)
    return kept


def _number(name: str, default: int) -> int:
    text = request.args.get(name, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise bad_query(f"Invalid {name}")
    return int(text)


def _link(number: int) -> str:
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    return f"{request.base_url}?{urlencode([*others, ('page', str(number))])}"
