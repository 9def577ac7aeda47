"""The page of all facts: each with its source, the kind of source, and the date when it was last seen."""

from collections.abc import Iterable
from functools import singledispatch
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from checks.facts import index
from checks.facts.advisories import Advisory
from checks.facts.bitbucket import Permission
from checks.facts.changes import Change
from checks.facts.credentials import Endpoint
from checks.facts.fact import Fact, Label, Message
from checks.facts.network import Route
from checks.facts.run_triggers import Rule
from checks.sphinxext.domain import guide_domain
from checks.sphinxext.roles import text_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class AllFactsDirective(SphinxDirective):
    """``{all-facts}`` lists every fact by module."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each module of facts."""
        entries = index.entries().values()
        guide_domain(self.env).facts.update({entry.name: self.env.docname for entry in entries})
        for file in {entry.file for entry in entries}:
            self.env.note_dependency(str(file))
        return [self._section(module, of) for module, of in groupby(entries, key=lambda entry: entry.module)]

    def _section(self, module: str, entries: Iterable[index.Entry]) -> nodes.section:
        title = module.replace("-", " ").capitalize().replace("Ssh", "SSH").replace("Api", "API")
        section = nodes.section("", nodes.title("", title), ids=[f"facts-{module}"], names=[])
        self.state.document.note_explicit_target(section, section)
        section += nodes.definition_list("", *(_item(entry) for entry in entries), classes=["facts"])
        return section


def _item(entry: index.Entry) -> nodes.definition_list_item:
    source = entry.fact.source
    term = nodes.term("", "", nodes.literal("", entry.name), ids=[entry.anchor])
    read = f", {source.kind.value}, read on {source.seen.day} {source.seen:%B %Y}"
    on_screen = (
        f", on the vendor\N{RIGHT SINGLE QUOTATION MARK}s screen on {entry.on_screen.day} {entry.on_screen:%B %Y}"
        if entry.on_screen
        else ""
    )
    quoted = f" “{source.words}”" if source.words else ""
    link = nodes.reference("", urlsplit(source.page).hostname or source.page, refuri=source.page)
    return nodes.definition_list_item(
        "",
        term,
        nodes.definition(
            "",
            nodes.paragraph("", "", *in_words(entry.fact)),
            nodes.paragraph("", "", link, nodes.Text(quoted + read + on_screen), classes=["fact-source"]),
        ),
    )


def setup(app: "Sphinx") -> None:
    """Register the directive."""
    app.add_directive("all-facts", AllFactsDirective)


@singledispatch
def in_words(fact: Fact) -> list[nodes.Node]:
    """Return the description of `fact`: for a kind that isn't registered here, only its text."""
    return [text_of(fact)]


@in_words.register
def _label(fact: Label) -> list[nodes.Node]:
    also = [nodes.Text(f", also written {', '.join(fact.also)}")] if fact.also else []
    return [text_of(fact), *also]


@in_words.register
def _message(fact: Message) -> list[nodes.Node]:
    return [text_of(fact), nodes.Text(f" Appears {fact.where}.")]


@in_words.register
def _permission(fact: Permission) -> list[nodes.Node]:
    return [text_of(fact), nodes.Text(" has the scope "), nodes.literal("", fact.scope)]


@in_words.register
def _read(fact: Endpoint) -> list[nodes.Node]:
    return [nodes.literal("", f"{fact.method} {fact.path}"), nodes.Text(f" requires: {fact.permission}.")]


@in_words.register
def _route(fact: Route) -> list[nodes.Node]:
    return [nodes.Text(f"{fact.opened_by} to "), nodes.literal("", f"{fact.host}:{fact.port}")]


@in_words.register
def _advisory(fact: Advisory) -> list[nodes.Node]:
    return [nodes.Text(f"{fact.symptom} Fixed in Terraform Enterprise {fact.fixed_in}.")]


@in_words.register
def _rule(fact: Rule) -> list[nodes.Node]:
    return [nodes.Text(f"{fact.event}. Starts {fact.effect.value}. {fact.text}")]


@in_words.register
def _change(fact: Change) -> list[nodes.Node]:
    return [nodes.Text(f"{fact.topic}. In 2020: {fact.then}. Today: {fact.now}.")]
