"""Each finding that needs attention has one section of the guide: of its message, of its error, or of its check."""

from dataclasses import replace
from http import HTTPStatus

import pytest

from checks.clients.errors import ReadError, UnreachableError
from checks.diagnosis.solutions import of_result
from checks.engine.model import Ended, Outcome, failed, passed, unreadable
from checks.facts import bitbucket, guide_sections, messages, ssh, terraform
from checks.facts.credentials import Credential
from checks.facts.failures import match
from checks.facts.guide_sections import of_message

TERRAFORM, BITBUCKET = (terraform.WORKSPACES,), (bitbucket.REPOSITORY,)


def test_a_message_that_the_guide_explains_comes_before_the_check(made):
    finding = replace(failed("a", "b", "c", "d"), known_error=match("Host key verification failed."))
    assert of_result(made.result(finding, name="last-fetch")) == (of_message(messages.HOST_KEY),)


@pytest.mark.parametrize(
    ("status", "reads", "section"),
    [
        (HTTPStatus.TOO_MANY_REQUESTS, TERRAFORM, of_message(messages.TERRAFORM_RATE_LIMIT)),
        (HTTPStatus.TOO_MANY_REQUESTS, BITBUCKET, of_message(messages.BITBUCKET_RATE_LIMIT)),
        (HTTPStatus.UNAUTHORIZED, TERRAFORM, guide_sections.REJECTED_TOKEN),
        (HTTPStatus.NOT_FOUND, TERRAFORM, guide_sections.RESOURCE_NOT_FOUND),
        (HTTPStatus.BAD_GATEWAY, TERRAFORM, guide_sections.UNUSABLE),
        (HTTPStatus.IM_A_TEAPOT, TERRAFORM, guide_sections.FOR_CHECK["webhooks"]),
    ],
)
def test_a_rejected_request_leads_to_the_section_of_its_status(made, status, reads, section):
    finding = unreadable("a", "b", ReadError("The request was rejected.", status=status))
    assert of_result(made.result(finding, reads=reads)) == (section,)


def test_a_rejected_token_of_the_user_leads_to_the_entry_about_tokens(made):
    error = ReadError("Rejected.", status=HTTPStatus.UNAUTHORIZED, message=messages.TOKEN_INVALID.text)
    result = made.result(unreadable("a", "b", error), reads=BITBUCKET)
    assert of_result(result) == (of_message(messages.TOKEN_INVALID),)


def test_what_an_ip_allowlist_blocks_does_not_lead_to_the_check_that_saw_it(made):
    error = ReadError("Rejected.", status=403, message="To access this repository, an admin must whitelist your IP.")
    ended = Ended(Outcome.UNKNOWN, "Rejected.", error)
    result = made.result(ended=ended, name="ssh-key-on-account")
    assert of_result(result) == (of_message(messages.ADDRESS_NOT_ALLOWED),)


def test_a_repository_that_is_not_shown_leads_to_the_section_about_renaming(made):
    finding = replace(failed("acme/x", "Admin", "not found", "Look."), invisible=True)
    assert of_result(made.result(finding, name="webhook-admin-access")) == (guide_sections.RENAMED,)


@pytest.mark.parametrize("ended", [None, Ended(Outcome.ERROR, "The check crashed.")])
def test_a_check_that_did_not_work_leads_to_the_section_for_support(made, ended):
    assert of_result(made.result(ended=ended)) == (guide_sections.PERSISTS,)


@pytest.mark.parametrize("reads", [TERRAFORM, BITBUCKET])
def test_a_host_that_cannot_be_reached_does_not_lead_to_a_rejected_token(made, reads):
    error = UnreachableError("https://terraform.example.com/api couldn't be read: its name can't be resolved.")
    for name in ("terraform-token", "bitbucket-token"):
        result = made.result(ended=Ended(Outcome.UNKNOWN, str(error), error), name=name, reads=reads)
        assert of_result(result) == (guide_sections.UNREACHABLE,)


@pytest.mark.parametrize(
    ("trace", "section"),
    [((), guide_sections.FOR_CREDENTIAL[Credential.SSH_KEY]), (("Traceback",), guide_sections.PERSISTS)],
)
def test_a_key_file_that_cannot_be_read_leads_to_the_section_about_its_path(made, trace, section):
    ended = Ended(Outcome.ERROR, "File not found: /keys/one. Set the path of the private key file.")
    result = made.result(ended=ended, name="ssh-key-format", reads=(ssh.KEY_FILE,))
    assert of_result(replace(result, trace=trace)) == (section,)


def test_equal_findings_share_one_section(made):
    result = made.result(passed("x", "y", "y"), failed("a", "b", "c", "d"), failed("e", "b", "c", "d"))
    assert of_result(result) == (guide_sections.FOR_CHECK["webhooks"],)
