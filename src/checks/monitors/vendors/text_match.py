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
# Markdown and MDX markup, in this order: comments, imports, tags, images, links, emphasis, and code.
_MARKDOWN = (
    (re.compile(r"<!--.*?-->|\{/\*.*?\*/\}", re.DOTALL), " "),
    (re.compile(r"^(?:import|export)\s.*$", re.MULTILINE), ""),
    (re.compile(r"</?[A-Za-z][^<>]*>"), ""),
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\*\*|__(?=\w)|(?<=\w)__|`+|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)"), ""),
    (re.compile(r"\\([^\w\s])"), r"\1"),
)


_ASCIIDOC_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])")
_LABELS = re.compile(
    r"\*\*([^*\n]+)\*\*|__([^_\n]+)__|`([^`\n]+)`|^#+ +(.+?)#*$|\|[ ]*([^|\n]+?)[ ]*(?=\|)", re.MULTILINE
)


def lines(source: str, form: TextFormat) -> list[str]:
    """Return the visible text of `source`, line by line."""
    if form is TextFormat.HTML:
        page = markup.read(source)
        # Data for scripts is text only on a page that has no other: elsewhere, readers might never see it.
        return [*page.blocks, *page.data] if page.needs_javascript else page.blocks
    if form is TextFormat.MARKDOWN:
        return html.unescape(strip_markdown(source)).splitlines()
    # JSON can escape any character, so the decoded strings are also compared.
    return [*source.splitlines(), *(markup.texts(source) if source.lstrip().startswith("{") else ())]


def labels(source: str, form: TextFormat) -> set[str]:
    """Return the texts of `source` that are marked as labels: bold, code, headings, and cells of tables."""
    if form is TextFormat.HTML:
        return set(map(normalize, markup.read(source).labels))
    if form is TextFormat.MARKDOWN:
        visible = _MARKDOWN[0][0].sub(" ", source)
        return {normalize(strip_markdown(next(filter(None, found)))) for found in _LABELS.findall(visible)}
    return set(map(normalize, _ASCIIDOC_BOLD.findall(source)))


def is_weak(words: str) -> bool:
    """Return whether `words` occur in so many sentences that finding them proves little: one plain word."""
    return re.fullmatch(r"[A-Z]?[a-z]+|[A-Z]+|\d[\d,.]*", words) is not None


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
