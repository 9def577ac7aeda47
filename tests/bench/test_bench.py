"""A run sends no unnecessary requests, and the benchmark counts the same requests as the sandbox log."""

from datetime import UTC, datetime

import ledger
import pytest
from bound import Bound, bound
from measuring import DELAY, measure

from checks.engine.registry import all_checks
from checks.sandbox.healthy import generated


@pytest.mark.parametrize("count", [1, 3, 101])
def test_sends_only_the_necessary_requests(verify, requests_log, count):
    results = verify(all_checks(), lambda now: generated(count, now.clock))
    assert {name: one.words for name, one in results.items() if one.outcome not in ("passed", "not_applicable")} == {}
    assert len(requests_log) == bound(count).requests, "bound() in tests/bench/bound.py doesn't count these requests"


@pytest.mark.slow
def test_measures_a_complete_run():
    found = measure(12, delay=0)
    assert (found.workspaces, found.status) == (12, 0)
    assert found.requests == found.least.requests == bound(12).requests
    assert found.megabytes > 10
    assert found.seconds >= found.processor / 2 > 0


def test_measures_a_ledger_of_two_organizations():
    found = ledger.measure(2, 3, reports=1)
    assert 0.1 < found.megabytes < 5
    assert min(found.filing, found.showing, found.page) > 0.05


def test_the_bound_of_the_time_counts_eight_requests_at_once():
    assert Bound(one_by_one=36, at_once=3009).seconds(DELAY) == pytest.approx(DELAY * (36 + 3009 / 8))


def test_the_generated_organization_meets_the_assumptions_of_the_bound():
    scenario = generated(3, datetime.now(UTC))
    assert len({one.vcs_repo.identifier for one in scenario.terraform_workspaces}) == 3
    assert all(not one.vcs_repo.branch and not one.vcs_repo.ingress_submodules for one in scenario.terraform_workspaces)
