"""The results of earlier runs are reported as such, and never count as results of this run."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.clients.time_budget import TimeBudget
from checks.diagnosis.comparison import Baseline, worst_verdicts
from checks.diagnosis.last_checks import KEPT, LastCheck, not_checked, times
from checks.engine.model import Ended, Outcome, Verdict, failed, passed, unknown, unreadable
from checks.report.run import Run
from checks.settings.settings import Settings

TODAY = datetime(2026, 11, 29, 2, tzinfo=UTC)
NIGHT = TODAY - timedelta(1)
OUT_OF_TIME = TimeBudget(600).error()


def last(subject, at=NIGHT, verdict=Verdict.PASSED, check="webhooks", ids=None):
    return LastCheck(check, subject, ids or (f"ws-{subject}",), at, verdict)


def left_out(subject, *ids):
    return unreadable(subject, "a webhook", OUT_OF_TIME).identified(*(ids or (f"ws-{subject}",)))


def found(results, earlier, *, whole=True):
    return list(not_checked(results, earlier, TODAY, whole=whole))


class TestNotChecked:
    def test_lists_omitted_items_with_their_last_results(self, made):
        result = made.result(passed("a", "b", "b").identified("ws-a"), left_out("b"), left_out("c"))
        earlier = [last("a"), last("b", verdict=Verdict.FAILED)]
        assert found([result], earlier) == [last("b", verdict=Verdict.FAILED), LastCheck("webhooks", "c", ("ws-c",))]

    def test_keeps_the_name_of_this_run_after_a_rename(self, made):
        (one,) = found([made.result(left_out("new", "ws-1"))], [last("old", ids=("ws-1",))])
        assert (one.subject, one.at) == ("new", NIGHT)

    def test_uses_the_oldest_time_and_the_worst_verdict_of_several_ids(self, made):
        older = NIGHT - timedelta(3)
        earlier = [last("a", ids=("1",), verdict=Verdict.FAILED), last("a", at=older, ids=("2",))]
        (one,) = found([made.result(left_out("a", "1", "2"))], earlier)
        assert (one.at, one.verdict) == (older, Verdict.FAILED)

    @pytest.mark.parametrize(
        "ended", [Ended(Outcome.UNKNOWN, "No."), Ended(Outcome.SKIPPED, "No."), Ended(Outcome.ERROR, "")]
    )
    def test_keeps_the_results_of_a_check_that_ended_early(self, made, ended):
        assert found([made.result(ended=ended)], [last("a")]) == [last("a")]

    def test_keeps_the_results_of_a_check_that_did_not_run(self):
        assert found([], [last("a")]) == [last("a")]

    def test_forgets_missing_items_after_a_complete_check(self, made):
        assert found([made.result(passed("b", "c", "c").identified("ws-b"))], [last("a")]) == []
        assert found([made.result(ended=Ended(Outcome.NOT_APPLICABLE, "None."))], [last("a")]) == []

    def test_keeps_what_a_selection_or_a_sample_omits(self, made):
        result = made.result(passed("b", "c", "c").identified("ws-b"))
        assert found([result], [last("a")], whole=False) == [last("a")]

    def test_forgets_old_results_of_checks_that_do_not_run(self):
        assert found([], [last("a", at=TODAY - KEPT - timedelta(1))]) == []
        assert found([], [last("a", at=TODAY - KEPT)]) != []


def test_the_newest_result_of_a_group_of_checks_determines_the_order():
    older = NIGHT - timedelta(1)
    checks = [last("a", check="x"), last("a", at=older, check="y"), last("b", at=None, verdict=None, check="x")]
    assert times(checks, {"x": "shared", "y": "shared"}) == {("shared", "ws-a"): NIGHT}


VERDICTS = st.sampled_from([Verdict.PASSED, Verdict.FAILED, Verdict.UNKNOWN])
SUBJECTS = st.sampled_from("abcdef")


@st.composite
def findings(draw):
    name = draw(SUBJECTS)
    kind = draw(st.sampled_from([passed, failed, unknown, left_out]))
    arguments = {passed: ("b", "b"), failed: ("b", "c", "Fix."), unknown: ("b", "c"), left_out: ()}[kind]
    return kind(name, *arguments).identified(f"ws-{name}")


@given(st.lists(findings(), max_size=6), st.dictionaries(SUBJECTS, VERDICTS), st.dictionaries(SUBJECTS, VERDICTS))
def test_no_earlier_result_changes_an_outcome_or_the_exit_status(made, today, one_night, another_night):
    def run(earlier):
        checks = tuple(last(name, verdict=verdict) for name, verdict in earlier.items())
        verdicts = worst_verdicts((("webhooks", one.subject), one.verdict) for one in checks)
        baseline = Baseline(NIGHT, verdicts, checks)
        return made.run(made.result(*today), earlier=baseline, within="10m")

    alone = made.run(made.result(*today), within="10m")
    for whole in (run(one_night), run(another_night)):
        assert whole.exit_status == alone.exit_status
        assert whole.totals == alone.totals
        assert whole.in_words == alone.in_words
        assert (whole.diagnosis and whole.diagnosis.sentences) == (alone.diagnosis and alone.diagnosis.sentences)
    if any(finding.is_left_out for finding in today):
        assert alone.exit_status != 0
        assert alone.totals[Outcome.PASSED] == 0


@given(st.lists(findings(), max_size=6), st.dictionaries(SUBJECTS, VERDICTS))
def test_an_omitted_subject_is_neither_new_nor_fixed(made, today, one_night):
    checks = tuple(last(name, verdict=verdict) for name, verdict in one_night.items())
    verdicts = worst_verdicts((("webhooks", one.subject), one.verdict) for one in checks)
    changes = made.run(made.result(*today), earlier=Baseline(NIGHT, verdicts, checks)).comparison
    left = {finding.subject for finding in today if finding.is_left_out}
    checked = {finding.subject for finding in today if not finding.is_left_out}
    named = {subject for group in (changes.new, changes.fixed, changes.unchanged) for _, subject in group}
    assert not named & (left - checked)


def test_an_interrupted_run_ends_with_130_regardless_of_its_findings(made):
    webhooks = made.result(passed("a", "b", "b"))
    other = made.check("last-fetch", "The last fetch worked")
    run = made.run(webhooks, checks=(webhooks.check, other), interrupted=True)
    assert isinstance(run, Run)
    assert run.exit_status == 130
    assert run.without_result == (other,)
    assert run.in_words == "1 passed, 0 failed, 1 without a result"


def test_settings_of_a_selection_count_as_part_of_the_organization(made):
    run = made.run(settings=Settings(sample=5), earlier=Baseline(NIGHT, {}, (last("a"),)))
    assert run.not_checked == (last("a"),)
