"""Every numbered step of the setup has a verb that the page for writers lists, so that a program can follow it too."""

import re

import pytest

from checks.engine.model import Step
from checks.monitors.robot.guide import PAGES

STEP = re.compile(r" *\d+\. (.*)")
MANUAL = "{manual}`"
SETUP = {"prerequisites", *PAGES}
LOCATION = re.compile(r"(?:In|On|Under|From|To|For|If|After|Before) .+?, (?=[a-z])")
"""What may stand before the verb: where, what for, or under which condition."""


@pytest.fixture(scope="module")
def verbs(prose) -> list[str]:
    """The verbs that the table of the page for writers lists."""
    rows = [line.text.split("|")[1] for line in prose if line.page == "write-pages" and line.text.startswith("| **")]
    return [verb for row in rows for verb in re.findall(r"\*\*(.+?)\*\*", row)]


@pytest.mark.parametrize("step", Step, ids=lambda step: step.value)
def test_a_step_has_the_title_of_its_page(step: Step, prose) -> None:
    titles = [line.text for line in prose if line.page == step.value and line.text.startswith("# ")]
    assert titles == [f"# {step.title}"]


def test_the_page_for_writers_lists_the_verbs(verbs) -> None:
    assert {"Go to", "Select", "Run", "Verify that"} <= set(verbs)
    assert len(verbs) == len(set(verbs))


def test_every_numbered_step_has_a_known_verb_after_its_location_or_is_marked_as_manual(prose, verbs) -> None:
    known = tuple(f"{verb} " for verb in (*verbs, *(verb.lower() for verb in verbs)))
    steps = [(line, found[1]) for line in prose if (found := STEP.fullmatch(line.text)) and line.page in SETUP]
    stray = [
        str(line)
        for line, words in steps
        if not words.startswith(MANUAL) and not LOCATION.sub("", words, count=1).startswith(known)
    ]

    assert len(steps) > 50
    assert stray == [], (
        f"A step is one action. Use one of these verbs, after the location: {', '.join(verbs)}. "
        "Mark with the role `manual` what only a person can do. "
        "What explains a step stands in a paragraph of its own, below it or below the list."
    )
