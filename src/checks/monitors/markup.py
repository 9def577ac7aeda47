"""Extract the visible text, the anchors, and the links from the HTML of a web page."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import Tag
from bs4.exceptions import ParserRejectedMarkup

# Inline elements; every other element starts a new line.
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s"}
    | {"samp", "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr"}
)
LABELS = frozenset({"b", "strong", "code", "kbd", "button", "th", "td", "dt", "h1", "h2", "h3", "h4", "h5", "h6"})
CODE = ["code", "pre"]
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_REFRESH = re.compile(r"[\d.\s]*[;,]\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_BREAK = "\0"
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
    try:
        page = BeautifulSoup(source, "html.parser")
    except ParserRejectedMarkup:
        return Markup()
    elements = page.find_all()
    headings = [one for one in elements if one.name in HEADINGS]
    scripts = [one for one in elements if one.name == "script"]
    ids = Counter(str(one["id"]) for one in elements if one.get("id"))
    found = Markup(
        data=[text for one in scripts if "json" in str(one.get("type")) for text in texts(one.get_text())],
        title=page.title.get_text() if page.title else "",
        headings=[line for one in headings if (line := " ".join(one.get_text().split()))],
        anchors={str(value) for one in elements for name in ("id", "name") if (value := one.get(name))},
        repeated={anchor for anchor, count in ids.items() if count > 1},
        section_anchors={str(one["id"]) for one in elements if one.name == "section" and one.get("id")},
        anchored_headings=any(one.get("id") for one in headings),
        links=[str(value) for one in elements for name in ("href", "src") if (value := one.get(name))],
        code=[one.get_text() for one in elements if one.name in CODE and not one.find_parent(CODE)],
        labels=[one.get_text() for one in elements if one.name in LABELS],
        scripts=len(scripts),
        refresh=next(filter(None, map(_refresh, elements)), ""),
    )
    for one in elements:
        if one.name not in INLINE:
            one.insert_before(_BREAK)
            one.append(_BREAK)
    found.blocks = [line for part in page.get_text().split(_BREAK) if (line := " ".join(part.split()))]
    return found


def _refresh(element: Tag) -> str:
    """Return the URL with which an element replaces the page; empty if it doesn't."""
    if str(element.get("http-equiv")).lower() != "refresh":
        return ""
    found = _REFRESH.match(str(element.get("content")))
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
