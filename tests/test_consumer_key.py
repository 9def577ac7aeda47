"""The key that was given passes if it is the provider's."""

import pytest

from checks.consumer_key import consumer_key
from checks.sandbox.response_faults import ResponseFault, retyped

PROVIDERS = "/api/v2/organizations/acme/oauth-clients"


def test_the_providers_key_passes(ask):
    assert ask(consumer_key).outcome == "passed"


def test_another_key_fails(ask):
    told = ask(consumer_key, "credentials-of-another-consumer")
    assert told.outcome == "failed"
    assert "another key" in told.words


@pytest.mark.parametrize("key", [None, "", 12])
def test_a_key_that_hcp_terraform_does_not_tell_is_unknown(ask, key):
    told = ask(consumer_key, ResponseFault("terraform", PROVIDERS, retyped("data.*.attributes.key", key)))
    assert told.outcome == "unknown"


def test_it_is_not_asked_without_a_provider(ask):
    assert ask(consumer_key, "no-provider").outcome == "skipped"


def test_it_asks_no_one_but_hcp_terraform(ask):
    assert all("/oauth-clients" in line for line in ask(consumer_key).evidence)
