"""The fields of the JSON report and of the JSON history, from their schemas."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from checks import history, report
from checks.sphinxext.tables import Row, markdown_table

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCHEMAS = {
    name: Path(package.__file__ or "").with_name("schema.json")
    for name, package in (("report", report), ("history", history))
}


class ReportFormatDirective(SphinxDirective):
    """``{report-format}`` shows a table of the fields of a JSON report, and with ``history`` of a history."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a table, which phones show as a list."""
        path = SCHEMAS[self.arguments[0] if self.arguments else "report"]
        self.env.note_dependency(str(path))
        schema = json.loads(path.read_text(encoding="utf-8"))
        rows = list(rows_of(schema, schema["$defs"], ""))
        tables = self.parse_text_to_nodes(markdown_table(("Field", "Type", "Description"), rows))
        for table in tables:
            if isinstance(table, nodes.table):
                table["classes"].append("stacked")
        return list(tables)


def rows_of(part: dict[str, Any], named: dict[str, Any], above: str) -> Iterator[Row]:
    """Yield a row for each field below `part`, nested fields as ``checks[].id``; `named` contains the definitions."""
    for name, field in part.get("properties", {}).items():
        path, inner = f"{above}{name}", _resolve(field, named)
        items = _resolve(inner.get("items", {}), named)
        yield f"`{path}`", _type(inner), inner.get("description", "")
        yield from rows_of(inner, named, f"{path}.")
        yield from rows_of(items, named, f"{path}[].")


def _resolve(part: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    return named[part["$ref"].rpartition("/")[2]] if "$ref" in part else part


def _type(field: dict[str, Any]) -> str:
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    types = field["type"]
    return " or ".join(types) if isinstance(types, list) else str(types)


def setup(app: "Sphinx") -> None:
    """Register the directive."""
    app.add_directive("report-format", ReportFormatDirective)
