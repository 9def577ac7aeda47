"""What a page's template is told: which step of the guide it is, when it was reviewed, and how to describe it."""

from datetime import date
from typing import TYPE_CHECKING, Any

from docutils import nodes

from checks.engine.model import Step

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_NUMBERS = {step.value: step.number for step in Step if step.number is not None}


def tell(app: "Sphinx", pagename: str, _template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Add `step` of `steps` (2 of 4) and `reviewed` ("24 November 2026") to the context, each where there is one.

    Whoever shares a link shows the page's own description, where Open Graph would take its first lines.
    """
    context["steps"] = max(_NUMBERS.values())
    context["step"] = _NUMBERS.get(pagename)
    reviewed = app.env.metadata.get(pagename, {}).get("reviewed")
    if reviewed:
        day = date.fromisoformat(str(reviewed))
        context["reviewed"] = f"{day.day} {day:%B %Y}"
    for meta in doctree.findall(nodes.meta) if doctree else ():
        if meta.get("name") == "description":
            context["meta"] = {**(context.get("meta") or {}), "og:description": meta["content"]}


def setup(app: "Sphinx") -> None:
    """Listen for every page that is about to be written."""
    app.connect("html-page-context", tell)
