"""The reference pages that are generated from the code and from the schemas of reports."""

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from checks import history, report
from checks.engine.model import Check
from checks.engine.plan import Call, calls
from checks.facts import index
from checks.report.terminal.plan_output import least
from checks.settings import variables
from checks.settings.settings import Settings
from checks.sphinxext.domain import known_checks
from checks.sphinxext.tables import Row, markdown_table

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCHEMAS = {
    name: Path(package.__file__ or "").with_name("schema.json")
    for name, package in (("report", report), ("history", history))
}


class AllChecksDirective(SphinxDirective):
    """``{all-checks}`` lists every check with its requests."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each step of the guide, and a footnote for each remark about a permission."""
        for file in (
            *(check.file for check in known_checks().values()),
            *{entry.file for entry in index.entries().values()},
        ):
            self.env.note_dependency(str(file))
        remarks: dict[str, int] = {}
        parts = [
            "\n\n".join([f"## {step.heading}", *(_check(check, remarks) for check in checks)])
            for step, checks in groupby(known_checks().values(), key=lambda check: check.step)
        ]
        parts += [f"{{sup}}`{number}` {text[:1].upper()}{text[1:]}." for text, number in remarks.items()]
        return list(self.parse_text_to_nodes("\n\n".join(parts), allow_section_headings=True))


def _check(check: Check, remarks: dict[str, int]) -> str:
    requests = [
        (f"`{call.read.method} {call.address}`", _permission(call, remarks)) for call in calls(check, Settings())
    ]
    after = ", ".join(f"{{check}}`{earlier.id}`" for earlier in check.after)
    sentences = [f"{{check}}`{check.title} <{check.id}>`."] + ([f"Runs after {after}."] if after else [])
    return "\n\n".join(
        [f"### `{check.id}`", " ".join(sentences), markdown_table(("Request", "Minimum permission"), requests)]
    )


def _permission(call: Call, remarks: dict[str, int]) -> str:
    """Return the permission for a request. A remark in parentheses becomes a shared footnote."""
    name, _, remark = call.read.permission.removesuffix(")").partition(" (")
    shown = name if " " in name else f"`{name}`"
    if remark:
        shown += f" {{sup}}`{remarks.setdefault(remark, len(remarks) + 1)}`"
    return least(call).replace(call.read.permission, shown, 1)


class AllSettingsDirective(SphinxDirective):
    """``{all-settings}`` lists the environment variables."""

    def run(self) -> list[nodes.Node]:
        """Return a definition list."""
        self.env.note_dependency(str(Path(variables.__file__)))
        return list(self.parse_text_to_nodes("\n\n".join(_setting(variable) for variable in variables.VARIABLES)))


def _setting(variable: variables.Variable) -> str:
    what = variable.what.replace("<", r"\<")
    sentences = [f"{what[:1].upper()}{what[1:]}."]
    sentences += [f"Default: {variable.default}."] if variable.default else []
    sentences += ["Secret: never printed."] if variable.secret else []
    return f"`{variable.name}`\n: {' '.join(sentences)}"


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
    """Register the directives."""
    app.add_directive("all-checks", AllChecksDirective)
    app.add_directive("all-settings", AllSettingsDirective)
    app.add_directive("report-format", ReportFormatDirective)
