"""A consumer passes if it has a callback URL. Another check compares the URL."""

from checks.consumer_callback import consumer_callback


def test_a_consumer_with_a_callback_url_passes(ask):
    assert ask(consumer_callback).outcome == "passed"


def test_an_empty_callback_url_fails_with_bitbuckets_message(ask):
    result = ask(consumer_callback, "blank-callback")
    assert result.outcome == "failed"
    assert "No callback uri defined for the OAuth client." in result.words
