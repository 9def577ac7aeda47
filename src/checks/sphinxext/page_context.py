"""Template variables of a page: its step in the guide, its review date, and its description."""

from datetime import date
from typing import TYPE_CHECKING, Any

from docutils import nodes

from checks.engine.model import Step

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_FOR_CONTENT = ("pygments.css", "copybutton.css", "sphinx-design.min.css")
"""Style sheets for code, buttons, and tabs. A page without content, such as the search page, doesn't load them."""

_NUMBERS = {step.value: step.number for step in Step if step.number is not None}


def add_context(
    app: "Sphinx", pagename: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add `step` and `steps` (2 of 4) and `reviewed` ("24 November 2026") to the context, if the page has them.

    Link previews show the description of the page; without it, Open Graph would use the first lines.
    """
    context["steps"] = max(_NUMBERS.values())
    context["step"] = _NUMBERS.get(pagename)
    reviewed = app.env.metadata.get(pagename, {}).get("reviewed")
    if reviewed:
        day = date.fromisoformat(str(reviewed))
        context["reviewed"] = f"{day.day} {day:%B %Y}"
    if doctree is None:
        files = context.get("css_files", [])
        context["css_files"] = [one for one in files if not str(one.filename).endswith(_FOR_CONTENT)]
    for meta in doctree.findall(nodes.meta) if doctree else ():
        if meta.get("name") == "description":
            context["meta"] = {**(context.get("meta") or {}), "og:description": meta["content"]}


def setup(app: "Sphinx") -> None:
    """Connect to the event before each page is written."""
    app.connect("html-page-context", add_context)
