"""Finds what rests on a fact: pages that show it, checks that read it, other code, and pictures."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from checks.facts.bitbucket import Permission
from checks.facts.fact import Fact
from checks.facts.index import Entry, find
from checks.monitors.vendors.code_references import Code
from checks.sphinxext.tables import TABLES

MANIFEST = "pictures/manifest.json"
"""Of each picture of the guide, what it shows; in the folder of the pages."""
_TABLE = re.compile(r"\{fact-table\}\s+([\w-]+)")


@dataclass(frozen=True)
class Uses:
    """What rests on a fact. The page that lists all facts is left out: nothing on it is written by hand.

    Attributes:
        pages: Places as ``docs/create-workspace.md:12``.
        checks: Ids of checks.
        code: Other files of ours that name it.
        pictures: Pictures that show it.
    """

    pages: tuple[str, ...]
    checks: tuple[str, ...]
    code: tuple[str, ...]
    pictures: tuple[str, ...]

    @property
    def document(self) -> dict[str, list[str]]:
        """The same as plain values."""
        return {name: list(places) for name, places in asdict(self).items()}

    @property
    def lines(self) -> list[str]:
        """One line for each kind of thing that rests on it."""
        return [f"{name}: {', '.join(places)}" for name, places in self.document.items() if places]


def uses(name: str, docs: Path, code: Code) -> Uses:
    """Return what rests on the fact called `name`.

    Args:
        name: Its name as a page writes it.
        docs: The folder of the pages.
        code: Our own code.

    Raises:
        UnknownFactError: No fact is called so.
    """
    entry = find(name)
    checks, others = code.users(entry.fact)
    return Uses(tuple(_pages(entry, docs)), tuple(checks), tuple(others), tuple(_pictures(entry, docs)))


def _pages(entry: Entry, docs: Path) -> Iterator[str]:
    tables = {name for name, table in _tables().items() if _in_table(entry, table)}
    for page in sorted(docs.rglob("*.md")):
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            shown = _TABLE.search(line)
            if _named(entry.name, line) or (shown and shown[1] in tables):
                yield f"{docs.name}/{page.relative_to(docs)}:{number}"


@cache
def _tables() -> dict[str, str]:
    return {name: made() for name, made in TABLES.items()}


def _pictures(entry: Entry, docs: Path) -> Iterator[str]:
    """Yield the pictures whose steps quote the fact, or on which one of its wordings stands on its vendor's screen."""
    manifest = docs / MANIFEST
    if not manifest.exists():
        return
    words = {getattr(entry.fact, "text", entry.name), *getattr(entry.fact, "also", ())}
    for picture, record in json.loads(manifest.read_text(encoding="utf-8"))["pictures"].items():
        own = entry.module.startswith(record["service"])
        if entry.name in record["facts"] or (own and words & set(record["labels"])):
            yield picture


def _named(name: str, line: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", line) is not None


def _in_table(entry: Entry, table: str) -> bool:
    """Tell whether a table shows the fact: by its name in a role, or by its own text as a cell."""
    if _named(entry.name, table):
        return True
    identity = _identity(entry.fact)
    rows = ({cell.strip(" *`") for cell in row.split("|")} for row in table.splitlines())
    return bool(identity) and any(identity <= row for row in rows)


def _identity(fact: Fact) -> set[str]:
    if isinstance(fact, Permission):
        return {fact.area, fact.level}
    # A label stands in tables by its name alone: words such as Name are cells for other reasons, too.
    return {fact.text} if type(fact).__module__ != Fact.__module__ and hasattr(fact, "text") else set()
