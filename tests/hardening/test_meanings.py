"""An ambiguous response never leads to a result that it does not prove."""

from dataclasses import replace

import pytest
from matrix.dependencies import PLACES
from matrix.meanings import MEANINGS, PASSED, faults

from checks.engine.registry import all_checks


@pytest.mark.parametrize("meaning", MEANINGS, ids=str)
def test_no_check_draws_an_unproven_conclusion(harness, meaning):
    assert list(faults(harness, meaning)) == []


def test_every_endpoint_has_an_ambiguous_response():
    assert {meaning.read for meaning in MEANINGS} == set(PLACES)


def test_names_only_existing_checks():
    names = {check.probe.__name__ for check in all_checks()}
    assert {name for meaning in MEANINGS for name in meaning.may} <= names


def test_detects_an_outcome_that_is_not_allowed(harness):
    meaning = next(one for one in MEANINGS if one.shows == "a webhook without a URL")
    (fault,) = faults(harness, replace(meaning, may={"webhooks": PASSED}))
    assert "webhooks is unknown" in fault
