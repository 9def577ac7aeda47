import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy

CLOCK = datetime(2026, 11, 24, 12, tzinfo=UTC)
OUTCOMES = {"passed", "failed", "unknown", "error", "not_applicable", "skipped"}
EACH = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)


@EACH
def test_a_fault_changes_something(fault):
    assert fault.change(healthy(CLOCK)) != healthy(CLOCK)


@EACH
def test_a_fault_is_told_in_plain_words(fault):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", fault.name)
    assert fault.happened.endswith(".")
    assert fault.happened[:1].isupper() or fault.happened.startswith('"')


@EACH
def test_a_fault_claims_outcomes_that_exist(fault):
    assert set(fault.claims.values()) <= OUTCOMES


@EACH
def test_no_check_that_is_not_run_gives_advice(fault):
    assert not fault.advice & {name for name, outcome in fault.claims.items() if outcome == "skipped"}


@EACH
def test_a_fault_leaves_the_clock_alone(fault):
    assert fault.change(healthy(CLOCK)).clock == CLOCK


def test_two_faults_of_different_things_can_be_had_together():
    both = FAULTS["hook-deleted"].change(FAULTS["public-consumer"].change(healthy(CLOCK)))
    assert both == FAULTS["public-consumer"].change(FAULTS["hook-deleted"].change(healthy(CLOCK)))


def test_no_two_faults_are_the_same():
    # The two kinds of a wrong token look alike from outside; everything else differs.
    seen = [fault.change(replace(healthy(CLOCK))) for fault in FAULTS.values() if fault.name != "ed25519-key-in-pkcs8"]
    assert len(seen) - sum(one in seen[:at] for at, one in enumerate(seen)) == len(seen)
