"""Parts of pages that must agree: the titles of synchronized tabs, and a number with the list that it introduces."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docutils import nodes

from checks.sphinxext.domain import warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_UNITS = "seconds?|minutes?|hours?|days?|weeks?|months?|years?|times|services|products|vendors"
_NUMBER = re.compile(rf"\b({'|'.join(_NUMBERS)})\b(?! (?:{_UNITS})\b)", re.IGNORECASE)
_LISTS = nodes.bullet_list | nodes.enumerated_list | nodes.definition_list


def check(_app: "Sphinx", env: "BuildEnvironment") -> None:
    """Warn about tabs and numbers that don't agree, on all pages."""
    titles: dict[tuple[str, str], tuple[str, nodes.Element]] = {}
    for page in sorted(env.found_docs):
        document = env.get_doctree(page)
        for label in _labels(document):
            title, first = titles.setdefault((label["sync_group"], label["sync_id"]), (label.astext(), label))
            if label.astext() != title:
                warn(
                    f"the tab {label['sync_id']!r} of {label['sync_group']!r} has the title {label.astext()!r}, "
                    f"but {title!r} at {first.source}:{first.line}",
                    "agreement",
                    label,
                )
        for paragraph, number, items in _introductions(document):
            warn(f"the text says {number!r}, but the list or table below it has {items} items", "agreement", paragraph)


def _labels(document: nodes.document) -> Iterator[nodes.Element]:
    return (one for one in document.findall(nodes.rubric) if "sync_group" in one)


def _introductions(document: nodes.document) -> Iterator[tuple[nodes.paragraph, str, int]]:
    """Yield each paragraph whose number differs from the number of items below it."""
    for paragraph in document.findall(nodes.paragraph):
        sentence = re.split(r"[.!?]\s", paragraph.astext())[-1]
        found = _NUMBER.findall(sentence) if sentence.endswith(":") else []
        below = paragraph.next_node(descend=False, siblings=True)
        items = _items(below) if len(found) == 1 else None
        if items is not None and items != _NUMBERS.index(found[0].lower()) + 2:
            yield paragraph, found[0], items


def _items(node: nodes.Node | None) -> int | None:
    """Return the number of items of a list, or of rows of a table; None for another node."""
    if isinstance(node, _LISTS):
        return sum(isinstance(one, nodes.list_item | nodes.definition_list_item) for one in node.children)
    if isinstance(node, nodes.table):
        return len([*next(node.findall(nodes.tbody)).findall(nodes.row)])
    return None


def setup(app: "Sphinx") -> None:
    """Register the check of all pages."""
    app.connect("env-check-consistency", check)
