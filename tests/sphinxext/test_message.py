from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from checks.facts.failures import match

Build = Callable[..., Any]


def page(name: str, entry: str = "Cause\n: The URL differs.") -> dict[str, str]:
    return {
        "create-workspace": f"# Finish\n\n```{{check}} open-window\n```\n\n## Errors\n\n"
        f":::{{message}} {name}\n{entry}\n:::\n\n### After it\n"
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


def test_message_is_a_subsection(html: BeautifulSoup) -> None:
    heading = section(html).find("h3")

    assert isinstance(heading, Tag)
    assert heading.text.removesuffix("¶") == "Invalid redirect_uri"
    assert heading.find("code")


def test_section_contains_the_place_of_the_message_and_its_entry(html: BeautifulSoup) -> None:
    text = section(html).text

    assert "Appears in Bitbucket Cloud, after you click Connect and continue." in text
    assert "The URL differs." in text
    assert "After it" not in text


def test_table_of_contents_lists_the_message(html: BeautifulSoup) -> None:
    listed = html.select('.sphinxsidebar a[href="#messages-invalid-redirect-uri"]')

    assert [link.text for link in listed] == ["Invalid redirect_uri"]


def test_search_index_contains_the_message(build: Build) -> None:
    index = (build(page("messages.invalid-redirect-uri")).html / "searchindex.js").read_text()

    assert '"Invalid redirect_uri":[[' in index
    assert "messages-invalid-redirect-uri" in index


def test_warns_about_a_misspelled_message(build: Build, matching: Callable[..., bool]) -> None:
    assert matching(
        build(page("messages.invalid-redirect")).warnings,
        r"create-workspace\.md:8: WARNING: unknown fact 'messages.invalid-redirect'",
    )


def test_warns_about_a_fact_that_is_not_a_message(build: Build, matching: Callable[..., bool]) -> None:
    assert matching(
        build(page("terraform.host")).warnings, "the fact 'terraform.host' is a Text, but a Message is expected"
    )


def test_solution_option_renders_cause_and_fix(build: Build) -> None:
    site = build(page("messages.host-key", ":solution:\n\nDetected by\n: A check."))
    assert site.warnings == []
    html = BeautifulSoup(site.text("create-workspace"), "html.parser")
    found = html.find(id="messages-host-key")
    failure = match("Host key verification failed.")

    assert isinstance(found, Tag)
    assert failure
    assert [term.text for term in found.find_all("dt")] == ["Cause", "Solution", "Detected by"]
    assert failure.cause in found.text
    assert failure.fix in found.text
    assert [terms["class"] for terms in found.find_all("dl")] == [["simple", "myst"]]


def test_command_in_a_solution_keeps_its_hyphens(build: Build) -> None:
    site = build(page("messages.no-url-for-submodule", ":solution:"))
    html = BeautifulSoup(site.text("create-workspace"), "html.parser")

    assert "git rm --cached PATH" in [code.text for code in html.find_all("code")]


def test_warns_about_a_message_without_a_known_cause(build: Build, matching: Callable[..., bool]) -> None:
    warnings = build(page("messages.misconfigured", ":solution:")).warnings

    assert matching(warnings, r"messages\.misconfigured has no entry in checks\.facts\.failures")
