"""Two faults together are both reported, unless a failed prerequisite hides one: a sample of ``nox -s matrix``."""

import random
from dataclasses import replace

import pytest
from matrix.pair_outcomes import PAIR_OUTCOMES
from matrix.pairs import Pair, faults, pair

from checks.sandbox.faults import FAULTS


@pytest.mark.parametrize("number", range(10))
def test_reports_both_faults(harness, number):
    chance = random.Random(number)  # noqa: S311 - a reproducible choice
    found = Pair(FAULTS["no-provider"], FAULTS["no-provider"], None)
    while found.scenario is None:
        found = pair(*chance.sample(list(FAULTS.values()), 2), harness.scenario())
    assert faults(harness, found) == []


def test_names_only_pairs_of_existing_faults():
    assert {name for names in PAIR_OUTCOMES for name in names} <= FAULTS.keys()
    assert {len(names) for names in PAIR_OUTCOMES} == {2}


def test_detects_an_unreported_fault(harness):
    silent = replace(FAULTS["hook-deleted"], change=lambda now: now)
    lost = Pair(silent, FAULTS["no-key-stored"], FAULTS["no-key-stored"].change(harness.scenario()))
    assert any("webhooks is passed instead of failed" in fault for fault in faults(harness, lost))


def test_omits_a_pair_whose_order_matters(harness):
    assert pair(FAULTS["hook-deleted"], FAULTS["hook-inactive"], harness.scenario()).scenario is None


def test_has_at_least_sixty_faults():
    assert len(FAULTS) >= 60
