"""An answer that can mean several things lets no check say more than all of them have in common."""

from dataclasses import replace

import pytest
from matrix.meanings import MEANINGS, PASSED, faults
from matrix.rests import PLACES

from checks.engine.registry import all_checks


@pytest.mark.parametrize("meaning", MEANINGS, ids=str)
def test_no_check_says_what_it_cannot_know(bench, meaning):
    assert list(faults(bench, meaning)) == []


def test_every_call_has_an_answer_with_several_meanings():
    assert {meaning.read for meaning in MEANINGS} == set(PLACES)


def test_every_check_is_named_by_its_own_name():
    names = {check.probe.__name__ for check in all_checks()}
    assert {name for meaning in MEANINGS for name in meaning.may} <= names


def test_a_check_that_says_too_much_would_be_noticed(bench):
    meaning = next(one for one in MEANINGS if one.shows == "a webhook without a URL")
    (fault,) = faults(bench, replace(meaning, may={"webhooks": PASSED}))
    assert "webhooks is unknown" in fault
