"""The page of reports: the members of the JSON report, from its schema."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from checks import report
from checks.sphinxext.tables import Row, written

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCHEMA = Path(report.__file__ or "").with_name("schema.json")


class ReportFormatDirective(SphinxDirective):
    """``{report-format}`` shows the JSON report, member by member."""

    def run(self) -> list[nodes.Node]:
        """Return a table."""
        self.env.note_dependency(str(SCHEMA))
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        rows = list(members(schema, schema["$defs"], ""))
        return list(self.parse_text_to_nodes(written(("Member", "Kind", "Holds"), rows)))


def members(part: dict[str, Any], named: dict[str, Any], above: str) -> Iterator[Row]:
    """Yield a row for every member below `part`, nested ones as ``checks[].id``; `named` holds its shared parts."""
    for name, member in part.get("properties", {}).items():
        path, inner = f"{above}{name}", _resolved(member, named)
        items = _resolved(inner.get("items", {}), named)
        yield f"`{path}`", _kind(inner), inner.get("description", "")
        yield from members(inner, named, f"{path}.")
        yield from members(items, named, f"{path}[].")


def _resolved(part: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    return named[part["$ref"].rpartition("/")[2]] if "$ref" in part else part


def _kind(member: dict[str, Any]) -> str:
    if "const" in member:
        return f"always `{member['const']}`"
    if "enum" in member:
        return ", ".join(f"`{value}`" for value in member["enum"])
    kinds = member["type"]
    return " or ".join(kinds) if isinstance(kinds, list) else str(kinds)


def setup(app: "Sphinx") -> None:
    """Register the directive."""
    app.add_directive("report-format", ReportFormatDirective)
