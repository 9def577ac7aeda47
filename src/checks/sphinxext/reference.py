"""The pages of reference, made from the code: nothing on them is written by hand."""

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from checks.engine.model import Check, Step
from checks.facts.fact import Fact, Label, Quantity
from checks.sphinxext import lookup
from checks.sphinxext.domain import guide_domain, known_checks
from checks.sphinxext.tables import written

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)


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
    reads = [
        (
            f"`{read.method} {read.path}`",
            read.permission,
            "always" if read in check.reads else "if the credential is given",
        )
        for read in (*check.reads, *check.also_reads)
    ]
    after = ", ".join(f"{{check}}`{earlier.id}`" for earlier in check.after)
    return "\n\n".join(
        [
            f"**{{check}}`{check.id}`**: {check.title}." + (f" Runs after {after}." if after else ""),
            written(("Reads", "Least permission", "When"), reads),
        ]
    )


class AllFactsDirective(SphinxDirective):
    """``{all-facts}`` lists every fact with its source, its kind and the day on which it was seen."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each module of facts."""
        domain = guide_domain(self.env)
        found: list[nodes.Node] = []
        return found


def setup(app: "Sphinx") -> None:
    """Register the directives."""
    app.add_directive("all-checks", AllChecksDirective)
    app.add_directive("all-facts", AllFactsDirective)
