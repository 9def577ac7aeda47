"""Roles for prose: screen labels, menu paths, facts, permissions, and the mark of a manual step."""

from dataclasses import fields
from functools import singledispatch
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxRole

from checks.facts.bitbucket import Permission
from checks.facts.fact import Fact, Label, Message, Quantity, Statement, Text
from checks.facts.index import Entry, UnknownFactError, find
from checks.sphinxext.domain import warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator


class FactRole(SphinxRole):
    """A role whose content names a fact of one of the `kinds`, and that shows its text.

    ``{label}`bitbucket-screens.grant-access` `` shows a label, ``{permission}`bitbucket.webhooks-read-and-write` `` a
    permission, and ``{fact}`terraform.host` `` a short text as code, a number with its unit, or a statement.
    """

    def __init__(self, *kinds: type[Fact]) -> None:
        self._kinds = kinds

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the text of the fact, or a warning and the misspelled name."""
        try:
            return self.shown(self.text.strip()), []
        except UnknownFactError as problem:
            warn(str(problem), "fact", self.get_location())
            return [nodes.literal("", self.text)], []

    def shown(self, name: str) -> list[nodes.Node]:
        """Return the nodes for the fact called `name`. Raises `UnknownFactError`."""
        entry = find(name, *self._kinds)
        self.env.note_dependency(str(entry.file))
        texts = self.texts_of(entry.fact)
        for text in texts:
            if isinstance(text, nodes.Element):
                text["fact"] = entry.name  # for programs that read the doctree
        return [*texts, *doubt(self.env, entry)]

    def texts_of(self, fact: Fact) -> list[nodes.Node]:
        """Return the text of `fact` as nodes."""
        return [text_of(fact)]


class MenuRole(FactRole):
    """``{menu}`terraform-screens.settings > terraform-screens.providers` ``: a path of labels."""

    def shown(self, name: str) -> list[nodes.Node]:
        """Return the labels with separators. Raises `UnknownFactError`."""
        way = nodes.inline("", classes=["menuselection"])
        for part in name.split(">"):
            if way.children:
                way += nodes.Text(" \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ")
            way += super().shown(part.strip())
        return [way]


class NumberRole(FactRole):
    """``{number}`bitbucket.idle-grant` ``: the number without its unit."""

    def texts_of(self, fact: Fact) -> list[nodes.Node]:
        """Return the number."""
        return [nodes.Text(f"{fact.number:,}" if isinstance(fact, Quantity) else "")]


class DoubtRole(FactRole):
    """``{doubt}`changes.idle-expiry` ``: only the mark of an unconfirmed fact."""

    def texts_of(self, fact: Fact) -> list[nodes.Node]:
        """Return no text; the mark follows."""
        del fact  # only the mark is shown
        return []


@singledispatch
def text_of(fact: Fact) -> nodes.Node:
    """Return the text of `fact`: for a kind that isn't registered here, its first text attribute."""
    texts = (getattr(fact, field.name) for field in fields(fact))
    return nodes.Text(next(text for text in texts if isinstance(text, str)))


@text_of.register
def _label(fact: Label) -> nodes.Node:
    return nodes.inline("", fact.text, classes=["guilabel"])


@text_of.register(Text)
@text_of.register(Message)
def _code(fact: Text | Message) -> nodes.Node:
    return nodes.literal("", fact.text)


@text_of.register
def _quantity(fact: Quantity) -> nodes.Node:
    return nodes.Text(f"{fact.number:,} {fact.unit}")


@text_of.register
def _permission(fact: Permission) -> nodes.Node:
    return nodes.inline("", f"{fact.area}: {fact.level}", classes=["guilabel"])


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
        "label": FactRole(Label),
        "menu": MenuRole(Label),
        "fact": FactRole(Text, Quantity, Statement),
        "number": NumberRole(Quantity),
        "permission": FactRole(Permission),
        "doubt": DoubtRole(Fact),
        "manual": ManualRole(),
    }.items():
        app.add_role(name, role)
