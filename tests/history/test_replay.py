"""A failure begins, lasts, and ends with the runs that prove it, and never because something wasn't checked."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.history.filing import file_report
from checks.history.ledger import Ledger
from checks.history.overview import read_overview

GOOD, BAD, UNKNOWN = ({"webhooks": {"ws-1": verdict}} for verdict in ("passed", "failed", "unknown"))
MISSING, ENDED = {}, {"webhooks": None}


def subjects(entries):
    return [(one.check, one.subjects) for one in entries]


HOOK = [("webhooks", ("ws-1",))]


def test_a_failure_in_the_last_run_is_new(history, nights):
    found = history(GOOD, GOOD, BAD)
    assert subjects(found.new) == HOOK
    assert (found.new[0].after, found.new[0].at) == (nights.at(1), nights.at(2))
    assert (found.open, found.fixed) == ((), ())


def test_a_failure_of_an_earlier_run_is_still_open(history, nights):
    found = history(GOOD, BAD, BAD)
    assert subjects(found.open) == HOOK
    assert (found.open[0].after, found.open[0].at, found.open[0].last) == (nights.at(0), nights.at(1), nights.at(2))
    assert found.new == ()


def test_a_failure_without_an_earlier_pass_has_no_start(history):
    assert history(BAD).new[0].after is None


def test_a_failure_is_fixed_in_one_run_only(history):
    assert subjects(history(GOOD, BAD, GOOD).fixed) == HOOK
    found = history(GOOD, BAD, GOOD, GOOD)
    assert (found.fixed, found.new, found.open) == ((), (), ())


@pytest.mark.parametrize("night", [UNKNOWN, MISSING, ENDED], ids=["unknown", "missing", "ended"])
def test_a_night_without_a_verdict_ends_no_failure(history, nights, night):
    found = history(GOOD, BAD, night)
    assert subjects(found.open) == HOOK
    assert found.open[0].last == nights.at(1)
    assert found.fixed == ()


@pytest.mark.parametrize("night", [UNKNOWN, MISSING, ENDED], ids=["unknown", "missing", "ended"])
def test_a_night_without_a_verdict_begins_no_failure(history, nights, night):
    found = history(GOOD, night, BAD)
    assert (found.new[0].after, found.new[0].at) == (nights.at(0), nights.at(2))
    assert subjects(history(GOOD, BAD, night, BAD).open) == HOOK


def test_a_subject_that_was_never_checked_is_listed_since_its_first_run(history, nights):
    found = history(UNKNOWN, UNKNOWN)
    assert subjects(found.unchecked) == HOOK
    assert (found.unchecked[0].last, found.unchecked[0].at) == (None, nights.at(0))


def test_a_subject_that_is_unknown_now_is_listed_with_its_last_verdict(history, nights):
    (entry,) = history(GOOD, UNKNOWN, UNKNOWN).unchecked
    assert (entry.last, entry.at) == (nights.at(0), nights.at(1))


@pytest.mark.parametrize(
    ("later", "listed"), [([], False), ([{"webhooks": None}], False), ([{"webhooks": {"ws-1": "unknown"}}], True)]
)
def test_an_unknown_subject_that_a_complete_check_no_longer_names_is_not_listed(history, later, listed):
    """Some checks report a repository only if they can't read it."""
    found = history(UNKNOWN, {"webhooks": {"ws-2": "passed"}}, *later)
    assert (("webhooks", ("ws-1",)) in subjects(found.unchecked)) == listed


@pytest.mark.parametrize(
    "incomplete", [{"settings": {"sample": 1}}, {"interrupted": True}], ids=["sample", "interrupted"]
)
def test_an_unknown_subject_stays_listed_after_an_incomplete_run(history, incomplete):
    found = history(UNKNOWN, {"webhooks": {"ws-2": "passed"}}, **incomplete)
    assert subjects(found.unchecked) == HOOK


def test_a_check_that_ended_early_is_listed_itself(history):
    assert subjects(history(GOOD, ENDED).unchecked) == [("webhooks", ("",))]


def test_a_run_without_any_complete_check_lists_what_it_left_out(ledger, nights):
    left_out = {"check": "last-fetch", "subject": "network", "ids": ["ws-1"]}
    file_report(ledger, nights.report(0, {}, not_checked=[left_out], exit_status=2))
    (standing,) = read_overview(ledger, nights.at(0)).standings
    assert subjects(standing.unchecked) == [("last-fetch", ("network",))]


