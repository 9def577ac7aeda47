"""Extract the visible text, the anchors, and the links from the HTML of a web page."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Inline elements; every other element starts a new line.
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s"}
    | {"samp", "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr"}
)
LABELS = frozenset({"b", "strong", "code", "kbd", "button", "th", "td", "dt", "h1", "h2", "h3", "h4", "h5", "h6"})
CODE = frozenset({"code", "pre"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_REFRESH = re.compile(r"[\d.\s]*[;,]\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
INVISIBLE = frozenset({"script", "style", "template"})
MIN_TEXT_LENGTH = 200
"""A page that renders its text by script has fewer characters: a title and "please enable JavaScript"."""


@dataclass
class Markup:
    """The content of a page.

    Attributes:
        blocks: Its visible text, line by line: paragraphs, list items, headings, cells.
        data: The strings in the JSON data for its scripts.
        title: Its title.
        headings: The texts of its headings.
        anchors: The valid fragments of its URL, after ``#``.
        repeated: Anchors that several elements have.
        section_anchors: Anchors of sections.
        anchored_headings: Whether a heading has a separate anchor.
        links: The URLs of its links and files, as written.
        code: The text of code and code blocks.
        labels: The texts of elements that mark labels: bold text, code, headings, buttons, and cells of tables.
        scripts: The number of scripts.
        refresh: The URL that replaces the page, as in ``<meta http-equiv="refresh" content="0; url=/new">``.
    """

    blocks: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    title: str = ""
    headings: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    repeated: set[str] = field(default_factory=set)
    section_anchors: set[str] = field(default_factory=set)
    anchored_headings: bool = False
    links: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    scripts: int = 0
    refresh: str = ""

    @property
    def needs_javascript(self) -> bool:
        """Whether the page shows almost no text until its scripts have run."""
        return self.scripts > 0 and sum(map(len, self.blocks)) < MIN_TEXT_LENGTH


def read(source: str) -> Markup:
    """Parse the HTML in `source`. Malformed HTML is parsed as far as possible."""
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
        self._invisible = ""
        self._data: list[str] | None = None
        self._inside: list[str] = []
        self._marked: list[tuple[str, int]] = []
        self._heading = ""
        self._ids: set[str] = set()

    def end_block(self) -> None:
        line = " ".join("".join(self._line).split())
        if line:
            self.found.blocks.append(line)
            if self._heading in HEADINGS:
                self.found.headings.append(line)
        self._line = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if anchor := given.get("id"):
            self.found.repeated |= {anchor} & self._ids
            self._ids.add(anchor)
            self.found.anchored_headings |= tag in HEADINGS
            if tag == "section":
                self.found.section_anchors.add(anchor)
        self.found.anchors |= {value for name in ("id", "name") if (value := given.get(name))}
        self.found.links += [value for name in ("href", "src") if (value := given.get(name))]
        self.found.refresh = self.found.refresh or _refresh(given)
        if tag in LABELS:
            self._marked.append((tag, len(self.found.labels)))
            self.found.labels.append("")
        if tag in CODE:
            self._inside.append(tag)
            self.found.code.append("")
        if tag == "script":
            self.found.scripts += 1
            if "json" in (given.get("type") or ""):
                self._data = []
        if tag in INVISIBLE and not self._invisible:
            self._invisible = tag
        if tag not in INLINE:
            self.end_block()
        if tag in HEADINGS or tag == "title":
            self._heading = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._invisible:
            self._invisible = ""
            if self._data is not None:
                self.found.data += texts("".join(self._data))
                self._data = None
        if tag not in INLINE:
            self.end_block()
        if tag == self._heading:
            self._heading = ""
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()
        if self._marked and tag == self._marked[-1][0]:
            self._marked.pop()

    def handle_data(self, data: str) -> None:
        if self._data is not None:
            self._data.append(data)
        elif not self._invisible:
            self._line.append(data)
            for _, number in self._marked:
                self.found.labels[number] += data
            if self._inside:
                self.found.code[-1] += data
            if self._heading == "title":
                self.found.title += data


def _refresh(given: Mapping[str, str | None]) -> str:
    """Return the URL that replaces the page, from the attributes of an element; empty without one."""
    found = _REFRESH.match(given.get("content") or "") if (given.get("http-equiv") or "").lower() == "refresh" else None
    return found[1].strip() if found else ""


def texts(source: str) -> list[str]:
    """Return every string in a JSON document, without HTML tags; empty if `source` is not JSON."""
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
