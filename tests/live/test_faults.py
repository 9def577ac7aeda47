"""After each fault that occurs or is fixed midway, the live guide shows what a new run of all checks would show."""

from datetime import UTC, datetime

import pytest

from checks.engine.model import Step
from checks.engine.registry import all_checks
from checks.facts import bitbucket
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy

ASKED_ONCE = {check.probe.__name__ for check in all_checks() if bitbucket.ACCESS_TOKEN in check.reads}
"""The checks of the token endpoint's response, which doesn't change for 10 minutes."""

CLOCK = datetime.now(UTC)
MIDWAY = [
    fault
    for fault in FAULTS.values()
    if ASKED_ONCE.isdisjoint(fault.claims) and fault.change(healthy(CLOCK)).credentials == healthy(CLOCK).credentials
]
"""The faults that can occur while the reader's credentials stay the same."""

PARTS = 2
SAMPLE = MIDWAY[::15]
"""A run of all checks after each of all faults takes minutes, so an evenly distributed part of them occurs."""


@pytest.fixture
def server(live, sandbox):
    running = live(sandbox(healthy(CLOCK)).environment())
    running.settle()
    return running


def click_everything(server):
    reader = server.reader()
    for step in Step:
        reader.click(step.value)
    return server.settle()


def test_most_faults_can_occur_midway():
    assert len(MIDWAY) > len(FAULTS) / 2


@pytest.mark.parametrize("part", range(PARTS))
def test_a_fault_turns_its_cards_and_turns_them_back(server, sandbox, part):
    before = server.states()
    running = sandbox
    for fault in SAMPLE[part::PARTS]:
        running(fault.change(healthy(CLOCK)))
        expected = before | {
            name.replace("_", "-"): outcome.replace("_", "-") for name, outcome in fault.claims.items()
        }
        assert click_everything(server) == expected, fault.name
        running(healthy(CLOCK))
        assert click_everything(server) == before, fault.name
