"""The fields of an answer, and what each may hold instead of what it should."""

from collections.abc import Iterator
from typing import Any

from checks.sandbox.response_faults import Mutation, retyped, without

UNHEARD_OF = "unheard-of"


def fields(body: Any, path: str = "") -> dict[str, Any]:
    """Return every field of a JSON document with one of its values, items of a list as ``*``."""
    found: dict[str, Any] = {}
    if isinstance(body, dict):
        for name, value in body.items():
            here = f"{path}.{name}" if path else name
            # A null says nothing of the type, so that of another item is taken where there is one.
            if found.get(here) is None:
                found[here] = value
            found |= {inner: one for inner, one in fields(value, here).items() if found.get(inner) is None}
    elif isinstance(body, list):
        for item in body:
            inside = fields(item, f"{path}.*" if path else "*")
            found |= {inner: one for inner, one in inside.items() if found.get(inner) is None}
    return found


def spoilings(path: str, value: Any, *, word: bool) -> Iterator[tuple[str, Mutation]]:
    """Yield what can be wrong with one field: its name and what does it.

    Args:
        path: The field.
        value: What it really holds.
        word: Whether it holds one word of a list.
    """
    yield "absent", without(path)
    if value is not None:
        yield "null", retyped(path, None)
    yield "of another type", retyped(path, _another(value))
    if word:
        yield "unheard of", retyped(path, UNHEARD_OF)


def _another(value: Any) -> object:
    """Return something of another type that one could take for the value, if one were careless."""
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return 7
    if isinstance(value, list):
        return {"0": "a text"}
    if isinstance(value, dict):
        return ["a text"]
    return {"unheard": "of"}
