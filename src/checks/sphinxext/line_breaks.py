"""Line-break opportunities in long names in tables: after dots, slashes, and similar characters, not in words."""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils.nodes import document
    from sphinx.application import Sphinx

_CELL = re.compile(r"<td>.*?</td>", re.DOTALL)
_CODE = re.compile(r'(?<=<span class="pre">)[^<]+')
_BREAK = re.compile(r"(?<=[\w})\]][/.:_=?-])(?=[\w{(\[])")


def add_breaks(body: str) -> str:
    """Return the HTML of a page with a ``<wbr>`` at each possible break of code in tables.

    The HTML is changed instead of the doctree, because the search would index the parts of a name as separate words.
    """
    return _CELL.sub(lambda cell: _CODE.sub(lambda code: _BREAK.sub("<wbr>", code[0]), cell[0]), body)


def process_page(
    _app: "Sphinx", _page: str, _template: str, context: dict[str, Any], _doctree: "document | None"
) -> None:
    """Add the breaks to a page before it is written."""
    if "body" in context:
        context["body"] = add_breaks(context["body"])


def setup(app: "Sphinx") -> None:
    """Connect to the event before each page is written."""
    app.connect("html-page-context", process_page)
