"""The sentences of the guide, and the action for each."""

import re
from pathlib import Path

import pytest

from checks.monitors.robot.step import Part, ProcedureStep
from checks.monitors.robot.step_grammar import LOCATIONS, SENTENCES, UnknownSentenceError, action

WRITING = Path(__file__).parents[3] / "docs/write-pages.md"


def step(*parts: Part | str) -> ProcedureStep:
    whole = tuple(Part("words", part) if isinstance(part, str) else part for part in parts)
    return ProcedureStep(page="page", line=12, section="part", number=1, parts=whole)


def test_knows_every_step_of_the_guide(guide) -> None:
    steps = [one for one in guide if isinstance(one, ProcedureStep) and not one.manual]
    assert len(steps) > 80
    assert all(callable(action(one)) for one in steps)


def test_knows_every_verb_of_the_page_for_writers() -> None:
    rows = [line.split("|")[1] for line in WRITING.read_text().splitlines() if line.startswith("| **")]
    verbs = {verb for row in rows for verb in re.findall(r"\*\*(.+?)\*\*", row)}
    assert {verb.split()[0] for verb in verbs} == {shape.split()[0] for shape in SENTENCES}


@pytest.mark.parametrize("location", LOCATIONS)
def test_accepts_a_location_before_the_action(location: str) -> None:
    assert action(step(f"{location}, run this command:")) is action(step("Run this command:"))


@pytest.mark.parametrize("shape", SENTENCES)
def test_every_pattern_is_the_first_match_for_a_sentence(shape: str) -> None:
    """Each pattern is the first match for the sentence without its optional parts."""
    plain = re.sub(r"\([^()]*\)[?*]", "", shape)
    plain = re.sub(r"\(([^()|]*)\|[^()]*\)", r"\1", plain).replace("s?", "")
    (first, *_) = [one for one in SENTENCES if re.fullmatch(one, plain)]
    assert first == shape


@pytest.mark.parametrize(
    "sentence",
    [
        step("Click on ", Part("label", "Save"), "."),
        step("Select ", Part("label", "Save"), " and ", Part("label", "Close"), "."),
        step("Dance."),
        step("In the garden, click ", Part("label", "Save"), "."),
    ],
)
def test_error_for_an_unknown_sentence_lists_known_ones(sentence: ProcedureStep) -> None:
    with pytest.raises(UnknownSentenceError) as caught:
        action(sentence)
    output = str(caught.value)
    assert "docs/page.md:12: The robot does not understand: " + sentence.sentence in output
    assert f"locations before the action: {LOCATIONS[0]}; " in output
    assert "docs/write-pages.md lists the verbs" in output
    verb = sentence.sentence.split()[0].strip(".")
    known = [line.strip() for line in output.splitlines() if line.startswith("  ")]
    assert known == ([one for one in SENTENCES if one.startswith(verb)] or list(SENTENCES))
