"""A consumer passes that may use the client credentials grant, and fails where Bitbucket calls it public."""

from checks.private_consumer import private_consumer
from checks.sandbox.response_faults import ResponseFault, answer


def refusing(error: str, description: str = "") -> ResponseFault:
    body = {"error": error, "error_description": description}
    return ResponseFault("bitbucket", "/site/oauth2/access_token", answer(400, body))


def test_a_private_consumer_passes(ask):
    assert ask(private_consumer).outcome == "passed"


def test_a_public_consumer_fails_and_the_box_is_named(ask):
    told = ask(private_consumer, "public-consumer")
    assert told.outcome == "failed"
    assert "select This is a private consumer" in told.words


def test_a_consumer_without_a_callback_url_does_not_tell(ask):
    assert ask(private_consumer, "blank-callback").outcome == "unknown"


def test_it_is_not_asked_where_nothing_shows_that_the_pair_was_accepted(ask):
    assert ask(private_consumer, refusing("invalid_grant", "Something else.")).outcome == "skipped"


def test_it_is_not_asked_of_a_refused_pair(ask):
    assert ask(private_consumer, "wrong-secret").outcome == "skipped"
