"""The consumer key in the settings passes if it is the provider's key."""

from dataclasses import replace

import pytest

from checks.consumer_key import consumer_key
from checks.sandbox.response_faults import ResponseFault, retyped

PROVIDERS = "/api/v2/organizations/acme/oauth-clients"


def test_the_providers_key_passes(ask):
    assert ask(consumer_key).outcome == "passed"


def test_another_key_fails(ask):
    result = ask(consumer_key, "credentials-of-another-consumer")
    assert result.outcome == "failed"
    assert "another key" in result.words


@pytest.mark.parametrize("length", [8, 60])
def test_names_a_swapped_pair_whatever_the_length_of_the_secret(ask, length):
    secret = "Zq9" * (length // 3)

    def swapped(now):
        given = replace(now.credentials, client_id=secret, client_secret=now.credentials.client_id)
        return replace(now, credentials=given)

    result = ask(consumer_key, swapped)
    assert result.outcome == "failed"
    assert "Exchange the values of BITBUCKET_CLIENT_ID and BITBUCKET_CLIENT_SECRET" in result.words
    assert secret not in result.words


@pytest.mark.parametrize("key", [None, "", 12, "********", "sAnD****", "sAnD\u2026", "\u2022\u2022\u2022\u2022"])
def test_an_unreported_or_masked_key_is_unknown(ask, key):
    result = ask(consumer_key, ResponseFault("terraform", PROVIDERS, retyped("data.*.attributes.key", key)))
    assert result.outcome == "unknown"


def test_sends_requests_only_to_hcp_terraform(ask):
    assert all("/oauth-clients" in line for line in ask(consumer_key).evidence)
