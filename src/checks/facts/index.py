"""An index of all facts by the names that pages use."""

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from checks import facts
from checks.facts import sightings
from checks.facts.fact import Fact, Kind, Source, named


class UnknownFactError(LookupError):
    """No fact has the requested name, or the fact has another kind; the message explains which."""


@dataclass(frozen=True)
class Entry:
    """A fact with the `name` that pages use and the `file` that defines it.

    `on_screen` is the day when its text was last seen on the vendor's own screen.
    """

    name: str
    fact: Fact
    file: Path
    on_screen: date | None = None

    @property
    def source(self) -> Source:
        """The source, with the day when the fact was last seen there or on the vendor's own screen."""
        source = self.fact.source
        return replace(source, seen=max(source.seen, self.on_screen or source.seen))

    @property
    def unconfirmed(self) -> bool:
        """Whether the fact is only an inference, and its text was never seen on the vendor's own screen."""
        return self.fact.source.kind is Kind.UNCONFIRMED and not self.on_screen

    @property
    def module(self) -> str:
        """The first part of the name."""
        return self.name.partition(".")[0]

    @property
    def anchor(self) -> str:
        """The anchor of the fact on the reference page."""
        return f"fact-{self.name.replace('.', '-')}"


@cache
def entries() -> dict[str, Entry]:
    """Return all facts by name, sorted by module. Each fact belongs to the module that defines it.

    Raises:
        ValueError: A fact has no source.
    """
    modules = (import_module(f"{facts.__name__}.{module.name}") for module in pkgutil.iter_modules(facts.__path__))
    return {entry.name: entry for module in modules for entry in _defined(module)}


def find(name: str, *kinds: type[Fact]) -> Entry:
    """Return the fact that pages call `name`: ``terraform.callback-path`` is `terraform.CALLBACK_PATH`.

    Raises:
        UnknownFactError: No fact has this name, or its kind isn't one of `kinds`.
    """
    entry = entries().get(name)
    if entry is None:
        near = ", ".join(get_close_matches(name, entries(), n=3))
        raise UnknownFactError(f"unknown fact {name!r}" + (f"; similar names: {near}" if near else ""))
    if not isinstance(entry.fact, kinds or Fact):
        wanted = " or a ".join(kind.__name__ for kind in kinds)
        raise UnknownFactError(f"the fact {name!r} is a {type(entry.fact).__name__}, but a {wanted} is expected")
    return entry


def _defined(module: ModuleType) -> Iterator[Entry]:
    """Yield the facts that a module defines, without those that it imports, so that each fact has one name."""
    seen = sightings.read()
    imports = (node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.ImportFrom))
    imported = {id(getattr(module, alias.asname or alias.name, None)) for node in imports for alias in node.names}
    for name, fact in named(module):
        if not isinstance(fact.source, Source):
            # Commands print a ValueError without a traceback.
            raise ValueError(  # noqa: TRY004
                f"The fact {name} in {inspect.getfile(module)} has no source. Add one: source=Source(...)"
            )
        if id(fact) not in imported:
            yield Entry(name, fact, Path(inspect.getfile(module)), sightings.day_of(seen.get(name), fact))
