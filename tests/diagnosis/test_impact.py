"""The extent, the common scope, and the start of a problem, never more than the findings show."""

from dataclasses import replace
from datetime import UTC, datetime

from checks.diagnosis.impact import affected, since
from checks.engine.model import Since, Verdict, advice, failed, passed, unknown

PLACE = ("the Bitbucket workspace acme",)


def bad(subject, *scope):
    return failed(subject, "a webhook", "none", "Create the webhook.").in_scope(*(scope or PLACE))


def good(subject, *scope):
    return passed(subject, "a webhook", "there").in_scope(*(scope or PLACE))


def extent(findings):
    return affected(findings, [finding for finding in findings if finding.verdict is Verdict.FAILED])


def day(number):
    return datetime(2026, 11, number, 9, 30, tzinfo=UTC)


def stopped(worked, first):
    return replace(bad("acme/a"), since=Since(worked, first))


class TestExtent:
    def test_counts_subjects_without_advice(self):
        unread = unknown("e", "f", "g").in_scope(*PLACE)
        findings = [bad("a"), bad("b"), good("c"), advice("d", "a run", "none").in_scope(*PLACE), unread]
        assert extent(findings) == "2 of 4"

    def test_is_empty_for_findings_without_a_scope(self):
        permissions = [failed("Webhooks", "Write", "-", "Select it."), passed("Account", "Write", "Write")]
        assert extent(permissions) == ""

    def test_has_thousands_separators(self):
        findings = [*(bad(f"a{number}") for number in range(1037)), *(good(f"b{number}") for number in range(3963))]
        assert extent(findings) == "1,037 of 5,000"

    def test_names_the_narrowest_scope_shared_only_by_affected_subjects(self):
        findings = [
            bad("a", "the project x", "the Bitbucket workspace w"),
            bad("b", "the project x"),
            good("c", "the project y"),
        ]
        assert extent(findings) == "2 of 3, all in the project x"

    def test_does_not_name_a_scope_shared_by_all_subjects(self):
        findings = [bad("a", "the project x"), bad("b", "the project x"), good("c", "the project x")]
        assert extent(findings) == "2 of 3"

    def test_does_not_name_a_scope_without_all_affected_subjects(self):
        findings = [bad("a", "the project x"), bad("b", "the project y"), good("c", "the project z")]
        assert extent(findings) == "2 of 3"

    def test_names_a_single_affected_subject(self):
        assert extent([bad("acme/a"), good("acme/b")]) == "1 of 2: acme/a"

    def test_is_the_name_of_the_only_subject_or_empty(self):
        assert extent([bad("a")]) == "a"
        assert extent([bad("a"), bad("a")]) == "a"
        assert extent([good("a"), good("b")]) == ""

    def test_counts_only_the_selected_failures(self):
        first, second, third = bad("a"), bad("b"), bad("c")
        assert affected([first, second, third], [first, third]) == "2 of 3"


class TestSince:
    def test_reports_the_last_successful_and_the_first_failed_fetch(self):
        assert since([stopped(day(3), day(5)), stopped(day(2), day(9))]) == (
            "Last successful fetch: 03 November 2026, 09:30 UTC. First failed fetch: 05 November 2026, 09:30 UTC."
        )

    def test_reports_the_first_known_failure_without_a_success(self):
        assert since([stopped(None, day(5))]) == "Fetches have been failing since at least 05 November 2026, 09:30 UTC."

    def test_ignores_a_success_after_the_first_failure(self):
        assert since([stopped(day(7), day(8)), stopped(None, day(5))]).startswith(
            "Fetches have been failing since at least 05"
        )

    def test_ignores_a_success_at_the_same_time_as_the_first_failure(self):
        assert since([stopped(day(5), day(5))]).startswith("Fetches have been failing since at least 05")

    def test_is_empty_if_no_finding_reports_it(self):
        assert since([bad("a"), stopped(day(3), None)]) == ""
