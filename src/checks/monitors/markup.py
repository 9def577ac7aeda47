"""Takes from the source of a web page what a reader sees of it, and what can be linked to."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

# These stand within a line; every other element starts a line of its own.
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s"}
    | {"samp", "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr"}
)
UNSEEN = frozenset({"script", "style", "template"})
LITTLE = 200
"""A page whose scripts show its text has fewer characters without them: a title and "please enable JavaScript"."""


@dataclass
class Markup:
    """What a page consists of.

    Attributes:
        blocks: Its text, line by line as a reader sees it: paragraphs, list items, headings, cells.
        data: The texts in the data that it hands to its own scripts.
        anchors: What an address can end in after ``#``.
        scripts: How many scripts it has.
    """

    blocks: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    scripts: int = 0

    @property
    def needs_javascript(self) -> bool:
        """Whether the page shows next to nothing until its scripts have run."""
        return self.scripts > 0 and sum(map(len, self.blocks)) < LITTLE


def read(source: str) -> Markup:
    """Return what the HTML in `source` consists of. HTML that is not well formed is read as far as it goes."""
    parser = _Parser()
    parser.feed(source)
    parser.close()
    parser.end_block()
    return parser.found


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Markup()
        self._line: list[str] = []
        self._unseen = ""
        self._data: list[str] | None = None

    def end_block(self) -> None:
        line = " ".join("".join(self._line).split())
        if line:
            self.found.blocks.append(line)
        self._line = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found.anchors |= {value for name in ("id", "name") if (value := given.get(name))}
        if tag == "script":
            self.found.scripts += 1
            if "json" in (given.get("type") or ""):
                self._data = []
        if tag in UNSEEN and not self._unseen:
            self._unseen = tag
        if tag not in INLINE:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
            if self._data is not None:
                self.found.data += texts("".join(self._data))
                self._data = None
        if tag not in INLINE:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if self._data is not None:
            self._data.append(data)
        elif not self._unseen:
            self._line.append(data)


def texts(source: str) -> list[str]:
    """Return every text in a JSON document, without the tags in it; none where `source` is no JSON."""
    try:
        return [re.sub(r"<[^<>]*>", "", text) for text in _strings(json.loads(source))]
    except (ValueError, RecursionError):
        return []


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
