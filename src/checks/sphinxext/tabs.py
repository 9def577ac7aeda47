"""Valid HTML for tabs: sphinx-design adds an attribute that HTML does not allow on labels."""

from typing import TYPE_CHECKING, Any

from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_design.tabs import TabSetHtmlTransform, sd_tab_label

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class PlainLabels(SphinxPostTransform):
    """Remove ``aria-controls`` from the labels of tabs."""

    default_priority = TabSetHtmlTransform.default_priority + 1
    formats = ("html",)

    def run(self, **_: Any) -> None:  # noqa: ANN401 - the signature is Sphinx's
        """Change the labels of one page."""
        for label in self.document.findall(sd_tab_label):
            label.attributes.pop("aria_controls", None)


def setup(app: "Sphinx") -> None:
    """Register the transform."""
    app.add_post_transform(PlainLabels)
