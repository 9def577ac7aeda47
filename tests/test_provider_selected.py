"""One provider passes, none fails, and of several one has to be chosen."""

from dataclasses import replace

import pytest

from checks.provider_selected import provider_selected
from checks.sandbox.fault import provider
from checks.sandbox.healthy import PROVIDER
from checks.sandbox.ids import terraform_id
from checks.sandbox.response_faults import ResponseFault, answer, next_page, without

PROVIDERS = "/api/v2/organizations/acme/oauth-clients"
SECOND = terraform_id("oc", "second")


def test_one_passes_by_its_name_and_id(ask):
    told = ask(provider_selected)
    assert told.outcome == "passed"
    assert f"Bitbucket Cloud ({PROVIDER})" in told.words


def test_one_without_a_name_passes_by_its_id(ask):
    told = ask(provider_selected, provider(lambda one: replace(one, name=None)))
    assert told.outcome == "passed"
    assert PROVIDER in told.words


def test_none_fails(ask):
    told = ask(provider_selected, "no-provider")
    assert told.outcome == "failed"
    assert "that this token can see" in told.words


@pytest.mark.parametrize("provider", [None, "oc-gone"])
def test_none_is_unknown_where_the_token_may_only_not_see_it(ask, provider):
    told = ask(provider_selected, "no-provider", "token-cannot-manage-vcs", provider=provider)
    assert told.outcome == "unknown"


def test_none_is_unknown_where_the_rights_of_the_token_are_not_told(ask):
    untold = ResponseFault("terraform", "/api/v2/organizations/acme", without("data.attributes.permissions"))
    assert ask(provider_selected, "no-provider", untold).outcome == "unknown"


def test_several_are_unknown_until_one_is_chosen(ask):
    told = ask(provider_selected, "two-providers")
    assert told.outcome == "unknown"
    assert "TFE_OAUTH_CLIENT_ID" in told.words


def test_the_chosen_one_passes_and_one_that_nobody_authorized_is_advice(ask):
    told = ask(provider_selected, "two-providers", provider=PROVIDER)
    assert told.outcome == "passed"
    assert "never authorized" in told.advice
    assert SECOND in told.advice


def test_another_one_that_was_authorized_is_left_alone(ask):
    def both_authorized(now):
        oauth_tokens = next(one.oauth_tokens for one in now.providers if one.id == PROVIDER)
        return replace(
            now, providers=tuple(replace(one, oauth_tokens=one.oauth_tokens or oauth_tokens) for one in now.providers)
        )

    assert ask(provider_selected, "two-providers", both_authorized, provider=PROVIDER).advice == ""


def test_an_id_that_is_not_there_fails_and_the_others_are_named(ask):
    told = ask(provider_selected, provider="oc-gone")
    assert told.outcome == "failed"
    assert PROVIDER in told.words


def test_an_id_of_another_kind_of_provider_is_not_taken(ask):
    assert ask(provider_selected, provider=terraform_id("oc", "github")).outcome == "failed"


def test_an_agent_pool_is_advice(ask):
    told = ask(provider_selected, "agent-pool-set")
    assert told.outcome == "passed"
    assert "agent pool" in told.advice


@pytest.mark.parametrize(
    "how",
    [answer(404), answer(403), answer(410), answer(429), answer(200, {}), answer(200, {"data": None}), next_page()],
)
def test_a_list_that_cannot_be_read_is_unknown_and_never_none(ask, how):
    assert ask(provider_selected, ResponseFault("terraform", PROVIDERS, how)).outcome == "unknown"
