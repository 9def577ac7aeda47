"""Find words in a page, ignoring differences in quotation marks, whitespace, and markup."""

import html
import re
import unicodedata

from checks.monitors import markup
from checks.monitors.vendors.sources import TextFormat

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
# Markdown markup, in this order: comments, tags, images, links, emphasis, and code.
_MARKDOWN = (
    (re.compile(r"<!--.*?-->", re.DOTALL), " "),
    (re.compile(r"</?[A-Za-z][^<>]*>"), ""),
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\*\*|__(?=\w)|(?<=\w)__|`+|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)"), ""),
    (re.compile(r"\\([^\w\s])"), r"\1"),
)


def lines(source: str, form: TextFormat) -> list[str]:
    """Return the visible text of `source`, line by line."""
    if form is TextFormat.HTML:
        page = markup.read(source)
        return [*page.blocks, *page.data]
    if form is TextFormat.MARKDOWN:
        return html.unescape(strip_markdown(source)).splitlines()
    # JSON can escape any character, so the decoded strings are compared too.
    return [*source.splitlines(), *(markup.texts(source) if source.lstrip().startswith("{") else ())]


def strip_markdown(source: str) -> str:
    """Return Markdown without markup."""
    for pattern, instead in _MARKDOWN:
        source = pattern.sub(instead, source)
    return source


def normalize(text: str) -> str:
    """Return `text` with uniform spaces, quotation marks, and dashes. Letter case distinguishes labels from prose."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_ALIKE).split())


def contains(text: str, words: str) -> bool:
    """Return whether `text` contains `words` as whole words. Both must be normalized."""
    start = r"(?<!\w)" if re.match(r"\w", words) else ""
    end = r"(?!\w)" if re.search(r"\w$", words) else ""
    return re.search(start + re.escape(words) + end, text) is not None
