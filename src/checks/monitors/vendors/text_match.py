"""Finds words on a page as a person would: whatever the quotation marks, the spaces and the markup around them."""

import html
import re
import unicodedata

from checks.monitors import markup
from checks.monitors.vendors.sources import Form

_ALIKE = str.maketrans(
    {
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{SOFT HYPHEN}": "",
        "\N{ZERO WIDTH SPACE}": "",
        "\N{ZERO WIDTH NO-BREAK SPACE}": "",
    }
)
# What Markdown writes around words, in this order: comments, tags, pictures, links, emphasis and code.
_MARKDOWN = (
    (re.compile(r"<!--.*?-->", re.DOTALL), " "),
    (re.compile(r"</?[A-Za-z][^<>]*>"), ""),
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\*\*|__(?=\w)|(?<=\w)__|`+|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)"), ""),
    (re.compile(r"\\([^\w\s])"), r"\1"),
)


def lines(source: str, form: Form) -> list[str]:
    """Return what a reader sees of `source`, line by line."""
    if form is Form.HTML:
        page = markup.read(source)
        return [*page.blocks, *page.data]
    if form is Form.MARKDOWN:
        return html.unescape(without_marks(source)).splitlines()
    # A JSON document can write any letter as an escape; its texts are compared, not their spelling.
    return [*source.splitlines(), *(markup.texts(source) if source.lstrip().startswith("{") else ())]


def without_marks(source: str) -> str:
    """Return Markdown without its marks."""
    for pattern, instead in _MARKDOWN:
        source = pattern.sub(instead, source)
    return source


def normal(text: str) -> str:
    """Return `text` with one kind of space, quotation mark and dash. Capitals stay: they tell labels from prose."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_ALIKE).split())


def says(text: str, words: str) -> bool:
    """Tell whether `words` stand in `text`, both `normal`, as whole words."""
    start = r"(?<!\w)" if re.match(r"\w", words) else ""
    end = r"(?!\w)" if re.search(r"\w$", words) else ""
    return re.search(start + re.escape(words) + end, text) is not None
