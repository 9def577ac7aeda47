"""The reference pages that are generated from the code."""

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from checks.engine.explain import Call, calls
from checks.engine.model import Check
from checks.facts import index
from checks.report.terminal.explain_output import least
from checks.settings import variables
from checks.settings.settings import Settings
from checks.sphinxext.domain import known_checks
from checks.sphinxext.tables import markdown_table

if TYPE_CHECKING:
    from sphinx.application import Sphinx


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
    requests = [(f"`{call.method} {call.address}`", _permission(call, remarks)) for call in calls(check, Settings())]
    after = ", ".join(f"{{check}}`{earlier.id}`" for earlier in check.after)
    sentences = [f"{{check}}`{check.title} <{check.id}>`."] + ([f"Runs after {after}."] if after else [])
    return "\n\n".join(
        [f"### `{check.id}`", " ".join(sentences), markdown_table(("Request", "Minimum permission"), requests)]
    )


def _permission(call: Call, remarks: dict[str, int]) -> str:
    """Return the permission for a request. A remark in parentheses becomes a shared footnote."""
    name, _, remark = call.permission.removesuffix(")").partition(" (")
    shown = name if " " in name else f"`{name}`"
    if remark:
        shown += f" {{sup}}`{remarks.setdefault(remark, len(remarks) + 1)}`"
    return least(call).replace(call.permission, shown, 1)


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


def setup(app: "Sphinx") -> None:
    """Register the directives."""
    app.add_directive("all-checks", AllChecksDirective)
    app.add_directive("all-settings", AllSettingsDirective)
