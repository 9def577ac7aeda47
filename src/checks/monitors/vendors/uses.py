"""Find the uses of a fact: pages that show it, checks that read it, other code, and pictures."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from checks.engine.registry import all_checks
from checks.facts.bitbucket import Permission
from checks.facts.fact import Fact, Text
from checks.facts.index import Entry, find
from checks.sphinxext.tables import TABLES

MANIFEST = "pictures/manifest.json"
"""The manifest of the pictures, in the folder of the pages."""
_PACKAGE = Path(__file__).parents[2]
_CONSTANT = re.compile(r"^([A-Z_0-9]+)(?::[^=\n]*)? = .*(?:\n[ \t)\]}].*|\n(?=\n*[ \t]))*", re.MULTILINE)
"""A constant at the top of a module, with all lines of its value."""
_TABLE = re.compile(r"\{fact-table\}\s+([\w-]+)")


@dataclass(frozen=True)
class Uses:
    """The uses of a fact. The generated page that lists all facts is omitted.

    Attributes:
        pages: Locations as ``docs/create-workspace.md:12``.
        checks: IDs of checks.
        code: Other source files.
        pictures: Names of pictures.
    """

    pages: tuple[str, ...]
    checks: tuple[str, ...]
    code: tuple[str, ...]
    pictures: tuple[str, ...]

    @property
    def document(self) -> dict[str, list[str]]:
        """The uses as JSON values."""
        return {name: list(places) for name, places in asdict(self).items()}

    @property
    def lines(self) -> list[str]:
        """One line for each kind of use."""
        return [f"{name}: {', '.join(places)}" for name, places in self.document.items() if places]


def uses(name: str, docs: Path) -> Uses:
    """Return the uses of the fact called `name`.

    Args:
        name: The name as used on pages.
        docs: The folder of the pages.

    Raises:
        UnknownFactError: No fact has this name.
    """
    entry = find(name)
    files = list(_files(entry))
    checks = [check.id for check in all_checks() if check.file in files]
    others = [str(file.relative_to(_PACKAGE.parents[1])) for file in files if file not in _check_files()]
    return Uses(tuple(_pages(entry, docs)), tuple(checks), tuple(others), tuple(_pictures(entry, docs)))


@cache
def _sources() -> dict[Path, str]:
    return {file: file.read_text(encoding="utf-8") for file in sorted(_PACKAGE.rglob("*.py"))}


@cache
def _check_files() -> frozenset[Path]:
    return frozenset(check.file for check in all_checks())


def _files(entry: Entry) -> Iterator[Path]:
    """Yield the files, outside the facts, that mention the fact or a constant of the facts that contains it.

    The search is textual: a file matches if it contains the names of the module and of the constant as whole words. The
    docstring of a check can also contain the name that pages use.
    """
    constants = {(entry.file.stem, _constant(entry))}
    pending = list(constants)
    while pending:
        module, name = pending.pop()
        for file, text in _sources().items():
            if file.parent == entry.file.parent and (file.stem == module or _contains(text, module)):
                found = {(file.stem, match[1]) for match in _CONSTANT.finditer(text) if _in_value(match, name, entry)}
                pending += found - constants
                constants |= found
    for file, text in _sources().items():
        if file.parent == entry.file.parent:
            continue
        shown = file in _check_files() and _named(entry.name, text)
        if shown or any(_contains(text, module) and _contains(text, name) for module, name in constants):
            yield file


def _constant(entry: Entry) -> str:
    return entry.name.partition(".")[2].replace("-", "_").upper()


def _in_value(match: re.Match[str], name: str, entry: Entry) -> bool:
    """Return whether the value of a constant mentions `name`, or collects all facts of the fact's type."""
    value = match[0].partition("=")[2]
    return _contains(value, name) or ("globals()" in value and _contains(value, type(entry.fact).__name__))


def _contains(text: str, word: str) -> bool:
    return re.search(rf"\b{word}\b", text) is not None


def _pages(entry: Entry, docs: Path) -> Iterator[str]:
    written = _written_out(entry.fact)
    tables = {name for name, table in _tables().items() if _in_table(entry, table)}
    for page in sorted(docs.rglob("*.md")):
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            shown = _TABLE.search(line)
            if _named(entry.name, line) or (shown and shown[1] in tables) or (written and written.search(line)):
                yield f"{docs.name}/{page.relative_to(docs)}:{number}"


def _written_out(fact: Fact) -> re.Pattern[str] | None:
    """Return a pattern for a hostname, URL, or technical name, which pages also write out; None for another fact."""
    if not isinstance(fact, Text) or " " in fact.text or not re.search(r"\w[./_]\w", fact.text):
        return None
    return re.compile(rf"(?<![\w.-]){re.escape(fact.text)}(?![\w-]|\.\w)")


@cache
def _tables() -> dict[str, str]:
    return {name: made() for name, made in TABLES.items()}


def _pictures(entry: Entry, docs: Path) -> Iterator[str]:
    """Yield the pictures whose steps quote the fact, or that show one of its labels on its vendor's screen."""
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
    """Return whether a table shows the fact: by its name in a role, or by its text as a cell."""
    if _named(entry.name, table):
        return True
    identity = _identity(entry.fact)
    rows = ({cell.strip(" *`") for cell in row.split("|")} for row in table.splitlines())
    return bool(identity) and any(identity <= row for row in rows)


def _identity(fact: Fact) -> set[str]:
    if isinstance(fact, Permission):
        return {fact.area, fact.level}
    # Labels are matched only by name: a text such as Name can be a cell for other reasons.
    return {fact.text} if type(fact).__module__ != Fact.__module__ and hasattr(fact, "text") else set()
