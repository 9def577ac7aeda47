from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

Build = Callable[..., Any]


@pytest.fixture
def card(build: Build) -> Tag:
    """The card of a check on its page."""
    found = BeautifulSoup(build().text("create-consumer"), "html.parser").find(id="blue-door")
    assert isinstance(found, Tag)
    return found


def test_card_is_a_group_labeled_by_its_title(card: Tag) -> None:
    title = card.find(id=card["aria-labelledby"])
    assert card["role"] == "group"
    assert title is not None
    assert (title.name, title.text) == ("h2", "The door is blue")


def test_renders_the_reason_as_markdown(card: Tag) -> None:
    emphasis = card.find("em")
    assert emphasis is not None
    assert emphasis.text == "red"


def test_links_to_the_instructions_for_the_credential(card: Tag) -> None:
    links = [link for link in card.find_all("a") if "API token" in link.text]
    assert [link["href"] for link in links] == ["verify.html#terraform-token"]


def test_contains_the_command_for_the_check(card: Tag) -> None:
    assert "$ bitbucket-terraform verify blue-door" in card.text


def test_collapsed_details_link_to_the_source(build: Build) -> None:
    site = build()
    details = BeautifulSoup(site.text("create-consumer"), "html.parser").select_one("#blue-door details")
    assert isinstance(details, Tag)
    assert not details.has_attr("open")
    link = details.find("a", class_="download")
    assert isinstance(link, Tag)
    assert "def blue_door(" in (site.html / str(link["href"])).read_text(encoding="utf-8")


def test_links_to_entries_that_the_check_detects(build: Build) -> None:
    entry = "# T\n\n## The door is red\n\nDetected by\n: {check}`blue-door`\n"
    html = build({"troubleshoot": entry, "create-consumer": "# A\n\n```{check} blue-door\n```\n"}).text(
        "create-consumer"
    )
    card = BeautifulSoup(html, "html.parser").find(id="blue-door")
    assert isinstance(card, Tag)
    (link,) = [link for link in card.find_all("a") if link.text == "The door is red"]
    assert link["href"] == "troubleshoot.html#the-door-is-red"


def test_title_is_one_level_below_its_section(build: Build) -> None:
    page = "# A\n\n## B\n\n### C\n\n```{check} blue-door\n```\n"
    title = BeautifulSoup(build({"create-consumer": page}).text("create-consumer"), "html.parser").find(
        id="blue-door-title"
    )
    assert isinstance(title, Tag)
    assert title.name == "h4"


def test_explains_why_a_step_has_no_check(build: Build) -> None:
    page = "# A\n\n:::{nothing-to-check}\nbecause the next step *shows* it.\n:::\n"
    html = build({"add-vcs-provider": page}).text("add-vcs-provider")
    assert "This step has no check, because the next step <em>shows</em> it." in html


@pytest.mark.parametrize(("above", "level"), [("# A", 2), ("# A\n\n## B", 3), ("# A\n\n## B\n\n### C", 4)])
def test_heading_is_one_level_below_its_section(build: Build, above: str, level: int) -> None:
    html = build({"create-workspace": f"{above}\n\n```{{check}} open-window\n```\n"}).text("create-workspace")
    assert f'<h{level} class="check-title" id="open-window-title">The window is open</h{level}>' in html


def test_heading_starts_no_section(build: Build) -> None:
    html = build({"create-workspace": "# A\n\n```{check} open-window\n```\n\nAfter.\n"}).text("create-workspace")
    assert html.count("<section") == 1
