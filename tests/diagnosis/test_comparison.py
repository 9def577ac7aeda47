"""Compares a run with an earlier one: a problem counts as fixed only if the check passed."""

from datetime import UTC, datetime

import pytest

from checks.diagnosis.comparison import Baseline, compare
from checks.engine.model import Check, Ended, Outcome, Result, Step, Verdict, advice, failed, passed, unknown

MOMENT = datetime(2026, 11, 23, tzinfo=UTC)
A = ("webhooks", "a")
CHECK_ITSELF = ("webhooks", "")
FINDINGS = {
    Verdict.PASSED: passed("a", "b", "b"),
    Verdict.FAILED: failed("a", "b", "c", "d"),
    Verdict.UNKNOWN: unknown("a", "b", "c"),
}
PASSED, FAILED, UNKNOWN = FINDINGS


def webhooks(*findings, ended=None):
    return Result(
        Check("webhooks", "A title", "", Step.CREATE_WORKSPACE, (), (), (), lambda _: iter(()), __file__),
        findings,
        ended,
    )


def state(then, *results):
    compared = compare(Baseline(MOMENT, then), results)
    names = ("new", "fixed", "unchanged", "not_rechecked")
    return {name: getattr(compared, name) for name in names if getattr(compared, name)}


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (PASSED, FAILED, "new"),
        (None, FAILED, "new"),
        (UNKNOWN, FAILED, "new"),
        (PASSED, UNKNOWN, "new"),
        (None, UNKNOWN, "new"),
        (FAILED, PASSED, "fixed"),
        (UNKNOWN, PASSED, "fixed"),
        (FAILED, FAILED, "unchanged"),
        (UNKNOWN, UNKNOWN, "unchanged"),
        (FAILED, UNKNOWN, "not_rechecked"),
        (PASSED, PASSED, None),
        (None, PASSED, None),
    ],
)
def test_assigns_each_subject_to_a_group(then, now, expected):
    earlier = {} if then is None else {A: then}
    assert state(earlier, webhooks(FINDINGS[now])) == ({expected: (A,)} if expected else {})


@pytest.mark.parametrize("outcome", [Outcome.SKIPPED, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN, Outcome.ERROR])
def test_a_failure_that_is_not_rechecked_is_not_fixed(outcome):
    assert A in state({A: FAILED}, webhooks(ended=Ended(outcome, "Why.")))["not_rechecked"]


def test_a_check_that_did_not_run_fixes_nothing():
    assert state({A: FAILED}) == {"not_rechecked": (A,)}


def test_an_incomplete_check_is_new_and_then_fixed_by_a_complete_one():
    assert state({A: PASSED}, webhooks(FINDINGS[PASSED], ended=Ended(Outcome.UNKNOWN, "429.")))["new"] == (
        CHECK_ITSELF,
    )
    assert state({CHECK_ITSELF: UNKNOWN, A: PASSED}, webhooks(FINDINGS[PASSED])) == {"fixed": (CHECK_ITSELF,)}


def test_a_check_without_findings_is_incomplete():
    assert webhooks().outcome is Outcome.ERROR
    assert state({}, webhooks()) == {"new": (CHECK_ITSELF,)}


def test_the_worst_finding_on_a_subject_counts_and_advice_does_not():
    assert state({}, webhooks(FINDINGS[PASSED], FINDINGS[FAILED], advice("a", "b", "c"))) == {"new": (A,)}
    assert state({}, webhooks(FINDINGS[PASSED], advice("a", "b", "c"))) == {}


class TestDisconnectedWorkspaces:
    THEN = Baseline(MOMENT, dict.fromkeys((("last-fetch", "a"), ("last-fetch", "b"), ("last-fetch", "")), PASSED))

    def named(self, name, *findings, ended=None):
        return Result(
            Check(name, "A title", "", Step.CREATE_WORKSPACE, (), (), (), lambda _: iter(()), __file__), findings, ended
        )

    def disconnected(self, *results, whole=True):
        return [name for _, name in compare(self.THEN, results, whole=whole).disconnected]

    def test_include_a_workspace_without_fetches_in_this_run(self):
        fetches = self.named("last-fetch", passed("a", "b", "b"))
        visible = self.named("workspaces-visible", passed("a", "b", "b"))
        assert self.disconnected(fetches, visible) == ["b"]
        assert self.disconnected(fetches, visible, whole=False) == []

    def test_include_all_workspaces_if_the_check_is_no_longer_applicable(self):
        ended = Ended(Outcome.NOT_APPLICABLE, "No workspace.")
        both = (self.named("last-fetch", ended=ended), self.named("workspaces-visible", ended=ended))
        assert self.disconnected(*both) == ["a", "b"]

    @pytest.mark.parametrize("outcome", [Outcome.SKIPPED, Outcome.UNKNOWN, Outcome.ERROR])
    def test_are_empty_if_the_check_did_not_complete(self, outcome):
        ended = Ended(outcome, "Why.")
        assert (
            self.disconnected(self.named("last-fetch", ended=ended), self.named("workspaces-visible", ended=ended))
            == []
        )

    def test_exclude_workspaces_that_the_token_might_not_see(self):
        fetches = self.named("last-fetch", passed("a", "b", "b"))
        assert self.disconnected(fetches, self.named("workspaces-visible", unknown("a", "b", "c"))) == []

    def test_always_include_workspaces_that_their_own_check_reports(self):
        former = self.named("disconnected-workspaces", advice("b", "c", "d"))
        assert self.disconnected(former, whole=False) == ["b"]
