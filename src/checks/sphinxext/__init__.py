"""The Sphinx extension of the guide: check cards, facts as text and tables, and generated reference pages."""

from typing import TYPE_CHECKING, Any

from checks.sphinxext import (
    agreement,
    all_facts,
    card,
    command_line,
    domain,
    line_breaks,
    links_within_page,
    message,
    minify,
    page_context,
    picture,
    reference,
    roles,
    tables,
    tabs,
    unfilled,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: "Sphinx") -> dict[str, Any]:
    """Register every part with Sphinx and return the extension's metadata."""
    parts = (domain, card, roles, tables, message, page_context, picture, unfilled, tabs, line_breaks, minify)
    for part in (*parts, reference, all_facts, command_line, agreement, links_within_page):
        part.setup(app)
    # Increase env_version when the stored data changes, so that Sphinx reads all pages again.
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 2}
