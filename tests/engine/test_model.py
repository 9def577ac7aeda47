"""A verdict is derived from what was found, never stated."""

from itertools import combinations

import pytest

from checks.engine.model import (
    Ended,
    Finding,
    Outcome,
    Result,
    Step,
    Verdict,
    advice,
    check,
    failed,
    passed,
    unknown,
)
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential


@check(Step.CONSUMER, reads=(terraform.OAUTH_CLIENTS, bitbucket.HOOKS, bitbucket.USER))
def some_question(_connection):
    """Something is as it should be.

    Because it matters.
    """
    yield passed("a", "b", "b")


PASSED, FAILED = passed("a", "b", "b"), failed("a", "b", "c", "Mend it.")
UNKNOWN, ADVICE = unknown("a", "b", "c"), advice("a", "b", "c")


def outcome(*findings: Finding, ended: Ended | None = None) -> Outcome:
    return Result(some_question, findings, ended).outcome


class TestOutcome:
    def test_nothing_found_is_an_error_and_never_a_pass(self):
        assert outcome() is Outcome.ERROR

    def test_advice_alone_proves_nothing(self):
        assert outcome(ADVICE) is Outcome.ERROR

    def test_something_right_passes(self):
        assert outcome(PASSED) is Outcome.PASSED

    def test_unknown_outweighs_right(self):
        assert outcome(PASSED, UNKNOWN, PASSED) is Outcome.UNKNOWN

    def test_wrong_outweighs_unknown(self):
        assert outcome(UNKNOWN, FAILED, PASSED) is Outcome.FAILED

    @pytest.mark.parametrize(
        "findings", [*combinations((PASSED, UNKNOWN, FAILED), 2), (PASSED,), (FAILED,), (UNKNOWN,)]
    )
    def test_advice_changes_nothing(self, findings):
        assert outcome(*findings, ADVICE) is outcome(*findings)

    @pytest.mark.parametrize("early", [Outcome.UNKNOWN, Outcome.ERROR, Outcome.NOT_APPLICABLE, Outcome.SKIPPED])
    def test_an_early_end_outweighs_what_was_right_until_then(self, early):
        assert outcome(PASSED, ended=Ended(early, "Because.")) is early

    def test_something_wrong_is_kept_whatever_happened_after(self):
        assert outcome(FAILED, ended=Ended(Outcome.ERROR, "Because.")) is Outcome.FAILED


class TestCheck:
    def test_takes_its_names_from_the_function(self):
        assert some_question.id == "some-question"
        assert some_question.title == "Something is as it should be"
        assert some_question.why == "Because it matters."

    def test_needs_the_credentials_of_its_reads_each_once(self):
        assert some_question.credentials == (Credential.TERRAFORM_TOKEN, Credential.BITBUCKET_TOKEN)

    def test_stands_on_the_page_of_its_step(self):
        assert some_question.anchor == "create-consumer#some-question"


class TestStep:
    def test_steps_are_numbered_one_to_four_in_the_order_of_the_guide(self):
        assert [step.number for step in Step if step.number] == [1, 2, 3, 4]

    def test_a_heading_names_the_number_where_there_is_one(self):
        assert Step.CONSUMER.heading == "Step 2: Create an OAuth consumer in Bitbucket Cloud"
        assert Step.CREATE_WORKSPACE.heading == "Create a Terraform workspace"


def test_findings_of_one_verdict_can_be_asked_for():
    result = Result(some_question, (PASSED, FAILED, PASSED))
    assert result.of(Verdict.PASSED) == (PASSED, PASSED)
