"""A heading without a section, for directives."""

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class heading(nodes.rubric):  # noqa: N801 - docutils names its nodes in small letters
    """A heading one level below its section. Formats other than HTML show a rubric."""


def _visit(self: "HTML5Translator", node: heading) -> None:
    level = min(self.section_level + 1, 6)
    self.body.append(self.starttag(node, f"h{level}", ""))
    self.context.append(f"</h{level}>\n")


def _depart(self: "HTML5Translator", _node: heading) -> None:
    self.body.append(self.context.pop())


def setup(app: "Sphinx") -> None:
    """Register the node."""
    app.add_node(heading, html=(_visit, _depart))
