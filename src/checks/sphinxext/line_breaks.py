"""Where a browser may break a long name in a table: behind its dots, slashes and the like, and not inside a word."""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils.nodes import document
    from sphinx.application import Sphinx

_CELL = re.compile(r"<td>.*?</td>", re.DOTALL)
_CODE = re.compile(r'(?<=<span class="pre">)[^<]+')
_SEAM = re.compile(r"(?<=[\w})\]][/.:_=?-])(?=[\w{(\[])")


def marked(body: str) -> str:
    """Return the HTML of a page with a ``<wbr>`` at each seam of the code in its tables.

    This is done to the HTML, since the search would take the halves of a name in the doctree for words of their own.
    """
    return _CELL.sub(lambda cell: _CODE.sub(lambda code: _SEAM.sub("<wbr>", code[0]), cell[0]), body)


def mark(_app: "Sphinx", _page: str, _template: str, context: dict[str, Any], _doctree: "document | None") -> None:
    """Mark the seams of a page that is about to be written."""
    if "body" in context:
        context["body"] = marked(context["body"])


def setup(app: "Sphinx") -> None:
    """Listen for every page that is about to be written."""
    app.connect("html-page-context", mark)
