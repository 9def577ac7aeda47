"""A consumer passes if it can use the client credentials grant, and fails if Bitbucket says that it is public."""

from checks.private_consumer import private_consumer
from checks.sandbox.response_faults import ResponseFault, answer


def token_error(error: str, description: str = "") -> ResponseFault:
    body = {"error": error, "error_description": description}
    return ResponseFault("bitbucket", "/site/oauth2/access_token", answer(400, body))


def test_a_private_consumer_passes(ask):
    assert ask(private_consumer).outcome == "passed"


def test_a_public_consumer_fails_and_the_fix_names_the_checkbox(ask):
    result = ask(private_consumer, "public-consumer")
    assert result.outcome == "failed"
    assert "select This is a private consumer" in result.words


def test_is_skipped_if_the_credentials_are_not_known_to_be_accepted(ask):
    assert ask(private_consumer, token_error("invalid_grant", "Something else.")).outcome == "skipped"
