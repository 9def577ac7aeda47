from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

Build = Callable[..., Any]


def page(name: str) -> dict[str, str]:
    return {
        "create-workspace": f"# Finish\n\n```{{check}} open-window\n```\n\n## Errors\n\n"
        f":::{{message}} {name}\nCause\n: The URL differs.\n:::\n\n### After it\n"
    }


@pytest.fixture
def html(build: Build) -> BeautifulSoup:
    """The page with one message."""
    site = build(page("messages.invalid-redirect-uri"))
    assert site.warnings == []
    return BeautifulSoup(site.text("create-workspace"), "html.parser")


def section(html: BeautifulSoup) -> Tag:
    found = html.find(id="messages-invalid-redirect-uri")
    assert isinstance(found, Tag)
    return found


def test_a_message_is_a_section_below_the_section_around_it(html: BeautifulSoup) -> None:
    heading = section(html).find("h3")

    assert isinstance(heading, Tag)
    assert heading.text.removesuffix("¶") == "Invalid redirect_uri"
    assert heading.find("code")


def test_the_section_says_where_the_message_appears_and_contains_its_entry(html: BeautifulSoup) -> None:
    text = section(html).text

    assert "Appears in Bitbucket Cloud, after you click Connect and continue." in text
    assert "The URL differs." in text
    assert "After it" not in text


def test_the_table_of_contents_of_the_page_lists_the_message(html: BeautifulSoup) -> None:
    listed = html.select('.sphinxsidebar a[href="#messages-invalid-redirect-uri"]')

    assert [link.text for link in listed] == ["Invalid redirect_uri"]


def test_the_search_leads_to_the_message_itself(build: Build) -> None:
    index = (build(page("messages.invalid-redirect-uri")).html / "searchindex.js").read_text()

    assert '"invalid redirect_uri"' in index
    assert "messages-invalid-redirect-uri" in index


def test_a_misspelled_message_is_reported(build: Build, matching: Callable[..., bool]) -> None:
    assert matching(
        build(page("messages.invalid-redirect")).warnings,
        r"finish\.md:8: WARNING: unknown fact 'messages.invalid-redirect'",
    )


def test_a_fact_that_is_no_message_is_reported(build: Build, matching: Callable[..., bool]) -> None:
    assert matching(
        build(page("terraform.host")).warnings, "the fact 'terraform.host' is a Text; here stands a Message"
    )
