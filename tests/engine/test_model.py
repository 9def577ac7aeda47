"""The outcome of a check is derived from its findings."""

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
def sample_check(_connection):
    """A sample value is correct.

    A wrong value stops runs.
    """
    yield passed("a", "b", "b")


PASSED, FAILED = passed("a", "b", "b"), failed("a", "b", "c", "Fix it.")
UNKNOWN, ADVICE = unknown("a", "b", "c"), advice("a", "b", "c")


def outcome(*findings: Finding, ended: Ended | None = None) -> Outcome:
    return Result(sample_check, findings, ended).outcome


class TestOutcome:
    def test_no_findings_are_an_error_and_never_a_pass(self):
        assert outcome() is Outcome.ERROR

    def test_only_advice_is_an_error(self):
        assert outcome(ADVICE) is Outcome.ERROR

    def test_a_passed_finding_passes(self):
        assert outcome(PASSED) is Outcome.PASSED

    def test_unknown_takes_precedence_over_passed(self):
        assert outcome(PASSED, UNKNOWN, PASSED) is Outcome.UNKNOWN

    def test_failed_takes_precedence_over_unknown(self):
        assert outcome(UNKNOWN, FAILED, PASSED) is Outcome.FAILED

    @pytest.mark.parametrize(
        "findings", [*combinations((PASSED, UNKNOWN, FAILED), 2), (PASSED,), (FAILED,), (UNKNOWN,)]
    )
    def test_advice_does_not_change_the_outcome(self, findings):
        assert outcome(*findings, ADVICE) is outcome(*findings)

    @pytest.mark.parametrize("early", [Outcome.UNKNOWN, Outcome.ERROR, Outcome.NOT_APPLICABLE, Outcome.SKIPPED])
    def test_an_early_end_takes_precedence_over_passed_findings(self, early):
        assert outcome(PASSED, ended=Ended(early, "Because.")) is early

    def test_a_failed_finding_takes_precedence_over_a_later_error(self):
        assert outcome(FAILED, ended=Ended(Outcome.ERROR, "Because.")) is Outcome.FAILED


class TestCheck:
    def test_takes_its_id_and_texts_from_the_function(self):
        assert sample_check.id == "sample-check"
        assert sample_check.title == "A sample value is correct"
        assert sample_check.why == "A wrong value stops runs."

    def test_lists_the_credentials_of_its_reads_once(self):
        assert sample_check.credentials == (Credential.TERRAFORM_TOKEN, Credential.BITBUCKET_TOKEN)

    def test_links_to_the_page_of_its_step(self):
        assert sample_check.anchor == "create-consumer#sample-check"


class TestStep:
    def test_steps_are_numbered_in_the_order_of_the_guide(self):
        assert [step.number for step in Step if step.number] == [1, 2, 3, 4]

    def test_a_heading_includes_the_step_number_if_the_step_has_one(self):
        assert Step.CONSUMER.heading == "Step 2: Create an OAuth consumer in Bitbucket Cloud"
        assert Step.CREATE_WORKSPACE.heading == "Create a Terraform workspace"


def test_selects_findings_by_verdict():
    result = Result(sample_check, (PASSED, FAILED, PASSED))
    assert result.of(Verdict.PASSED) == (PASSED, PASSED)
