"""Template variables of a page: its step in the guide, its review date, and its description."""

from datetime import date
from typing import TYPE_CHECKING, Any

from docutils import nodes

from checks.engine.model import Step

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_FOR_CODE = ("pygments.css", "copybutton.css")
_FOR_DESIGN = ("sphinx-design.min.css", "design-tabs.js")

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
    # A page loads only what it uses. The search page, for example, has no content.
    unused = (() if doctree else _FOR_CODE) + (() if doctree and _has_design(doctree) else _FOR_DESIGN)
    for name in ("css_files", "script_files"):
        files = context.get(name, [])
        context[name] = [one for one in files if not unused or not str(one.filename).endswith(unused)]
    for meta in doctree.findall(nodes.meta) if doctree else ():
        if meta.get("name") == "description":
            context["meta"] = {**(context.get("meta") or {}), "og:description": meta["content"]}


def _has_design(doctree: nodes.document) -> bool:
    """Return whether a page has tabs, dropdowns, or cards."""
    return any(name.startswith("sd-") for node in doctree.findall(nodes.Element) for name in node["classes"])


def setup(app: "Sphinx") -> None:
    """Connect to the event before each page is written."""
    app.connect("html-page-context", add_context)
