"""Key and secret pass if Bitbucket accepts them, even with an error that names a problem of the consumer."""

from dataclasses import replace

import pytest

from checks.consumer_credentials import consumer_credentials
from checks.sandbox.response_faults import ResponseFault, answer, proxy_page, without

TOKEN = "/site/oauth2/access_token"


def token_error(status: int, error: str, description: str | None = None) -> ResponseFault:
    body = {"error": error} | ({"error_description": description} if description else {})
    return ResponseFault("bitbucket", TOKEN, answer(status, body))


def test_accepted_credentials_pass(ask):
    assert ask(consumer_credentials).outcome == "passed"


@pytest.mark.parametrize("fault", ["public-consumer", "blank-callback"])
def test_an_error_about_the_consumer_proves_that_the_credentials_were_accepted(ask, fault):
    assert ask(consumer_credentials, fault).outcome == "passed"


def test_a_key_that_is_longer_than_its_secret_might_be_swapped(ask):
    def swapped(now):
        key, secret = now.credentials.client_id, now.credentials.client_secret
        return replace(now, credentials=replace(now.credentials, client_id=secret, client_secret=key))

    assert "check whether you swapped them" in ask(consumer_credentials, swapped).words
    assert "swapped" not in ask(consumer_credentials, "wrong-secret").words


@pytest.mark.parametrize("fault", ["wrong-secret", "consumer-deleted", "consumer-locked-out"])
def test_rejected_credentials_fail_with_the_advice_to_wait(ask, fault):
    result = ask(consumer_credentials, fault)
    assert result.outcome == "failed"
    assert "wait" in result.words


def test_the_standard_invalid_client_error_fails(ask):
    assert ask(consumer_credentials, token_error(401, "invalid_client")).outcome == "failed"


@pytest.mark.parametrize(
    ("error", "description"),
    [
        ("invalid_request", "Missing parameter."),
        ("invalid_grant", "The grant is not valid."),
        ("unsupported_grant_type", None),
        ("temporarily_unavailable", None),
        ("unauthorized_client", "The client may not use the grant type client_credentials."),
    ],
)
def test_any_other_error_is_unknown(ask, error, description):
    assert ask(consumer_credentials, token_error(400, error, description)).outcome == "unknown"


@pytest.mark.parametrize(
    "how",
    [
        proxy_page(),
        answer(429, "Rate limit for this resource has been exceeded", "text/plain"),
        answer(503),
        answer(200, {}),
        answer(200, "<html>", "text/html"),
        without("access_token"),
    ],
)
def test_an_invalid_response_is_unknown_and_not_requested_again(ask, requests_log, how):
    assert ask(consumer_credentials, ResponseFault("bitbucket", TOKEN, how)).outcome == "unknown"
    assert len(requests_log) == 1


def test_redacts_the_secret_in_bitbuckets_message(ask, sandbox):
    secret = sandbox().state.scenario.credentials.client_secret
    result = ask(consumer_credentials, token_error(400, "unauthorized_client", f"Unknown secret {secret}"))
    assert secret not in result.words
    assert "(hidden)" in result.words
