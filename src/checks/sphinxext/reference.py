"""The pages of reference, made from the code: nothing on them is written by hand."""

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from checks.clients import variables
from checks.engine.model import Check
from checks.facts.credentials import Read
from checks.sphinxext.domain import known_checks
from checks.sphinxext.tables import written

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class AllChecksDirective(SphinxDirective):
    """``{all-checks}`` lists every check with all that it reads."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each step of the guide."""
        for check in known_checks().values():
            self.env.note_dependency(str(check.file))
        parts = [
            "\n\n".join([f"## {step.heading}", *(_check(check) for check in checks)])
            for step, checks in groupby(known_checks().values(), key=lambda check: check.step)
        ]
        return list(self.parse_text_to_nodes("\n\n".join(parts), allow_section_headings=True))


def _check(check: Check) -> str:
    reads = [(_asked(read), _allowed(read.permission)) for read in check.reads]
    reads += [(_asked(read), f"{_allowed(read.permission)}; read only where you give it") for read in check.also_reads]
    after = ", ".join(f"{{check}}`{earlier.id}`" for earlier in check.after)
    return "\n\n".join(
        [
            f"**{{check}}`{check.id}`**: {check.title}." + (f" Runs after {after}." if after else ""),
            written(("Reads", "Least permission"), reads),
        ]
    )


def _asked(read: Read) -> str:
    return f"`{read.method} {read.path}`"


def _allowed(permission: str) -> str:
    return permission if " " in permission else f"`{permission}`"


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
