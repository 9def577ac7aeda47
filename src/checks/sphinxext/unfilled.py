"""Warn about ``{{`` in a page, which is an unfilled template variable."""

import re
from typing import TYPE_CHECKING, Any

from checks.sphinxext.domain import warn

if TYPE_CHECKING:
    from docutils.nodes import document
    from sphinx.application import Sphinx

# Python code can contain double braces, and the pages show the source of every check.
_PYTHON = re.compile(r'<div class="highlight-python.*?</pre>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
# GitHub Actions writes its own expressions as ${{ … }}; these belong to the reader's pipeline.
_LEFT_OVER = re.compile(r"(?<!\$)(?:\{\{|%7B%7B)[^}%\"]{0,40}")


def find_braces(
    _app: "Sphinx", pagename: str, _template: str, context: dict[str, Any], _doctree: "document | None"
) -> None:
    """Warn about every ``{{`` in the text of a page and in the attributes of its tags."""
    body = _PYTHON.sub("", context.get("body") or "")
    for text in (_TAG.sub("", body), *_TAG.findall(body), context.get("metatags") or ""):
        for left in _LEFT_OVER.findall(text):
            warn(f"unfilled template variable: {left}", "braces", pagename)


def setup(app: "Sphinx") -> None:
    """Connect to the event before each page is written."""
    app.connect("html-page-context", find_braces)
