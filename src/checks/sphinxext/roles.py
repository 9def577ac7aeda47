"""Roles for prose: screen labels, menu paths, facts, permissions, and the mark of a manual step."""

from abc import ABC, abstractmethod
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from checks.facts.bitbucket import Permission
from checks.facts.fact import Fact, Label, Quantity, Statement, Text
from checks.facts.index import Entry, UnknownFactError, find

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)


class FactRole(SphinxRole, ABC):
    """A role whose content names a fact of one of the `kinds`."""

    kinds: tuple[type[Fact], ...]

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the text of the fact, or a warning and the misspelled name."""
        try:
            return self.shown(self.text.strip()), []
        except UnknownFactError as problem:
            logger.warning(str(problem), type="guide", subtype="fact", location=self.get_location())
            return [nodes.literal("", self.text)], []

    def shown(self, name: str) -> list[nodes.Node]:
        """Return the nodes for the fact called `name`. Raises `UnknownFactError`."""
        entry = find(name, *self.kinds)
        self.env.note_dependency(str(entry.file))
        texts = self.text_of(entry.fact)
        for text in texts:
            if isinstance(text, nodes.Element):
                text["fact"] = entry.name  # for programs that read the doctree
        return [*texts, *doubt(self.env, entry)]

    @abstractmethod
    def text_of(self, fact: Fact) -> list[nodes.Node]:
        """Return the text of `fact` as nodes."""


class LabelRole(FactRole):
    """``{label}`bitbucket-screens.grant-access` ``: a label on a screen."""

    kinds = (Label,)

    def text_of(self, fact: Fact) -> list[nodes.Node]:
        """Return the label as on the screen."""
        return [nodes.inline("", _text(fact), classes=["guilabel"])]


class MenuRole(LabelRole):
    """``{menu}`terraform-screens.settings > terraform-screens.providers` ``: a path of labels."""

    def shown(self, name: str) -> list[nodes.Node]:
        """Return the labels with separators. Raises `UnknownFactError`."""
        way = nodes.inline("", classes=["menuselection"])
        for part in name.split(">"):
            if way.children:
                way += nodes.Text(" \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ")
            way += super().shown(part.strip())
        return [way]


class TextRole(FactRole):
    """``{fact}`terraform.host` ``: a short text as code, a number with its unit, or a statement."""

    kinds = (Text, Quantity, Statement)

    def text_of(self, fact: Fact) -> list[nodes.Node]:
        """Return the text or number."""
        if isinstance(fact, Text):
            return [nodes.literal("", fact.text)]
        if isinstance(fact, Quantity):
            return [nodes.Text(f"{fact.number:,} {fact.unit}")]
        return [nodes.Text(_text(fact))]


class NumberRole(FactRole):
    """``{number}`bitbucket.idle-grant` ``: the number without its unit."""

    kinds = (Quantity,)

    def text_of(self, fact: Fact) -> list[nodes.Node]:
        """Return the number."""
        return [nodes.Text(f"{fact.number:,}" if isinstance(fact, Quantity) else "")]


class PermissionRole(FactRole):
    """``{permission}`bitbucket.webhooks-read-and-write` ``: "Webhooks: Read and write"."""

    kinds = (Permission,)

    def text_of(self, fact: Fact) -> list[nodes.Node]:
        """Return the area and the level."""
        text = f"{fact.area}: {fact.level}" if isinstance(fact, Permission) else ""
        return [nodes.inline("", text, classes=["guilabel"])]


class DoubtRole(FactRole):
    """``{doubt}`changes.idle-expiry` ``: only the mark of an unconfirmed fact."""

    kinds = (Fact,)

    def text_of(self, fact: Fact) -> list[nodes.Node]:
        """Return no text; the mark follows."""
        del fact  # only the mark is shown
        return []


class manual(nodes.inline):  # noqa: N801 - docutils names its nodes in small letters
    """The mark of a step that the end-to-end test can't perform. It is invisible; its `action` names the step."""


class ManualRole(SphinxRole):
    """``{manual}`sign-in-as-service-user` `` marks its step or paragraph for the end-to-end test."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the mark, without any text."""
        return [manual("", action=self.text.strip())], []


def _visit_manual(self: "HTML5Translator", node: manual) -> None:
    self.body.append(f'<span data-manual="{escape(node["action"])}" hidden></span>')
    raise nodes.SkipNode


def _text(fact: Fact) -> str:
    return fact.text if isinstance(fact, Label | Text | Statement) else ""


def doubt(env: "BuildEnvironment", entry: Entry) -> list[nodes.Node]:
    """Return the mark of an unconfirmed fact, a link to its source on the page of facts; empty for other facts."""
    if not entry.unconfirmed:
        return []
    why = f"Not confirmed: {entry.fact.source.words or entry.fact.source.page}"
    mark = nodes.superscript(
        "",
        "",
        nodes.inline("", "?", classes=["mark"]),
        nodes.inline("", f" ({why})", classes=["visually-hidden"]),
    )
    link = pending_xref(
        "",
        mark,
        refdomain="guide",
        reftype="fact",
        reftarget=entry.name,
        refdoc=env.docname,
        refexplicit=True,
        refwarn=False,
        reftitle=why,
        classes=["unconfirmed"],
    )
    return [link]


def setup(app: "Sphinx") -> None:
    """Register the roles and the HTML output of the mark of a manual step."""
    app.add_node(manual, html=(_visit_manual, None))
    for name, role in {
        "label": LabelRole(),
        "menu": MenuRole(),
        "fact": TextRole(),
        "number": NumberRole(),
        "permission": PermissionRole(),
        "doubt": DoubtRole(),
        "manual": ManualRole(),
    }.items():
        app.add_role(name, role)
