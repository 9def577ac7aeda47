"""The pages of reference, made from the code: nothing on them is written by hand."""

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
from checks.sphinxext.tables import written

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class AllChecksDirective(SphinxDirective):
    """``{all-checks}`` lists every check with all that it reads."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each step of the guide."""
        for file in (
            *(check.file for check in known_checks().values()),
            *{entry.file for entry in index.entries().values()},
        ):
            self.env.note_dependency(str(file))
        parts = [
            "\n\n".join([f"## {step.heading}", *(_check(check) for check in checks)])
            for step, checks in groupby(known_checks().values(), key=lambda check: check.step)
        ]
        return list(self.parse_text_to_nodes("\n\n".join(parts), allow_section_headings=True))


def _check(check: Check) -> str:
    asked = [(f"`{call.method} {call.address}`", _allowed(call)) for call in calls(check, Settings())]
    after = ", ".join(f"{{check}}`{earlier.id}`" for earlier in check.after)
    return "\n\n".join(
        [
            f"**{{check}}`{check.id}`**: {check.title}." + (f" Runs after {after}." if after else ""),
            written(("Call", "Least permission"), asked),
        ]
    )


def _allowed(call: Call) -> str:
    permission = call.permission
    return least(call).replace(permission, permission if " " in permission else f"`{permission}`", 1)


class AllSettingsDirective(SphinxDirective):
    """``{all-settings}`` lists every environment variable that a run reads."""

    def run(self) -> list[nodes.Node]:
        """Return a list of definitions."""
        self.env.note_dependency(str(Path(variables.__file__)))
        return list(self.parse_text_to_nodes("\n\n".join(_setting(variable) for variable in variables.VARIABLES)))


def _setting(variable: variables.Variable) -> str:
    what = variable.what.replace("<", r"\<")
    sentences = [f"{what[:1].upper()}{what[1:]}."]
    sentences += [f"Without it: {variable.default}."] if variable.default else []
    sentences += ["Never shown."] if variable.secret else []
    return f"`{variable.name}`\n: {' '.join(sentences)}"


def setup(app: "Sphinx") -> None:
    """Register the directives."""
    app.add_directive("all-checks", AllChecksDirective)
    app.add_directive("all-settings", AllSettingsDirective)
