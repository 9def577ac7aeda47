"""Warn about placeholders that would stay unfilled: misspelled ones, and placeholders that HTML would drop."""

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from .fields import Field, declared
from .places import value_link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)


def undeclared(text: str, fields: "Sequence[Field]", left_to_reader: "Sequence[str]") -> list[str]:
    """Return the placeholders in text that resemble a declared one, but are neither declared nor left to the reader."""
    known = {field.placeholder for field in fields}
    first_words = "|".join({re.escape(re.split(r"[ >]", placeholder)[0]) for placeholder in known})
    candidates = re.findall(rf"(?:{first_words})[ A-Z0-9_-]*>", text) if first_words else []
    return [placeholder for placeholder in candidates if placeholder not in known and placeholder not in left_to_reader]


class WarnAboutPlaceholders(SphinxPostTransform):
    """Warn about undeclared placeholders, and about placeholders that HTML would drop."""

    default_priority = 490  # while texts are whole

    def run(self, **_: object) -> None:
        """Check the texts and URLs of the page."""
        for link in self.document.findall(value_link):
            self._warn(link["address"], link)
        for text in self.document.findall(nodes.Text):
            if not isinstance(text.parent, nodes.comment):
                self._warn(text, text.parent)
            if isinstance(text.parent, nodes.raw):
                self._warn_of_markup(text, text.parent)

    def _warn(self, text: str, node: nodes.Element) -> None:
        for placeholder in undeclared(text, declared(self.config), self.config.values_left_to_reader):
            logger.warning(
                "No field has the placeholder %s. Correct it, or list it in values_left_to_reader.",
                placeholder,
                location=node,
                type="values",
                subtype="undeclared",
            )

    def _warn_of_markup(self, text: str, node: nodes.Element) -> None:
        for field in declared(self.config):
            if field.placeholder in text:
                logger.warning(
                    "In prose, %s is parsed as an HTML tag and disappears. Use the role value with %s.",
                    field.placeholder,
                    field.key,
                    location=node,
                    type="values",
                    subtype="markup",
                )


def setup(app: "Sphinx") -> None:
    """Register the transform."""
    app.add_post_transform(WarnAboutPlaceholders)
