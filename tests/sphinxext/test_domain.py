from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from checks.engine.model import Check

Build = Callable[..., Any]

CONSUMER = "# Consumer\n\n```{check} blue-door\n```\n"
FINISH = "# Finish\n\n```{check} open-window\n```\n"


def test_valid_pages_cause_no_warning(build: Build) -> None:
    assert build().warnings == []


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        pytest.param(
            {"create-consumer": CONSUMER + "\n```{check} green-door\n```\n"},
            r"create-consumer\.md:6: WARNING: unknown check 'green-door'",
            id="a card of a check that does not exist",
        ),
        pytest.param(
            {"create-consumer": CONSUMER + "\nSee {check}`green-door`.\n"},
            r"create-consumer\.md:6: WARNING: no page shows the check 'green-door'",
            id="a link to a check that does not exist",
        ),
        pytest.param(
            {"create-consumer": "# Consumer\n\n:::{nothing-to-check}\nbecause.\n:::\n"},
            r"conftest\.py:1: WARNING: no page shows the check 'blue-door'; its page is create-consumer",
            id="a check on no page",
        ),
        pytest.param(
            {"create-consumer": CONSUMER + "\n```{check} blue-door\n```\n"},
            r"create-consumer\.md:6: WARNING: the check 'blue-door' is shown twice",
            id="a check shown twice",
        ),
        pytest.param(
            {
                "create-consumer": "# Consumer\n\n:::{nothing-to-check}\nbecause.\n:::\n",
                "create-workspace": FINISH + "\n```{check} blue-door\n```\n",
            },
            r"create-workspace\.md:6: WARNING: the check 'blue-door' belongs on the page create-consumer",
            id="a check on the wrong page",
        ),
        pytest.param(
            {"connect-and-authorize": "# Provider\n"},
            r"connect-and-authorize\.md: WARNING: this step shows no check and does not say why",
            id="a step that shows no check",
        ),
        pytest.param(
            {"connect-and-authorize": None},
            r"WARNING: the step 'connect-and-authorize' has no page",
            id="a step without a page",
        ),
        pytest.param(
            {"create-workspace": FINISH + "\n[there](nowhere.md)\n"},
            r"create-workspace\.md:6: WARNING: 'myst' cross-reference target not found: 'nowhere\.md'",
            id="a link to a page that does not exist",
        ),
        pytest.param(
            {"create-workspace": FINISH + "\n[there](verify.md#nowhere)\n"},
            r"create-workspace\.md:6: WARNING: local id not found in doc 'verify': 'nowhere'",
            id="a link to a section that does not exist",
        ),
    ],
)
def test_warns_once_with_the_location(
    build: Build, matching: Callable[..., bool], changes: dict[str, str | None], warning: str
) -> None:
    assert matching(build(changes).warnings, warning)


def test_link_to_a_check_shows_its_id_and_targets_its_card(build: Build) -> None:
    html = build({"connect-and-authorize": "# P\n\n{check}`blue-door`\n\n:::{nothing-to-check}\nbecause.\n:::\n"}).text(
        "connect-and-authorize"
    )
    assert 'href="create-consumer.html#blue-door" title="The door is blue"' in html
    assert ">blue-door<" in html


def test_link_to_a_check_can_have_a_custom_text(build: Build) -> None:
    html = build({"create-workspace": FINISH + "\n{check}`the door <blue-door>`\n"}).text("create-workspace")
    assert ">the door<" in html


def test_search_index_contains_check_titles(build: Build) -> None:
    assert "The door is blue" in (build().html / "searchindex.js").read_text()


def test_changing_a_check_rereads_only_the_pages_that_mention_it(
    build: Build, checks: list[Check], tmp_path: Any
) -> None:
    file = tmp_path / "blue_door.py"
    file.write_text("OLD = 1\n")
    checks[0] = replace(checks[0], file=file)
    site = build({"create-workspace": FINISH + "\n{check}`blue-door`\n"})
    assert [path.read_text() for path in site.html.rglob("blue_door.py")] == ["OLD = 1\n"]

    assert build(fresh=False).read == []

    file.write_text("NEW = 1\n")
    again = build(fresh=False)
    assert sorted(again.read) == ["create-consumer", "create-workspace"]
    assert [path.read_text() for path in again.html.rglob("blue_door.py")] == ["NEW = 1\n"]


def test_incremental_build_warns_about_a_removed_card(build: Build, matching: Callable[..., bool]) -> None:
    build()
    again = build({"create-consumer": "# Consumer\n\n:::{nothing-to-check}\nbecause.\n:::\n"}, fresh=False)
    assert matching(again.warnings, "no page shows the check 'blue-door'")


def test_parallel_build_warns_about_mistakes(build: Build, matching: Callable[..., bool]) -> None:
    twice = CONSUMER + "\n```{check} blue-door\n```\n"
    assert matching(build({"create-consumer": twice}, jobs=2).warnings, "the check 'blue-door' is shown twice")
