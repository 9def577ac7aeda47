"""Messages, routes, changes, and tokens are facts with a public source."""

from datetime import UTC, datetime
from itertools import chain
from urllib.parse import urlsplit

import pytest

from checks.facts import changes, messages, network, tokens
from checks.facts.fact import Fact, Kind, Message, named

FACTS = list(chain(named(messages), named(network), named(changes), named(tokens)))
MESSAGES = [(name, fact) for name, fact in named(messages) if isinstance(fact, Message)]


@pytest.mark.parametrize(("name", "fact"), FACTS)
def test_every_fact_has_a_web_page_as_its_source(name: str, fact: Fact) -> None:
    page = urlsplit(fact.source.page)

    assert (page.scheme, bool(page.hostname)) == ("https", True), name


@pytest.mark.parametrize(("name", "fact"), FACTS)
def test_no_source_was_read_in_the_future(name: str, fact: Fact) -> None:
    assert fact.source.seen <= datetime.now(UTC).date(), name


@pytest.mark.parametrize(("name", "fact"), FACTS)
def test_every_confirmed_fact_has_words_to_search_for(name: str, fact: Fact) -> None:
    assert fact.source.words or fact.source.kind is Kind.UNCONFIRMED, name


@pytest.mark.parametrize(("name", "message"), MESSAGES)
def test_a_message_is_a_single_line(name: str, message: Message) -> None:
    assert message.text == " ".join(message.text.split()), name


@pytest.mark.parametrize(("name", "message"), MESSAGES)
def test_the_location_of_a_message_completes_a_sentence(name: str, message: Message) -> None:
    assert message.where.split()[0] in {"on", "in"}, name
    assert not message.where.endswith("."), name


def test_messages_are_unique() -> None:
    texts = [message.text for _, message in MESSAGES]

    assert len(texts) == len(set(texts))


def test_every_message_is_confirmed() -> None:
    unconfirmed = [name for name, message in MESSAGES if message.source.kind is Kind.UNCONFIRMED]

    assert unconfirmed == []


def test_terraform_enterprise_needs_connections_from_and_to_bitbucket() -> None:
    enterprise = [route for route in network.ROUTES if route.edition is network.Edition.ENTERPRISE]

    assert ("<YOUR ENTERPRISE HOST>", 443) in [(route.host, route.port) for route in enterprise]
    assert [(route.host, route.port) for route in enterprise if route.opened_by == "Terraform Enterprise"] == [
        ("bitbucket.org", 443),
        ("api.bitbucket.org", 443),
        ("ssh.bitbucket.org", 22),
    ]


def test_connections_from_terraform_enterprise_are_marked_as_inferred() -> None:
    called = [route for route in network.ROUTES if route.opened_by == "Terraform Enterprise"]

    assert {route.source.kind for route in called} == {Kind.UNCONFIRMED}


@pytest.mark.parametrize("change", changes.CHANGES, ids=lambda change: change.topic)
def test_every_change_has_a_year(change: changes.Change) -> None:
    years = [word.strip(",;") for word in change.since.split() if word.strip(",;").isdecimal()]

    assert any(2020 <= int(year) <= 2026 for year in years), change.since


def test_a_change_is_marked_as_unchanged_if_nothing_changed() -> None:
    for change in changes.CHANGES:
        assert change.now.startswith("The same") == change.since.endswith("unchanged"), change.topic