def test_subjects_outside_a_sample_are_counted_with_the_oldest_result(history, nights):
    found = history({"webhooks": {"ws-1": "passed", "ws-2": "passed"}}, {"webhooks": {"ws-2": "passed"}}, GOOD)
    assert (found.missing, found.missing_since) == (1, nights.at(1))


def test_a_subject_that_fails_again_and_again_is_flapping(history):
    assert history(BAD, GOOD, BAD, GOOD).flapping == ()
    (entry,) = history(BAD, GOOD, BAD, GOOD, BAD, GOOD).flapping
    assert (entry.subjects, entry.times) == (("ws-1",), 3)


class TestCheckedSince:
    """Each night checks a part of a large organization, and lists the rest as unknown."""

    FIRST, SECOND = (
        {"webhooks": {"ws-1": one, "ws-2": two}} for one, two in (("passed", "unknown"), ("unknown", "passed"))
    )

    def test_is_the_last_run_if_it_checked_everything(self, history, nights):
        assert history(self.FIRST, GOOD).checked_since == nights.at(1)

    @pytest.mark.parametrize(
        ("found", "night"), [((FIRST, SECOND), 0), ((FIRST, SECOND, SECOND), 0), ((FIRST, SECOND, FIRST), 1)]
    )
    def test_is_the_oldest_of_the_last_results(self, history, nights, found, night):
        assert history(*found).checked_since == nights.at(night)

    def test_is_none_while_an_item_was_never_checked(self, history):
        assert history(self.FIRST, self.FIRST).checked_since is None

    def test_includes_a_check_that_ended_early(self, history, nights):
        assert history(GOOD, ENDED, ENDED).checked_since == nights.at(0)

    @pytest.mark.parametrize(("max_age", "unknown"), [(0, True), (1, True), (2, False)])
    def test_an_unknown_run_counts_only_with_results_that_are_recent_enough(self, history, max_age, unknown):
        standing = history(self.FIRST, self.SECOND, self.SECOND)
        assert standing.state == "unknown"
        assert standing.is_unknown(timedelta(days=max_age)) is unknown

    def test_a_run_that_is_unknown_for_another_reason_stays_unknown(self, history):
        assert history(GOOD, exit_status=2).is_unknown(timedelta(days=7))

    def test_a_run_without_items_stays_unknown(self, ledger, nights):
        file_report(ledger, nights.report(0, {}, exit_status=2))
        (standing,) = read_overview(ledger, nights.at(0)).standings
        assert (standing.checked_since, standing.is_unknown(timedelta(days=7))) == (None, True)

    def test_an_organization_without_a_recent_run_is_unknown(self, ledger, nights):
        file_report(ledger, nights.report(0, GOOD))
        assert [
            read_overview(ledger, nights.at(night)).standings[0].is_unknown(timedelta(days=7)) for night in (1, 2)
        ] == [False, True]


TWO = {"last-fetch": {"ws-1": "passed", "ws-2": "passed"}}
OF_SECOND = {"webhooks": {"ws-1": "passed", "ws-2": "failed"}, "submodule-urls": {"ws-2/modules": "failed"}}


class TestDisconnected:
    def test_a_workspace_that_a_complete_run_lacks_is_no_longer_connected(self, history, nights):
        found = history(TWO | OF_SECOND, GOOD)
        assert subjects(found.disconnected) == [("", ("ws-2",))]
        assert (found.disconnected[0].after, found.disconnected[0].at) == (nights.at(0), nights.at(1))
        assert (found.open, found.fixed, found.missing) == ((), (), 0)

    @pytest.mark.parametrize(
        "incomplete",
        [
            {"settings": {"sample": 1}},
            {"settings": {"workspaces": ["network-*"]}},
            {"settings": {"repositories": ["acme/network"]}},
            {"interrupted": True},
        ],
        ids=["sample", "pattern", "repositories", "interrupted"],
    )
    def test_a_run_of_a_part_proves_nothing(self, history, incomplete):
        found = history(TWO | OF_SECOND, {}, **incomplete)
        assert found.disconnected == ()
        assert subjects(found.open) == [("submodule-urls", ("ws-2/modules",)), ("webhooks", ("ws-2",))]

    def test_a_token_that_sees_less_proves_nothing(self, history):
        assert history(TWO, {"workspaces-visible": {"workspaces": "unknown"}}).disconnected == ()

    def test_a_disconnected_workspace_still_fails_in_the_checks_of_disconnected_workspaces(self, history):
        lost = {"disconnected-workspaces": {"ws-2": "failed", "others": "passed"}}
        assert subjects(history(TWO, lost).new) == [("disconnected-workspaces", ("ws-2",))]
        assert subjects(history(TWO, lost, {}).open) == [("disconnected-workspaces", ("ws-2",))]
        removed = {"disconnected-workspaces": {"others": "passed"}}
        assert history(TWO, lost, removed).open == ()


