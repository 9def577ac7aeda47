"""A provider passes that somebody has granted access."""

import pytest

from checks.provider_authorized import provider_authorized
from checks.sandbox.response_faults import ResponseFault, answer, retyped

GRANTS = "/api/v2/oauth-clients/*/oauth-tokens"


def test_a_provider_with_a_grant_passes_and_tells_whose(ask):
    told = ask(provider_authorized)
    assert told.outcome == "passed"
    assert "by acme-terraform on " in told.words


def test_without_a_grant_it_fails(ask):
    told = ask(provider_authorized, "access-not-granted")
    assert told.outcome == "failed"
    assert "select Grant access" in told.words


def test_without_a_grant_it_is_unknown_where_the_token_may_only_not_see_it(ask):
    told = ask(provider_authorized, "access-not-granted", "token-cannot-manage-vcs")
    assert told.outcome == "unknown"
    assert "a token that has the permission Manage VCS settings" in told.words


@pytest.mark.parametrize("field", ["service-provider-user", "created-at"])
def test_a_grant_counts_though_hcp_terraform_does_not_tell_all_of_it(ask, field):
    untold = ResponseFault("terraform", GRANTS, retyped(f"data.*.attributes.{field}", None))
    assert ask(provider_authorized, untold).outcome == "passed"


@pytest.mark.parametrize("how", [answer(404), answer(403), answer(200, {}), answer(200, {"data": {}})])
def test_grants_that_cannot_be_read_are_unknown_and_never_none(ask, how):
    assert ask(provider_authorized, ResponseFault("terraform", GRANTS, how)).outcome == "unknown"


@pytest.mark.parametrize("listed", [[], [{"id": "ot-another", "type": "oauth-tokens", "attributes": {}}]])
def test_a_list_that_lacks_a_token_that_the_provider_names_is_unknown(ask, listed):
    told = ask(provider_authorized, ResponseFault("terraform", GRANTS, answer(200, {"data": listed})))
    assert told.outcome == "unknown"
    assert "its list lacks 1 of them" in told.words


def test_it_is_not_asked_of_several_providers(ask):
    assert ask(provider_authorized, "two-providers").outcome == "skipped"
