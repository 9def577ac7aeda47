"""Find words in a page, ignoring differences in quotation marks, whitespace, and markup."""

import re
import unicodedata

from markdown_it import MarkdownIt

from checks.monitors import markup
from checks.monitors.markup import Markup
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
# The parts of MDX that are no text: front matter, comments, and imports and exports, which are separate paragraphs.
_NO_TEXT = (
    re.compile(r"\A---\n.*?\n---\n", re.DOTALL),
    re.compile(r"<!--.*?-->|\{/\*.*?\*/\}", re.DOTALL),
    re.compile(r"(?:\A|(?<=\n\n))(?:import|export)\s(?:.+\n?)+"),
)
# In MDX, elements can contain Markdown, and indented text is no code.
_MARKDOWN = MarkdownIt("commonmark").enable("table").disable(["code", "html_block"])
_ASCIIDOC_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])")


def lines(source: str, form: TextFormat) -> list[str]:
    """Return the visible text of `source`, line by line."""
    if form is TextFormat.PLAIN:
        # JSON can escape any character, so the decoded strings are also compared.
        return [*source.splitlines(), *(markup.texts(source) if source.lstrip().startswith("{") else ())]
    page = _read(source, form)
    # Data for scripts is text only on a page that has no other: elsewhere, readers might never see it.
    return [*page.blocks, *page.data] if page.needs_javascript else page.blocks


def labels(source: str, form: TextFormat) -> set[str]:
    """Return the texts of `source` that are marked as labels: bold, code, headings, and cells of tables."""
    found = _ASCIIDOC_BOLD.findall(source) if form is TextFormat.PLAIN else _read(source, form).labels
    return set(map(normalize, found))


def _read(source: str, form: TextFormat) -> Markup:
    if form is TextFormat.MARKDOWN:
        for pattern in _NO_TEXT:
            source = pattern.sub("\n", source)
        source = _MARKDOWN.render(source)
    return markup.read(source)


def is_weak(words: str) -> bool:
    """Return whether `words` occur in so many sentences that finding them proves little: one plain word."""
    return re.fullmatch(r"[A-Z]?[a-z]+|[A-Z]+|\d[\d,.]*", words) is not None


def normalize(text: str) -> str:
    """Return `text` with uniform spaces, quotation marks, and dashes. Letter case distinguishes labels from prose."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_ALIKE).split())


def contains(text: str, words: str) -> bool:
    """Return whether `text` contains `words` as whole words. Both must be normalized."""
    start = r"(?<!\w)" if re.match(r"\w", words) else ""
    end = r"(?!\w)" if re.search(r"\w$", words) else ""
    return re.search(start + re.escape(words) + end, text) is not None
