"""The part of Bitbucket's query language that clients use: comparisons of dotted fields, joined by AND and OR."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from checks.sandbox.bitbucket.api.errors import bad_query

Sortable = TypeVar("Sortable", int, str)
_TOKEN = re.compile(
    r"""\s*(?: "(?P<string>(?:[^"\\]|\\.)*)"
             | (?P<operator>!~|!=|>=|<=|[=~<>(),])
             | (?P<word>[^\s"=~<>!(),]+) )""",
    re.VERBOSE,
)
_LEVELS = {"none": 0, "read": 1, "write": 2, "admin": 3}


def condition(query: str) -> Callable[[dict[str, Any]], bool]:
    """Return a predicate for objects that match `query`; an empty query matches everything.

    Raises:
        Refusal: 400, if the query is invalid.
    """
    return _Parser(query).parse() if query.strip() else lambda _: True


def ordered(bodies: Sequence[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """Return `bodies` sorted by the field `sort`, in reverse if it starts with a minus."""
    if not sort:
        return list(bodies)
    name = sort.lstrip("-")
    return sorted(bodies, key=lambda body: str(_value(body, name)), reverse=sort.startswith("-"))


def _value(body: object, name: str) -> object:
    for part in name.split("."):
        body = body.get(part) if isinstance(body, dict) else None
    return body


def _rank(value: object) -> int | str | None:
    """Return the value for ``<`` and ``>``: the level of a permission, or the value itself."""
    return _LEVELS.get(value, value) if isinstance(value, str) else value if isinstance(value, int) else None


def _compare(found: object, operator: str, wanted: object) -> bool:
    text, part = str(found).lower(), str(wanted).lower()
    match operator:
        case "=":
            return found == wanted
        case "!=":
            return found != wanted
        case "~":
            return part in text
        case "!~":
            return part not in text
    left, right = _rank(found), _rank(wanted)
    if isinstance(left, int) and isinstance(right, int):
        return _ordered(left, operator, right)
    return isinstance(left, str) and isinstance(right, str) and _ordered(left, operator, right)


def _ordered(left: Sortable, operator: str, right: Sortable) -> bool:
    return {">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right}[operator]


def _each(value: object) -> list[object]:
    """Return the values to compare: each element of a list, as in ``attributes = "binary"``."""
    return value if isinstance(value, list) else [value]


class _Parser:
    """A recursive descent parser for one query, in which AND binds more tightly than OR."""

    def __init__(self, query: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while query[at:].strip():
            found = _TOKEN.match(query, at)
            if not found or not found.lastgroup:
                raise bad_query(f"Invalid query: {query}")
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()
        self.query = query

    def parse(self) -> Callable[[dict[str, Any]], bool]:
        whole = self._either()
        if self.tokens:
            raise bad_query(f"Invalid query: {self.query}")
        return whole

    def _either(self) -> Callable[[dict[str, Any]], bool]:
        parts = [self._both()]
        while self._accept("OR"):
            parts.append(self._both())
        return lambda body: any(part(body) for part in parts)

    def _both(self) -> Callable[[dict[str, Any]], bool]:
        parts = [self._one()]
        while self._accept("AND"):
            parts.append(self._one())
        return lambda body: all(part(body) for part in parts)

    def _one(self) -> Callable[[dict[str, Any]], bool]:
        if self._accept("("):
            inner = self._either()
            self._expect(")")
            return inner
        kind, name = self._next()
        if kind != "word":
            raise bad_query(f"Invalid query: {self.query}")
        negative = self._accept("NOT")
        if self._accept("IN"):
            values = self._list()
            return lambda body: (_value(body, name) in values) is not negative
        kind, operator = self._next()
        if kind != "operator" or operator in "(),":
            raise bad_query(f"Invalid query: {self.query}")
        wanted = self._literal()
        return lambda body: any(_compare(one, operator, wanted) for one in _each(_value(body, name)))

    def _list(self) -> list[object]:
        self._expect("(")
        values = [self._literal()]
        while self._accept(","):
            values.append(self._literal())
        self._expect(")")
        return values

    def _literal(self) -> object:
        kind, text = self._next()
        if kind == "string":
            return re.sub(r"\\(.)", r"\1", text)
        constants = {"true": True, "false": False, "null": None}
        if text.lower() in constants:
            return constants[text.lower()]
        if kind == "word" and text.isdecimal():
            return int(text)
        raise bad_query(f"Invalid query: {self.query}")

    def _next(self) -> tuple[str, str]:
        if not self.tokens:
            raise bad_query(f"Invalid query: {self.query}")
        return self.tokens.pop(0)

    def _accept(self, text: str) -> bool:
        if self.tokens and self.tokens[0][0] != "string" and self.tokens[0][1].upper() == text:
            self.tokens.pop(0)
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise bad_query(f"Invalid query: {self.query}")
