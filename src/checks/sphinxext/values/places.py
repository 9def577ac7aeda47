"""The elements of a page that show a value: two roles for prose and links, and placeholders in code."""

import re
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from .fields import Field, declared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils.nodes import Node, system_message
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

_LINK = re.compile(r"(?:(?P<text>.+?)\s+<(?P<address>https?://.+)>|(?P<bare>https?://.+))", re.DOTALL)

logger = logging.getLogger(__name__)


class value(nodes.inline):  # noqa: N801 - docutils names its nodes in small letters
    """An inline element that shows the value `key`."""


class value_link(nodes.inline):  # noqa: N801 - as above
    """A link whose `address` can contain placeholders."""


def place(field: Field, quote: str = "plain") -> str:
    """Return the HTML of one value element: the text without JavaScript, and the data for the script."""
    filled = " data-filled" if field.default else ""
    text = escape(field.static)
    return f'<span class="value" data-value="{field.key}" data-quote="{quote}"{filled}>{text}</span>'


def parts(text: str, fields: "Sequence[Field]") -> "Iterator[str | Field]":
    """Split text into plain parts and the fields whose placeholders are between them."""
    known = {field.placeholder: field for field in fields}
    if not known:
        yield text
        return
    for part in re.split(f"({'|'.join(map(re.escape, known))})", text):
        if part:
            yield known.get(part, part)


class ValueRole(SphinxRole):
    """``{value}`organization` `` shows one value."""

    def run(self) -> "tuple[list[Node], list[system_message]]":
        """Return the value element, or a warning for an undeclared key."""
        fields = {field.key: field for field in declared(self.config)}
        field = fields.get(self.text)
        if field:
            return [value(self.rawtext, field.placeholder, key=field.key)], []
        logger.warning(
            "There is no value %r. values_fields declares: %s.",
            self.text,
            ", ".join(fields) or "nothing",
            location=self.get_location(),
            type="values",
            subtype="undeclared",
        )
        return [nodes.literal(self.rawtext, self.text)], []


class ValueLinkRole(SphinxRole):
    """``{value-link}`text <https://example.com/<YOUR ORGANIZATION>>` `` links to a URL with values."""

    def run(self) -> "tuple[list[Node], list[system_message]]":
        """Return the link, or a warning for invalid syntax."""
        match = _LINK.fullmatch(self.text)
        if match:
            address = match["address"] or match["bare"]
            return [value_link(self.rawtext, match["text"] or match["bare"], address=address)], []
        logger.warning(
            "A value-link is written `text <https://address>`, or only `https://address`. The role contains %r.",
            self.text,
            location=self.get_location(),
            type="values",
            subtype="link",
        )
        return [nodes.inline(self.rawtext, self.text)], []


class PlaceValues(SphinxPostTransform):
    """Replace each placeholder in running text and inline code with a value element.

    Highlighted code is unchanged here: its placeholders are replaced during highlighting.
    """

    default_priority = 500
    formats = ("html",)

    def run(self, **_: object) -> None:
        """Split the texts of the page at their placeholders."""
        fields = declared(self.config)
        for text in list(self.document.findall(nodes.Text)):
            parent = text.parent
            if not isinstance(parent, (value, nodes.raw, nodes.comment)) and not _is_highlighted(parent):
                parent.replace(text, [_node(part) for part in parts(text, fields)])


class ShowUrls(SphinxPostTransform):
    """Add the URL after the text of a link, in formats without links."""

    default_priority = 500
    formats = ("latex", "man", "texinfo", "text")

    def run(self, **_: object) -> None:
        """Add the URL to each link whose text differs from it."""
        for link in self.document.findall(value_link):
            if link.astext() != link["address"]:
                link.append(nodes.Text(f" ({link['address']})"))


def _is_highlighted(node: nodes.Element) -> bool:
    if isinstance(node, nodes.literal_block):
        return bool(node.rawsource == node.astext())  # Sphinx uses the same condition
    return isinstance(node, nodes.literal) and "code" in node["classes"] and bool(node.get("language"))


def _node(part: str | Field) -> nodes.Node:
    return value("", part.placeholder, key=part.key) if isinstance(part, Field) else nodes.Text(part)


def _visit_value(self: "HTML5Translator", node: value) -> None:
    field = next(field for field in declared(self.config) if field.key == node["key"])
    self.body.append(place(field))
    raise nodes.SkipNode


def _visit_value_link(self: "HTML5Translator", node: value_link) -> None:
    found = list(parts(node["address"], declared(self.config)))
    template = "".join(f"{{{part.key}}}" if isinstance(part, Field) else part for part in found)
    attributes = {"data-href": template}
    tag = "span"  # an incomplete URL is not a link
    if all(part.default for part in found if isinstance(part, Field)):
        tag = "a"
        attributes["href"] = "".join(part.default if isinstance(part, Field) else part for part in found)
    written = "".join(f' {name}="{escape(text)}"' for name, text in attributes.items())
    self.body.append(f'<{tag} class="value-link reference external"{written}>')
    node["tag"] = tag


def _depart_value_link(self: "HTML5Translator", node: value_link) -> None:
    self.body.append(f"</{node['tag']}>")


def setup(app: "Sphinx") -> None:
    """Register the roles, their nodes and the transform."""
    app.add_role("value", ValueRole())
    app.add_role("value-link", ValueLinkRole())
    app.add_node(value, html=(_visit_value, None))
    app.add_node(value_link, html=(_visit_value_link, _depart_value_link))
    for transform in (PlaceValues, ShowUrls):
        app.add_post_transform(transform)
