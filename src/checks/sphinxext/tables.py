"""Tables of facts, written as Markdown: pages never repeat them by hand."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from checks.facts import bitbucket, requirements, ssh
from checks.facts.fact import Fact
from checks.sphinxext import lookup

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

Row = Sequence[str]


def written(header: Row, rows: Iterable[Row]) -> str:
    """Return a table in Markdown. A cell is one line of Markdown; bars in it are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def name_of(fact: Fact) -> str:
    """Return the name of `fact` on a page."""
    return next(name for name, entry in lookup.entries().items() if entry.fact is fact)


def permissions() -> str:
    """Return the permissions that a connection needs."""
    return written(
        ("Area", "Level", "Scope"),
        [(f"**{box.area}**", box.level, f"`{box.scope}`") for box in requirements.PERMISSIONS],
    )


def all_permissions() -> str:
    """Return every permission that Bitbucket shows, and whether a connection needs it."""
    return written(
        ("Permission", "Scope", "Implies", "Needed"),
        [
            (
                f"{{permission}}`{name_of(box)}`",
                f"`{box.scope}`",
                ", ".join(f"`{scope}`" for scope in box.implies) or "nothing",
                "yes" if box in requirements.PERMISSIONS else "no",
            )
            for box in bitbucket.PERMISSIONS
        ],
    )


def token_scopes() -> str:
    """Return the scopes that the checks need of the API token."""
    return written(("Scope",), [(f"`{scope}`",) for scope in requirements.TOKEN_SCOPES])


def key_formats() -> str:
    """Return the forms of a private key and how far each can be relied on."""
    return written(
        ("Form", "First line", "Standing"),
        [
            (
                form.text.capitalize() if form.text.islower() else form.text[0].upper() + form.text[1:],
                ", ".join(f"`-----BEGIN {label}-----`" for label in form.labels) or "none",
                form.standing.value,
            )
            for form in ssh.FORMATS
            if form.private
        ],
    )


TABLES: dict[str, Callable[[], str]] = {
    "permissions": permissions,
    "all-permissions": all_permissions,
    "key-formats": key_formats,
    "scopes-of-token": token_scopes,
}


class FactTableDirective(SphinxDirective):
    """``{fact-table} permissions`` renders a table of facts."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table, or a warning where no table has this name."""
        name = self.arguments[0]
        table = TABLES.get(name)
        if table is None:
            known = ", ".join(TABLES)
            logger.warning(
                "unknown table %r; there are %s",
                name,
                known,
                type="guide",
                subtype="table",
                location=self.get_location(),
            )
            return []
        for entry in lookup.entries().values():
            self.env.note_dependency(str(entry.file))
        return list(self.parse_text_to_nodes(table()))


def setup(app: "Sphinx") -> None:
    """Register the directive."""
    app.add_directive("fact-table", FactTableDirective)
