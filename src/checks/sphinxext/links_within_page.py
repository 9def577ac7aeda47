"""Marks links within a page as internal, because the Markdown copies of the pages have no target for other links."""

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def mark_internal(_app: "Sphinx", page: nodes.document, _name: str) -> None:
    """Mark the links to a section of the same page, for which MyST sets only the section."""
    for link in page.findall(nodes.reference):
        if "refid" in link:
            link["internal"] = True


def setup(app: "Sphinx") -> None:
    """Connect to the event after the links of a page are resolved."""
    app.connect("doctree-resolved", mark_internal)
