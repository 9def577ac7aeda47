"""The parts that HTML files of this project share: safe markup, the head with its policy, and the end."""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Self

from markupsafe import Markup

from checks.report.sanitize import sanitize

CLOSING = Markup("</main>\n</body>\n</html>")
"""The end of a document."""


class Html(Markup):
    """HTML that sanitizes and escapes all inserted or joined text, unless the text is HTML itself."""

    @classmethod
    def escape(cls, s: object, /) -> Self:
        """Return `s` as HTML that displays it literally."""
        return super().escape(s if hasattr(s, "__html__") else sanitize(str(s)))


def opening(title: str) -> Markup:
    """Return the start of a self-contained document, up to the start of its main part."""
    style = files("checks.report").joinpath("report.css").read_text(encoding="utf-8")
    # The policy blocks scripts and requests from vendors' texts, even if the escaping fails.
    return Html(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
        "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>"
    ).format(title, Markup(style))  # noqa: S704 - the project's own file


def table(heads: Iterable[str], rows: Iterable[Markup], kind: str = "") -> Iterator[Markup]:
    """Yield a table that scrolls horizontally in a narrow window."""
    cells = Html("").join(Html('<th scope="col">{}</th>').format(name) for name in heads)
    yield Html('<div class="wide" tabindex="0">\n<table{}>\n<thead><tr>{}</tr></thead>\n<tbody>').format(
        Html(' class="{}"').format(kind) if kind else "", cells
    )
    yield from rows
    yield Html("</tbody>\n</table>\n</div>")
