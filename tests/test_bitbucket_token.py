"""A token for Bitbucket passes when it is accepted; an app password is recognized before it is sent."""

import pytest

from checks.bitbucket_token import bitbucket_token
from checks.sandbox.response_faults import ResponseFault, answer

USER = "/2.0/user"


def test_an_accepted_token_passes_and_tells_the_account(ask):
    told = ask(bitbucket_token)
    assert told.outcome == "passed"
    assert "Acme Terraform" in told.words


def test_an_app_password_is_an_error_and_is_never_sent(ask):
    told = ask(bitbucket_token, "app-password")
    assert told.outcome == "error"
    assert "Set an API token" in told.words
    assert told.evidence == ()


@pytest.mark.parametrize("fault", ["api-token-expired", "email-of-another-account"])
def test_a_refused_token_is_an_error_of_ours_and_names_what_to_look_at(ask, fault):
    told = ask(bitbucket_token, fault)
    assert told.outcome == "error"
    assert "Check BITBUCKET_EMAIL and BITBUCKET_API_TOKEN" in told.words


def test_an_app_password_without_its_prefix_is_an_error_once_bitbucket_answers_410(ask):
    how = answer(410, "App passwords are deprecated and must be replaced with API tokens.", "text/plain")
    told = ask(bitbucket_token, ResponseFault("bitbucket", USER, how))
    assert told.outcome == "error"
    assert "Set an API token" in told.words


def test_a_missing_scope_is_told_by_its_name(ask):
    detail = {"required": ["read:user:bitbucket"], "granted": []}
    body = {"type": "error", "error": {"message": "Lacks scopes.", "detail": detail}}
    told = ask(bitbucket_token, ResponseFault("bitbucket", USER, answer(403, body)))
    assert told.outcome == "unknown"
    assert "It needs read:user:bitbucket." in told.words


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_any_other_answer_is_unknown(ask, status):
    assert ask(bitbucket_token, ResponseFault("bitbucket", USER, answer(status))).outcome == "unknown"


def test_an_account_that_tells_no_name_is_accepted_all_the_same(ask):
    told = ask(bitbucket_token, ResponseFault("bitbucket", USER, answer(200, {"account_id": "7:1"})))
    assert told.outcome == "passed"
    assert "an account without a name" in told.words


def test_an_answer_that_names_no_account_accepts_nothing(ask):
    assert ask(bitbucket_token, ResponseFault("bitbucket", USER, answer(200, {"type": "user"}))).outcome == "unknown"
