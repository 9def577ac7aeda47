"""A run beside an earlier one: nothing is called fixed that did not pass."""

from datetime import UTC, datetime

import pytest

from checks.diagnosis.comparison import Baseline, compare
from checks.engine.model import Check, Ended, Outcome, Result, Step, Verdict, advice, failed, passed, unknown

MOMENT = datetime(2026, 11, 23, tzinfo=UTC)
A = ("webhooks", "a")
ITSELF = ("webhooks", "")
FOUND = {
    Verdict.PASSED: passed("a", "b", "b"),
    Verdict.FAILED: failed("a", "b", "c", "d"),
    Verdict.UNKNOWN: unknown("a", "b", "c"),
}
R, W, U = FOUND


def webhooks(*findings, ended=None):
    return Result(
        Check("webhooks", "W", "", Step.CREATE_WORKSPACE, (), (), (), lambda _: iter(()), __file__), findings, ended
    )


def state(then, *results):
    compared = compare(Baseline(MOMENT, then), results)
    names = ("new", "fixed", "unchanged", "not_rechecked")
    return {name: getattr(compared, name) for name in names if getattr(compared, name)}


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (R, W, "new"),
        (None, W, "new"),
        (U, W, "new"),
        (R, U, "new"),
        (None, U, "new"),
        (W, R, "fixed"),
        (U, R, "fixed"),
        (W, W, "unchanged"),
        (U, U, "unchanged"),
        (W, U, "not_rechecked"),
        (R, R, None),
        (None, R, None),
    ],
)
def test_a_subject_is_where_it_belongs(then, now, expected):
    earlier = {} if then is None else {A: then}
    assert state(earlier, webhooks(FOUND[now])) == ({expected: (A,)} if expected else {})


@pytest.mark.parametrize("outcome", [Outcome.SKIPPED, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN, Outcome.ERROR])
def test_what_was_wrong_and_is_not_looked_at_is_not_fixed(outcome):
    assert A in state({A: W}, webhooks(ended=Ended(outcome, "Why.")))["not_rechecked"]


def test_of_a_check_that_was_left_out_nothing_is_fixed():
    assert state({A: W}) == {"not_rechecked": (A,)}


def test_a_check_that_ends_early_is_new_and_fixed_when_it_looks_at_everything_again():
    assert state({A: R}, webhooks(FOUND[R], ended=Ended(Outcome.UNKNOWN, "429.")))["new"] == (ITSELF,)
    assert state({ITSELF: U, A: R}, webhooks(FOUND[R])) == {"fixed": (ITSELF,)}


def test_of_several_findings_about_one_subject_the_worst_counts_and_advice_does_not():
    assert state({}, webhooks(FOUND[R], FOUND[W], advice("a", "b", "c"))) == {"new": (A,)}
    assert state({}, webhooks(FOUND[R], advice("a", "b", "c"))) == {}


class TestWhatIsNoLongerConnected:
    THEN = Baseline(MOMENT, dict.fromkeys((("last-fetch", "a"), ("last-fetch", "b"), ("last-fetch", "")), R))

    def named(self, name, *findings, ended=None):
        return Result(
            Check(name, "W", "", Step.CREATE_WORKSPACE, (), (), (), lambda _: iter(()), __file__), findings, ended
        )

    def disconnected(self, *results, whole=True):
        return [name for _, name in compare(self.THEN, results, whole=whole).disconnected]

    def test_one_whose_fetches_are_not_judged_now_is(self):
        fetches = self.named("last-fetch", passed("a", "b", "b"))
        visible = self.named("workspaces-visible", passed("a", "b", "b"))
        assert self.disconnected(fetches, visible) == ["b"]
        assert self.disconnected(fetches, visible, whole=False) == []

    def test_all_are_once_the_check_has_nothing_to_look_at(self):
        nothing = Ended(Outcome.NOT_APPLICABLE, "No workspace.")
        both = (self.named("last-fetch", ended=nothing), self.named("workspaces-visible", ended=nothing))
        assert self.disconnected(*both) == ["a", "b"]

    @pytest.mark.parametrize("outcome", [Outcome.SKIPPED, Outcome.UNKNOWN, Outcome.ERROR])
    def test_none_is_if_it_could_not_be_read(self, outcome):
        ended = Ended(outcome, "Why.")
        assert (
            self.disconnected(self.named("last-fetch", ended=ended), self.named("workspaces-visible", ended=ended))
            == []
        )

    def test_none_is_that_the_token_may_only_not_see(self):
        fetches = self.named("last-fetch", passed("a", "b", "b"))
        assert self.disconnected(fetches, self.named("workspaces-visible", unknown("a", "b", "c"))) == []

    def test_one_that_the_check_of_disconnected_workspaces_names_is_in_any_case(self):
        former = self.named("disconnected-workspaces", advice("b", "c", "d"))
        assert self.disconnected(former, whole=False) == ["b"]
