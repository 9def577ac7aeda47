"""Key and secret pass when Bitbucket accepts them, be it by naming what the consumer lacks."""

import pytest

from checks.consumer_credentials import consumer_credentials
from checks.sandbox.response_faults import ResponseFault, answer, proxy_page, without

TOKEN = "/site/oauth2/access_token"


def refusing(status: int, error: str, description: str | None = None) -> ResponseFault:
    body = {"error": error} | ({"error_description": description} if description else {})
    return ResponseFault("bitbucket", TOKEN, answer(status, body))


def test_an_accepted_pair_passes(ask):
    assert ask(consumer_credentials).outcome == "passed"


@pytest.mark.parametrize("fault", ["public-consumer", "blank-callback"])
def test_a_refusal_that_names_what_the_consumer_lacks_proves_that_the_pair_was_accepted(ask, fault):
    assert ask(consumer_credentials, fault).outcome == "passed"


@pytest.mark.parametrize("fault", ["wrong-secret", "consumer-deleted", "consumer-locked-out"])
def test_a_refused_pair_fails_and_says_to_wait(ask, fault):
    told = ask(consumer_credentials, fault)
    assert told.outcome == "failed"
    assert "wait" in told.words


def test_a_pair_refused_with_401_and_the_name_of_the_standard_fails(ask):
    assert ask(consumer_credentials, refusing(401, "invalid_client")).outcome == "failed"


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
def test_any_other_refusal_proves_nothing(ask, error, description):
    assert ask(consumer_credentials, refusing(400, error, description)).outcome == "unknown"


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
def test_an_answer_that_is_none_is_unknown_and_asked_for_once(ask, requests_log, how):
    assert ask(consumer_credentials, ResponseFault("bitbucket", TOKEN, how)).outcome == "unknown"
    assert len(requests_log) == 1


def test_what_bitbucket_says_is_shown_without_the_secret_that_it_may_repeat(ask, sandbox):
    secret = sandbox().state.scenario.credentials.client_secret
    told = ask(consumer_credentials, refusing(400, "unauthorized_client", f"Unknown secret {secret}"))
    assert secret not in told.words
    assert "(hidden)" in told.words
