"""A provider passes if it is authorized."""

import pytest

from checks.facts import bitbucket_screens
from checks.provider_authorized import provider_authorized
from checks.sandbox.response_faults import ResponseFault, answer, retyped

TOKENS = "/api/v2/oauth-clients/*/oauth-tokens"


def test_an_authorized_provider_passes_with_the_name_of_the_user(ask):
    result = ask(provider_authorized)
    assert result.outcome == "passed"
    assert "by acme-terraform on " in result.words


def test_fails_without_an_authorization(ask):
    result = ask(provider_authorized, "access-not-granted")
    assert result.outcome == "failed"
    assert f"select {bitbucket_screens.GRANT_ACCESS.text}" in result.words


def test_is_unknown_if_the_token_might_not_see_the_authorization(ask):
    result = ask(provider_authorized, "access-not-granted", "token-cannot-manage-vcs")
    assert result.outcome == "unknown"
    assert "a token that has the permission Manage VCS settings" in result.words


@pytest.mark.parametrize("field", ["service-provider-user", "created-at"])
def test_accepts_an_authorization_with_unreported_fields(ask, field):
    unreported = ResponseFault("terraform", TOKENS, retyped(f"data.*.attributes.{field}", None))
    assert ask(provider_authorized, unreported).outcome == "passed"


@pytest.mark.parametrize("how", [answer(404), answer(403), answer(200, {}), answer(200, {"data": {}})])
def test_an_unreadable_list_of_authorizations_is_unknown(ask, how):
    assert ask(provider_authorized, ResponseFault("terraform", TOKENS, how)).outcome == "unknown"


@pytest.mark.parametrize("listed", [[], [{"id": "ot-another", "type": "oauth-tokens", "attributes": {}}]])
def test_a_list_without_a_token_of_the_provider_is_unknown(ask, listed):
    result = ask(provider_authorized, ResponseFault("terraform", TOKENS, answer(200, {"data": listed})))
    assert result.outcome == "unknown"
    assert "its list lacks 1 of them" in result.words
