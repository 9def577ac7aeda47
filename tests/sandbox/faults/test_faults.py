import re
from datetime import UTC, datetime

import pytest

from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy

CLOCK = datetime(2026, 11, 24, 12, tzinfo=UTC)
OUTCOMES = {"passed", "failed", "unknown", "error", "not_applicable", "skipped"}
EACH = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)


@EACH
def test_fault_changes_the_scenario(fault):
    assert fault.change(healthy(CLOCK)) != healthy(CLOCK)


@EACH
def test_fault_has_a_hyphenated_name_and_a_sentence(fault):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", fault.name)
    assert fault.happened.endswith(".")
    assert fault.happened[:1].isupper() or fault.happened.startswith('"')


@EACH
def test_fault_expects_valid_outcomes(fault):
    assert set(fault.claims.values()) <= OUTCOMES


@EACH
def test_skipped_checks_give_no_advice(fault):
    assert not fault.advice & {name for name, outcome in fault.claims.items() if outcome == "skipped"}


@EACH
def test_fault_does_not_change_the_clock(fault):
    assert fault.change(healthy(CLOCK)).clock == CLOCK


def test_independent_faults_can_be_combined():
    both = FAULTS["hook-deleted"].change(FAULTS["public-consumer"].change(healthy(CLOCK)))
    assert both == FAULTS["public-consumer"].change(FAULTS["hook-deleted"].change(healthy(CLOCK)))


def test_faults_differ_from_each_other():
    changed = [fault.change(healthy(CLOCK)) for fault in FAULTS.values()]
    assert not any(one in changed[:at] for at, one in enumerate(changed))
