"""The totals of a run and its exit status."""

import pytest

from checks.engine.model import Ended, Outcome, failed, passed, unknown
from checks.facts.credentials import Credential
from checks.report.run import join_list
from checks.settings.settings import Settings


@pytest.fixture
def results(made):
    return {
        "passed": made.result(passed("a", "b", "b")),
        "failed": made.result(failed("a", "b", "c", "d")),
        "unknown": made.result(unknown("a", "b", "c")),
        "error": made.result(ended=Ended(Outcome.ERROR, "It failed.")),
        "nothing found": made.result(),
        "not_applicable": made.result(ended=Ended(Outcome.NOT_APPLICABLE, "None.")),
        "skipped": made.result(ended=Ended(Outcome.SKIPPED, "It needs TFE_TOKEN.")),
    }


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ([], 2),
        (["passed"], 0),
        (["passed", "not_applicable"], 0),
        (["passed", "skipped"], 0),
        (["not_applicable"], 2),
        (["skipped"], 2),
        (["passed", "unknown"], 2),
        (["passed", "error"], 2),
        (["passed", "nothing found"], 2),
        (["failed"], 1),
        (["passed", "failed", "unknown", "error"], 1),
    ],
)
def test_the_exit_status_depends_on_the_outcomes(made, results, outcomes, status):
    assert made.run(*(results[outcome] for outcome in outcomes)).exit_status == status


class TestMissingCredential:
    def test_changes_the_exit_status_only_if_all_are_required(self, made, results):
        both = results["passed"], results["skipped"]
        assert made.run(*both, settings=Settings()).exit_status == 0
        assert made.run(*both, settings=Settings(), require_all=True).exit_status == 2

    def test_does_not_hide_a_failure(self, made, results):
        run = made.run(results["failed"], results["skipped"], settings=Settings(), require_all=True)
        assert run.exit_status == 1

    def test_is_counted(self, made, results):
        run = made.run(results["skipped"], results["skipped"], settings=Settings())
        assert run.left_out == {Credential.TERRAFORM_TOKEN: 2}

    def test_is_not_counted_if_all_credentials_are_set(self, made, results):
        assert made.run(results["skipped"], require_all=True).left_out == {}


def test_the_totals_omit_zeros_except_for_passed_and_failed(made, results):
    assert made.run().in_words == "0 passed, 0 failed"
    assert made.run(*made.one_of_each()).in_words == (
        "1 passed, 1 failed, 1 unknown, 1 error, 1 not applicable, 1 skipped"
    )
    assert made.run(*[results["passed"]] * 1234).in_words == "1,234 passed, 0 failed"


def test_joins_names_as_in_a_sentence():
    assert join_list(["a", "b", "c"]) == "a, b, and c"
    assert join_list(["a"]) == "a"
    assert join_list([]) == ""
