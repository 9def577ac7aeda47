"""The text of a fact, for the page that lists all facts."""

from dataclasses import fields
from functools import singledispatch

from docutils import nodes

from checks.facts.advisories import Advisory
from checks.facts.bitbucket import Permission
from checks.facts.changes import Change
from checks.facts.credentials import Endpoint
from checks.facts.fact import Fact, Label, Message, Quantity, Text
from checks.facts.network import Route
from checks.facts.run_triggers import Rule


@singledispatch
def in_words(fact: Fact) -> list[nodes.Node]:
    """Return the text of `fact`: for a kind that isn't registered here, its first text attribute."""
    texts = (getattr(fact, field.name) for field in fields(fact))
    return [nodes.Text(next(text for text in texts if isinstance(text, str)))]


@in_words.register
def _label(fact: Label) -> list[nodes.Node]:
    also = [nodes.Text(f", also written {', '.join(fact.also)}")] if fact.also else []
    return [nodes.inline("", fact.text, classes=["guilabel"]), *also]


@in_words.register
def _text(fact: Text) -> list[nodes.Node]:
    return [nodes.literal("", fact.text)]


@in_words.register
def _message(fact: Message) -> list[nodes.Node]:
    return [nodes.literal("", fact.text), nodes.Text(f" Appears {fact.where}.")]


@in_words.register
def _quantity(fact: Quantity) -> list[nodes.Node]:
    return [nodes.Text(f"{fact.number:,} {fact.unit}")]


@in_words.register
def _permission(fact: Permission) -> list[nodes.Node]:
    box = nodes.inline("", f"{fact.area}: {fact.level}", classes=["guilabel"])
    return [box, nodes.Text(" has the scope "), nodes.literal("", fact.scope)]


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
