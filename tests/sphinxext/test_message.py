from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup, Tag

Build = Callable[..., Any]


def page(name: str) -> dict[str, str]:
    return {"create-workspace": f"# Finish\n\n```{{check}} open-window\n```\n\n```{{message}} {name}\n```\n"}


def test_a_message_is_a_heading_with_the_exact_words_and_a_place(build: Build) -> None:
    html = BeautifulSoup(build(page("messages.invalid-redirect-uri")).text("create-workspace"), "html.parser")
    head = html.find(id="messages-invalid-redirect-uri")
    assert isinstance(head, Tag)
    assert (head.name, head.text) == ("h2", "Invalid redirect_uri")
    assert "Seen on Bitbucket Cloud, after Connect and continue." in html.text


def test_the_search_leads_to_the_message_itself(build: Build) -> None:
    index = (build(page("messages.invalid-redirect-uri")).html / "searchindex.js").read_text()
    assert '"invalid redirect_uri"' in index
    assert "messages-invalid-redirect-uri" in index


def test_a_misspelt_message_is_told(build: Build, matching: Callable[..., bool]) -> None:
    assert matching(
        build(page("messages.invalid-redirect")).warnings,
        r"finish\.md:6: WARNING: unknown fact 'messages.invalid-redirect'",
    )


def test_a_fact_that_is_no_message_is_told(build: Build, matching: Callable[..., bool]) -> None:
    assert matching(
        build(page("terraform.host")).warnings, "the fact 'terraform.host' is a Text; here stands a Message"
    )
