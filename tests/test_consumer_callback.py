"""A consumer passes that has any callback URL at all; whether it is the right one, another check asks."""

from checks.consumer_callback import consumer_callback


def test_a_consumer_with_a_callback_url_passes(ask):
    assert ask(consumer_callback).outcome == "passed"


def test_a_blank_one_fails_in_bitbuckets_own_words(ask):
    told = ask(consumer_callback, "blank-callback")
    assert told.outcome == "failed"
    assert "No callback uri defined for the OAuth client." in told.words


def test_a_public_consumer_does_not_tell(ask):
    assert ask(consumer_callback, "public-consumer").outcome == "unknown"


def test_it_is_not_asked_of_a_refused_pair(ask):
    assert ask(consumer_callback, "wrong-secret").outcome == "skipped"
