"""Every numbered setup step starts with a verb from the page for writers, so that a program can perform it."""

import re

import pytest

from checks.engine.model import Step
from checks.monitors.robot.guide import PAGES

STEP = re.compile(r" *\d+\. (.*)")
MANUAL = "{manual}`"
SETUP = {"prerequisites", *PAGES}
LOCATION = re.compile(r"(?:In|On|Under|From|To|For|If|After|Before) .+?, (?!or )(?=[a-z])")
"""A phrase before the verb: a location, a purpose, or a condition."""


@pytest.fixture(scope="module")
def verbs(prose) -> list[str]:
    """The verbs in the table of the page for writers."""
    rows = [line.text.split("|")[1] for line in prose if line.page == "write-pages" and line.text.startswith("| **")]
    return [verb for row in rows for verb in re.findall(r"\*\*(.+?)\*\*", row)]


@pytest.mark.parametrize("step", Step, ids=lambda step: step.value)
def test_step_title_matches_its_page(step: Step, prose) -> None:
    titles = [line.text for line in prose if line.page == step.value and line.text.startswith("# ")]
    assert titles == [f"# {step.title}"]


def test_write_pages_lists_the_verbs(verbs) -> None:
    assert {"Go to", "Select", "Run", "Verify that"} <= set(verbs)
    assert len(verbs) == len(set(verbs))


def test_numbered_steps_have_a_listed_verb_or_are_manual(prose, verbs) -> None:
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
        "Mark a step that only a person can perform with the role `manual`. "
        "Put explanations into a separate paragraph below the step or below the list."
    )


def test_menu_paths_are_the_same_on_all_pages(prose) -> None:
    paths: dict[str, set[str]] = {}
    for line in prose:
        for path in re.findall(r"\{menu\}`([^`]+)`", line.text):
            paths.setdefault(path.rpartition(" > ")[2], set()).add(path)
    assert "terraform-screens.providers" in paths
    assert [sorted(found) for found in paths.values() if len(found) > 1] == []
