"""Two faults at once are both told, less what a prerequisite hides: a slice of what ``nox -s matrix`` tries."""

import random
from dataclasses import replace

import pytest
from matrix.pairs import Pair, faults, pair

from checks.sandbox.faults import FAULTS


@pytest.mark.parametrize("number", range(10))
def test_both_are_told(bench, number):
    chance = random.Random(number)  # noqa: S311 - any pair will do, the same each time
    found = Pair(FAULTS["no-provider"], FAULTS["no-provider"], None)
    while found.scenario is None:
        found = pair(*chance.sample(list(FAULTS.values()), 2), bench.scenario())
    assert faults(bench, found) == []


def test_a_fault_that_is_not_told_would_be_noticed(bench):
    silent = replace(FAULTS["hook-deleted"], change=lambda now: now)
    lost = Pair(silent, FAULTS["no-key-stored"], FAULTS["no-key-stored"].change(bench.scenario()))
    assert any("webhooks is passed instead of failed" in fault for fault in faults(bench, lost))


def test_a_pair_whose_order_matters_is_left_out(bench):
    assert pair(FAULTS["hook-deleted"], FAULTS["hook-inactive"], bench.scenario()).scenario is None


def test_faults_are_sixty_or_more():
    assert len(FAULTS) >= 60
