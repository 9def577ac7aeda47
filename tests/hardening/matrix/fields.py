"""The fields of a response, and the invalid values that each can have."""

from collections.abc import Iterator
from typing import Any

from checks.sandbox.response_faults import Mutation, retyped, without

UNHEARD_OF = "unheard-of"


def fields(body: Any, path: str = "") -> dict[str, Any]:
    """Return every field of a JSON document with one of its values. The path of a list item is ``*``."""
    found: dict[str, Any] = {}
    if isinstance(body, dict):
        for name, value in body.items():
            here = f"{path}.{name}" if path else name
            # A null doesn't show the type, so the value of another item is used if there is one.
            if found.get(here) is None:
                found[here] = value
            found |= {inner: one for inner, one in fields(value, here).items() if found.get(inner) is None}
    elif isinstance(body, list):
        for item in body:
            inside = fields(item, f"{path}.*" if path else "*")
            found |= {inner: one for inner, one in inside.items() if found.get(inner) is None}
    return found


def broken_values(path: str, value: Any, *, word: bool) -> Iterator[tuple[str, Mutation]]:
    """Yield each way to break one field, as the name of the change and the change itself.

    Args:
        path: The path of the field.
        value: The valid value.
        word: Whether the value is one of a fixed list of words.
    """
    yield "absent", without(path)
    if value is not None:
        yield "null", retyped(path, None)
    yield "of another type", retyped(path, _another(value))
    if word:
        yield "unheard of", retyped(path, UNHEARD_OF)


def _another(value: Any) -> object:
    """Return a value of another type that careless code could mistake for the valid value."""
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
