"""A Bitbucket API token passes if Bitbucket accepts it. An app password is recognized before it is sent."""

import pytest
from edited import edited

from checks.bitbucket_token import bitbucket_token
from checks.sandbox.response_faults import ResponseFault, answer

USER = "/2.0/user"


def test_an_accepted_token_passes_with_the_name_of_the_account(ask):
    result = ask(bitbucket_token)
    assert result.outcome == "passed"
    assert "Acme Terraform" in result.words


def test_an_app_password_is_an_error_without_a_request(ask):
    result = ask(bitbucket_token, "app-password")
    assert result.outcome == "error"
    assert "Set an API token" in result.words
    assert result.evidence == ()


@pytest.mark.parametrize("fault", ["api-token-expired", "email-of-another-account"])
def test_a_rejected_token_is_an_error_that_names_the_settings(ask, fault):
    result = ask(bitbucket_token, fault)
    assert result.outcome == "error"
    assert "Check BITBUCKET_EMAIL and BITBUCKET_API_TOKEN" in result.words


def test_a_410_response_reveals_an_app_password_without_its_prefix(ask):
    how = answer(410, "App passwords are deprecated and must be replaced with API tokens.", "text/plain")
    result = ask(bitbucket_token, ResponseFault("bitbucket", USER, how))
    assert result.outcome == "error"
    assert "Set an API token" in result.words


@pytest.mark.parametrize("words", ["", "CHANGE-2770 - Functionality has been deprecated"])
def test_a_410_response_in_other_words_is_not_blamed_on_an_app_password(ask, words):
    result = ask(bitbucket_token, ResponseFault("bitbucket", USER, answer(410, words, "text/plain")))
    assert result.outcome == "unknown"
    assert "app password" not in result.words


def test_names_a_missing_scope(ask):
    detail = {"required": ["read:user:bitbucket"], "granted": []}
    body = {"type": "error", "error": {"message": "Lacks scopes.", "detail": detail}}
    result = ask(bitbucket_token, ResponseFault("bitbucket", USER, answer(403, body)))
    assert result.outcome == "unknown"
    assert "It needs read:user:bitbucket." in result.words


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_any_other_status_is_unknown(ask, status):
    assert ask(bitbucket_token, ResponseFault("bitbucket", USER, answer(status))).outcome == "unknown"


def test_accepts_an_account_without_a_name(ask):
    result = ask(bitbucket_token, ResponseFault("bitbucket", USER, answer(200, {"account_id": "7:1"})))
    assert result.outcome == "passed"
    assert "an account without a name" in result.words


def test_a_response_without_an_account_is_unknown(ask):
    assert ask(bitbucket_token, ResponseFault("bitbucket", USER, answer(200, {"type": "user"}))).outcome == "unknown"


@pytest.mark.parametrize(("status", "outcome"), [("active", "passed"), (None, "passed"), ("closed", "unknown")])
def test_an_account_that_is_not_active_is_unknown(ask, status, outcome):
    body = edited(lambda user: user.update(account_status=status))
    assert ask(bitbucket_token, ResponseFault("bitbucket", USER, body)).outcome == outcome
