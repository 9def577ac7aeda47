"""Line breaks: names in tables and URLs break only at separators, and a term ends before its definition."""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils.nodes import document
    from sphinx.application import Sphinx

_CELL = re.compile(r"<td>.*?</td>", re.DOTALL)
_CODE = re.compile(r'(?<=<span class="pre">)[^<]+')
_HOST = re.compile(r"(?=.{1,20}$)[\w-]+(?:\.[\w-]+)+")
_BREAK = re.compile(r"(?<=[\w})\]][/.:=?-])(?=[\w{(\[])")

_URL = re.compile(r'<pre>.*?</pre>|(?<=>)(?<!class="pre">)(?:https:/)?/[^<>\s]+(?=<)', re.DOTALL)
_SLASH = re.compile(r"(?<![:/]/)(?<=/)(?=\w)")
_OPTION = re.compile(r'<span class="pre">(?=-[\w-]+<)')


def add_breaks(body: str) -> str:
    """Return the HTML of a page with a ``<wbr>`` at each possible break of code in tables, and of URLs in the text.

    A short hostname stays on one line. An option such as ``--within``, or ``-----BEGIN`` in a key, doesn't break after
    its hyphens. A URL breaks only after a slash, and not in a code block. It can continue after a value of the reader,
    so a part of it begins with a slash.

    The HTML is changed instead of the doctree, because the search would index the parts of a name as separate words.
    """
    body = _OPTION.sub('<span class="pre option">', body)
    body = _URL.sub(lambda url: url[0] if url[0].startswith("<pre>") else _SLASH.sub("<wbr>", url[0]), body)
    return _CELL.sub(lambda cell: _CODE.sub(_with_breaks, cell[0]), body)


def _with_breaks(code: re.Match[str]) -> str:
    return code[0] if _HOST.fullmatch(code[0]) else _BREAK.sub("<wbr>", code[0])


def process_page(
    _app: "Sphinx", _page: str, _template: str, context: dict[str, Any], _doctree: "document | None"
) -> None:
    """Add the breaks to a page before it is written.

    The search takes its summary from the text of the page, in which a term and its definition must not run together.
    """
    if "body" in context:
        context["body"] = add_breaks(context["body"]).replace("</dt><dd>", "</dt>\n<dd>")


def setup(app: "Sphinx") -> None:
    """Connect to the event before each page is written."""
    app.connect("html-page-context", process_page)
