"""Every numbered step that the end-to-end test follows begins as the page for writers says."""

import re

import pytest

from checks.monitors.robot.guide import PAGES

STEP = re.compile(r" *\d+\. (.*)")


@pytest.fixture(scope="module")
def verbs(prose) -> list[str]:
    """The verbs that the table of the page for writers lists."""
    rows = [line.text.split("|")[1] for line in prose if line.page == "write-pages" and line.text.startswith("| **")]
    return [verb for row in rows for verb in re.findall(r"\*\*(.+?)\*\*", row)]


def test_the_page_for_writers_lists_the_verbs(verbs) -> None:
    assert {"Open", "Choose", "Run", "Check that"} <= set(verbs)
    assert len(verbs) == len(set(verbs))


def test_every_numbered_step_begins_with_a_known_verb_or_says_that_it_is_done_by_hand(prose, verbs) -> None:
    beginnings = (*(f"**{verb}** " for verb in verbs), "By hand: ")
    steps = [(line, found[1]) for line in prose if line.page in PAGES and (found := STEP.fullmatch(line.text))]
    stray = [str(line) for line, words in steps if not words.startswith(beginnings)]

    assert len(steps) > 50
    assert stray == [], (
        f"A step is one action. Begin it with one of these verbs in bold: {', '.join(verbs)}. "
        'Begin with "By hand:" and a reason what only a person can do. '
        "What explains a step stands in a paragraph of its own, below the list."
    )
