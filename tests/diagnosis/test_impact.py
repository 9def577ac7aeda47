"""How much is affected, what it shares, and since when: never more than the findings show."""

from dataclasses import replace
from datetime import UTC, datetime

from checks.diagnosis.impact import affected, since
from checks.engine.model import Since, Verdict, advice, failed, passed, unknown

PLACE = ("the Bitbucket workspace acme",)


def bad(subject, *scope):
    return failed(subject, "a webhook", "none", "Make it.").in_scope(*(scope or PLACE))


def good(subject, *scope):
    return passed(subject, "a webhook", "there").in_scope(*(scope or PLACE))


def extent(findings):
    return affected(findings, [finding for finding in findings if finding.verdict is Verdict.FAILED])


def day(number):
    return datetime(2026, 11, number, 9, 30, tzinfo=UTC)


def stopped(worked, first):
    return replace(bad("acme/a"), since=Since(worked, first))


class TestTheExtent:
    def test_counts_subjects_and_leaves_advice_out(self):
        unread = unknown("e", "f", "g").in_scope(*PLACE)
        findings = [bad("a"), bad("b"), good("c"), advice("d", "a run", "none").in_scope(*PLACE), unread]
        assert extent(findings) == "2 of 4"

    def test_of_what_is_part_of_nothing_is_not_worth_a_word(self):
        boxes = [failed("Webhooks", "Write", "-", "Tick it."), passed("Account", "Write", "Write")]
        assert extent(boxes) == ""

    def test_of_thousands_is_read_with_ease(self):
        findings = [*(bad(f"a{number}") for number in range(1037)), *(good(f"b{number}") for number in range(3963))]
        assert extent(findings) == "1,037 of 5,000"

    def test_names_the_narrowest_place_that_all_of_them_share_and_others_do_not(self):
        findings = [
            bad("a", "the project x", "the Bitbucket workspace w"),
            bad("b", "the project x"),
            good("c", "the project y"),
        ]
        assert extent(findings) == "2 of 3, all in the project x"

    def test_names_no_place_that_everything_is_in(self):
        findings = [bad("a", "the project x"), bad("b", "the project x"), good("c", "the project x")]
        assert extent(findings) == "2 of 3"

    def test_names_no_place_that_one_of_them_is_not_in(self):
        findings = [bad("a", "the project x"), bad("b", "the project y"), good("c", "the project z")]
        assert extent(findings) == "2 of 3"

    def test_of_one_among_others_names_it(self):
        assert extent([bad("acme/a"), good("acme/b")]) == "1 of 2: acme/a"

    def test_of_a_single_subject_is_that_subject_and_of_none_is_nothing(self):
        assert extent([bad("a"), bad("a")]) == "a"
        assert extent([good("a"), good("b")]) == ""

    def test_of_some_of_the_failures_counts_those_alone(self):
        first, second, third = bad("a"), bad("b"), bad("c")
        assert affected([first, second, third], [first, third]) == "2 of 3"


class TestTheBeginning:
    def test_is_between_the_last_fetch_that_worked_and_the_first_that_failed(self):
        assert since([stopped(day(3), day(5)), stopped(day(2), day(9))]) == (
            "Last successful fetch: 03 November 2026, 09:30 UTC. First failed fetch: 05 November 2026, 09:30 UTC."
        )

    def test_is_at_least_the_first_failure_seen_where_no_success_was(self):
        assert since([stopped(None, day(5))]) == "Fetches have been failing since at least 05 November 2026, 09:30 UTC."

    def test_takes_no_later_success_for_one_before(self):
        assert since([stopped(day(7), day(8)), stopped(None, day(5))]).startswith(
            "Fetches have been failing since at least 05"
        )

    def test_is_not_told_where_no_finding_tells_it(self):
        assert since([bad("a"), stopped(day(3), None)]) == ""
