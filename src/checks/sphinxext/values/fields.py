"""The fields for readers' values, declared in `values_fields`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

if TYPE_CHECKING:
    from sphinx.config import Config

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_PLACEHOLDER = re.compile(r"<[A-Z][A-Z0-9 _-]*>")
_SECRET = re.compile(r"secret|token|pass(word|phrase|code)|credential", re.IGNORECASE)
_NEEDS_NO_QUOTES = re.compile(r"(~/)?[\w@%+=:,./-]*", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One value that a reader can enter.

    `pattern` must match the whole value in the browser, so it must mean the same in Python and JavaScript. `query` is
    the field's name in a link (by default its key). `source` is the key of the field in which the reader enters the
    value: its own key, or the key in `same_as`. Raises `ConfigError` for an invalid declaration.
    """

    key: str
    label: str
    placeholder: str
    pattern: str
    example: str
    help: str
    default: str = ""
    query: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        problem = next(self._problems(), None)
        if problem:
            raise ConfigError(f"values_fields: the field {self.key!r} {problem}")
        object.__setattr__(self, "query", self.query or self.key)
        object.__setattr__(self, "source", self.source or self.key)

    @property
    def has_input(self) -> bool:
        """Whether the panel has an input for this field."""
        return self.source == self.key

    @property
    def static(self) -> str:
        """The text that a page shows before the reader enters a value."""
        return self.default or self.placeholder

    def _problems(self) -> Iterator[str]:
        if not _KEY.fullmatch(self.key):
            yield "needs a key of lowercase letters, digits, and underscores, such as key_file."
        if _SECRET.search(f"{self.key} {self.label} {self.placeholder}"):
            yield "asks for a secret. Pages must not ask for secrets: list its placeholder in values_left_to_reader."
        if not _PLACEHOLDER.fullmatch(self.placeholder):
            yield "needs a placeholder in capitals between angle brackets, such as <YOUR ORGANIZATION>."
        try:
            pattern = re.compile(self.pattern)
        except re.error as error:
            yield f"has a pattern that is not a valid regular expression: {error}."
            return
        if not pattern.fullmatch(self.example):
            yield f"has the example {self.example!r}, which its pattern rejects."
        if self.default and not pattern.fullmatch(self.default):
            yield f"has the default {self.default!r}, which its pattern rejects."
        if not _NEEDS_NO_QUOTES.fullmatch(self.default):
            yield f"has the default {self.default!r}, which needs quotes in a shell. Choose another default."


def declared(config: "Config") -> tuple[Field, ...]:
    """Return the fields of `values_fields` in order.

    Raises `ConfigError` if a declaration lacks an option, has an unknown option, repeats a placeholder or query, or
    refers in `same_as` to a field that isn't declared before it.
    """
    fields: dict[str, Field] = {}
    for key, options in config.values_fields.items():
        fields[key] = _same(key, options, fields) if "same_as" in options else _field(key, options)
    found = tuple(fields.values())
    for name, unique in (("placeholder", found), ("query", [field for field in found if field.has_input])):
        if len({getattr(field, name) for field in unique}) < len(unique):
            raise ConfigError(f"values_fields: two fields have the same {name}. Each needs its own.")
    return found


def _same(key: str, options: Mapping[str, str], fields: Mapping[str, Field]) -> Field:
    """Return a field that shows the value of another field, with a different placeholder and no default."""
    source = fields.get(options["same_as"])
    if source is None or set(options) != {"placeholder", "same_as"}:
        raise ConfigError(
            f"values_fields: the field {key!r} with same_as needs only a placeholder and the key of a "
            "field that is declared before it."
        )
    return replace(source, key=key, placeholder=options["placeholder"], default="", source=source.source)


def _field(key: str, options: Mapping[str, str]) -> Field:
    try:
        return Field(key=key, **options)
    except TypeError as error:
        raise ConfigError(
            f"values_fields: the field {key!r} needs label, placeholder, pattern, example and help, "
            f"and accepts default and query. Python error: {error}"
        ) from error
