from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from checks.clients.variables import VARIABLES
from checks.facts.fact import Kind
from checks.sphinxext import lookup

Build = Callable[..., Any]


@pytest.fixture
def shown(build: Build) -> Callable[[str], BeautifulSoup]:
    """The page that a directive alone makes; it warns of nothing."""

    def show(directive: str) -> BeautifulSoup:
        site = build({"reference": f"# Reference\n\n```{{{directive}}}\n```\n"})
        assert site.warnings == []
        return BeautifulSoup(site.text("reference"), "html.parser")

    return show


def test_every_check_stands_under_its_step_with_what_it_reads(shown: Callable[[str], BeautifulSoup]) -> None:
    page = shown("all-checks")
    assert [" ".join(head.text.rstrip("¶").split()) for head in page.find_all("h2")] == [
        "Step 2 Create the consumer on Bitbucket Cloud",
        "Use the connection",
    ]
    assert "open-window: The window is open. Runs after blue-door." in page.text
    cells = [cell.text for cell in page.find_all("table")[1].find_all("td")]
    assert cells == [
        "GET /repositories/{workspace}/{repo_slug}/hooks",
        "read:webhook:bitbucket",
        "GET /ping",
        "any valid token; read only where you give it",
    ]


def test_every_setting_is_listed_once(shown: Callable[[str], BeautifulSoup]) -> None:
    terms = [term.text for term in shown("all-settings").find_all("dt")]
    assert terms == [variable.name for variable in VARIABLES]


def test_a_setting_says_its_default_and_whether_it_is_secret(shown: Callable[[str], BeautifulSoup]) -> None:
    page = shown("all-settings")
    meanings = dict(zip((term.text for term in page.find_all("dt")), page.find_all("dd"), strict=True))
    assert "Without it: https://app.terraform.io." in meanings["TFE_ADDRESS"].text
    assert "TF_TOKEN_<host>" in meanings["TFE_TOKEN"].text
    assert "Never shown." in meanings["TFE_TOKEN"].text
    assert "Never shown." not in meanings["TFE_ORGANIZATION"].text


def test_every_fact_is_listed_with_source_kind_and_day(shown: Callable[[str], BeautifulSoup]) -> None:
    page = shown("all-facts")
    for entry in lookup.entries().values():
        term = page.find(id=entry.anchor)
        assert isinstance(term, Tag), entry.name
        meaning = term.find_next_sibling("dd")
        assert isinstance(meaning, Tag)
        link = meaning.find("a", class_="external")
        assert isinstance(link, Tag)
        assert link["href"] == entry.fact.source.page
        assert f"{entry.fact.source.kind.value}, seen {entry.fact.source.seen}" in meaning.text
    assert any(entry.fact.source.kind is Kind.UNCONFIRMED for entry in lookup.entries().values())


def test_the_command_line_is_the_programs_own_help(shown: Callable[[str], BeautifulSoup]) -> None:
    block = shown("command-line").find("pre")
    assert block is not None
    assert block.text.startswith("usage: python -m checks")
    assert "exit status:" in block.text
    assert max(len(line) for line in block.text.splitlines()) <= 80


def test_every_member_of_the_report_is_listed(shown: Callable[[str], BeautifulSoup]) -> None:
    members = [row.find("td").text for row in shown("report-format").find_all("tr")[1:]]
    assert {"schema_version", "checks", "checks[].id", "checks[].findings[].remedy", "settings.provider"} <= set(
        members
    )
    assert len(set(members)) == len(members)
