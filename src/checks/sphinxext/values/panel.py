"""The panel in which a reader enters the values."""

from typing import TYPE_CHECKING

from docutils import nodes
from jinja2 import Environment, PackageLoader
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from .assets import is_live
from .fields import declared
from .places import value, value_link

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

_TEMPLATE = Environment(loader=PackageLoader(__package__, "."), autoescape=True, trim_blocks=True).get_template(
    "panel.html"
)

logger = logging.getLogger(__name__)


class panel(nodes.General, nodes.Element):  # noqa: N801 - docutils names its nodes in small letters
    """The panel; `open` is true if its fields are visible initially."""


class YourValues(SphinxDirective):
    """``:::{your-values}`` adds the open panel."""

    def run(self) -> list[nodes.Node]:
        """Return the panel; a second one on a page is a warning."""
        if next(iter(self.state.document.findall(panel)), None) is not None:
            logger.warning(
                "This page has the panel twice. Keep one of them.",
                location=self.get_location(),
                type="values",
                subtype="panel",
            )
            return []
        return [panel("", open=True)]


class PlacePanel(SphinxPostTransform):
    """Add a closed panel under the title of a page that shows values and has no panel."""

    default_priority = 510  # after the value elements are known
    formats = ("html",)

    def run(self, **_: object) -> None:
        """Add the panel if the page needs it."""
        if not self.config.values_panel or next(iter(self.document.findall(panel)), None) is not None:
            return
        if not self._shows_values():
            return
        section = next(iter(self.document.findall(nodes.section)), None)
        if section is None:
            self.document.insert(0, panel("", open=False))
        else:
            section.insert(1, panel("", open=False))

    def _shows_values(self) -> bool:
        code = self.document.findall(lambda node: isinstance(node, (nodes.literal, nodes.literal_block)))
        placeholders = [field.placeholder for field in declared(self.config)]
        return any(next(iter(self.document.findall(kind)), None) is not None for kind in (value, value_link)) or any(
            placeholder in block.astext() for block in code for placeholder in placeholders
        )


def _visit_panel(self: "HTML5Translator", node: panel) -> None:
    if is_live(self.builder):
        inputs = [field for field in declared(self.config) if field.has_input]
        self.body.append(_TEMPLATE.render(fields=inputs, open=node["open"]))
    raise nodes.SkipNode


def _skip(_self: nodes.NodeVisitor, _node: panel) -> None:
    raise nodes.SkipNode


def setup(app: "Sphinx") -> None:
    """Register the directive, its node and the transform."""
    app.add_directive("your-values", YourValues)
    nothing = (_skip, None)
    app.add_node(panel, html=(_visit_panel, None), latex=nothing, text=nothing, man=nothing, texinfo=nothing)
    app.add_post_transform(PlacePanel)