class TestAnyNights:
    """A simple model of one subject, night by night, must agree with the ledger in whatever order it is filed."""

    VERDICTS = st.lists(
        st.tuples(st.sampled_from(["passed", "failed", "unknown", "missing", "sampled out", "outage"]), st.booleans()),
        min_size=1,
        max_size=12,
    )

    @staticmethod
    def expected(verdicts):
        began = after = last_passed = last_absent = None
        fixed = False
        for night, verdict in enumerate(verdicts):
            fixed = verdict == "passed" and began is not None
            if verdict == "failed" and began is None:
                # A complete run without the subject shows that nothing about it failed.
                began, after = night, last_absent if last_passed is None else last_passed
            elif verdict == "passed":
                began, last_passed = None, night
            elif verdict == "missing":
                last_absent = night
        return began, after, fixed

    @staticmethod
    def checks(verdict):
        if verdict == "outage":
            return {"webhooks": None, "last-fetch": None, "workspaces-visible": None}
        found = {"ws-2": "passed"} if verdict in ("missing", "sampled out") else {"ws-1": verdict, "ws-2": "passed"}
        return {"webhooks": found, "last-fetch": {"ws-1": "passed"}, "workspaces-visible": {"workspaces": "passed"}}

    @given(VERDICTS, st.randoms(use_true_random=False))
    def test_a_failure_is_new_once_open_until_fixed_and_never_lost(self, tmp_path_factory, nights, found, chance):
        verdicts = [verdict for verdict, _ in found]
        reports = [
            nights.report(
                night,
                self.checks(verdict),
                names={"ws-1": "renamed" if renamed else "network"},
                settings={"sample": 1 if verdict == "sampled out" else None},
            )
            for night, (verdict, renamed) in enumerate(found)
        ]
        orders = [reports, reports[::-1], chance.sample(reports * 2, 2 * len(reports))]
        results = []
        for order in orders:
            with Ledger(tmp_path_factory.mktemp("any") / "ledger.sqlite", create=True) as ledger:
                for report in order:
                    file_report(ledger, report)
                results.append(read_overview(ledger, nights.at(len(found))))
        assert results[0].standings == results[1].standings == results[2].standings
        standing = results[0].standings[0]
        began, after, fixed = self.expected(verdicts)
        entry = next((one for one in (*standing.new, *standing.open) if one.check == "webhooks"), None)
        assert (entry is not None) == (began is not None)
        if entry:
            assert entry.at == nights.at(began)
            assert entry.after == (None if after is None else nights.at(after))
            assert (entry in standing.new) == (began == len(found) - 1)
        assert bool(standing.fixed) == fixed
        assert standing.disconnected == ()


@pytest.mark.parametrize("second", [BAD, UNKNOWN], ids=["failed", "unknown"])
def test_two_reports_of_the_same_time_result_in_the_same_history(tmp_path, nights, second):
    reports = [nights.report(0, GOOD, names={"ws-1": "a"}), nights.report(0, second, names={"ws-1": "b"})]
    results = []
    for number in range(4):
        random.Random(number).shuffle(reports)  # noqa: S311 - only an order
        with Ledger(tmp_path / f"{number}.sqlite", create=True) as ledger:
            for report in reports:
                file_report(ledger, report)
            results.append(read_overview(ledger, nights.at(1)).standings)
    assert all(one == results[0] for one in results)


@pytest.mark.parametrize("name", "abcdefgh")
def test_two_runs_that_started_at_the_same_time_can_be_shown_in_any_order(ledger, nights, name):
    """The digests of two such reports decide their order, so that other names result in another order."""
    for found in (GOOD, UNKNOWN):
        file_report(ledger, nights.report(0, found, names={"ws-1": name}))
    (standing,) = read_overview(ledger, nights.at(0)).standings
    assert [entry.at for entry in standing.unchecked] in ([], [nights.at(0)])
