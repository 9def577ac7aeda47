"""A single provider passes, no provider fails, and one of several providers must be selected."""

from dataclasses import replace

import pytest

from checks.diagnosis.solutions import of_finding
from checks.facts.guide_sections import ADD_PROVIDER
from checks.provider_selected import provider_selected
from checks.sandbox.healthy import PROVIDER
from checks.sandbox.ids import terraform_id
from checks.sandbox.response_faults import ResponseFault, answer, next_page, without
from checks.sandbox.scenario_changes import provider

PROVIDERS = "/api/v2/organizations/acme/oauth-clients"
SECOND = terraform_id("oc", "second")


def test_a_single_provider_passes_with_its_name_and_id(ask):
    result = ask(provider_selected)
    assert result.outcome == "passed"
    assert f"Bitbucket Cloud ({PROVIDER})" in result.words


def test_a_provider_without_a_name_passes_with_its_id(ask):
    result = ask(provider_selected, provider(lambda one: replace(one, name=None)))
    assert result.outcome == "passed"
    assert PROVIDER in result.words


def test_fails_without_a_provider_and_links_to_the_step_that_adds_it(ask):
    result = ask(provider_selected, "no-provider")
    (finding,) = result.open
    assert of_finding(provider_selected, finding) == ADD_PROVIDER
    assert result.outcome == "failed"
    assert "that this token can see" in result.words


@pytest.mark.parametrize("provider", [None, "oc-missing"])
def test_is_unknown_if_the_token_might_not_see_the_provider(ask, provider):
    result = ask(provider_selected, "no-provider", "token-cannot-manage-vcs", provider=provider)
    assert result.outcome == "unknown"


def test_is_unknown_if_the_token_permissions_are_not_reported(ask):
    unreported = ResponseFault("terraform", "/api/v2/organizations/acme", without("data.attributes.permissions"))
    assert ask(provider_selected, "no-provider", unreported).outcome == "unknown"


def test_several_providers_are_unknown_without_a_selection(ask):
    result = ask(provider_selected, "two-providers")
    assert result.outcome == "unknown"
    assert "TFE_OAUTH_CLIENT_ID" in result.words


def test_the_selected_provider_passes_and_an_unauthorized_one_is_advice(ask):
    result = ask(provider_selected, "two-providers", provider=PROVIDER)
    assert result.outcome == "passed"
    assert "never authorized" in result.advice
    assert SECOND in result.advice


def test_another_authorized_provider_causes_no_advice(ask):
    def both_authorized(now):
        oauth_tokens = next(one.oauth_tokens for one in now.providers if one.id == PROVIDER)
        return replace(
            now, providers=tuple(replace(one, oauth_tokens=one.oauth_tokens or oauth_tokens) for one in now.providers)
        )

    assert ask(provider_selected, "two-providers", both_authorized, provider=PROVIDER).advice == ""


def test_an_unknown_id_fails_and_names_the_other_providers(ask):
    result = ask(provider_selected, provider="oc-missing")
    assert result.outcome == "failed"
    assert PROVIDER in result.words


def test_the_id_of_another_vcs_service_fails(ask):
    assert ask(provider_selected, provider=terraform_id("oc", "github")).outcome == "failed"


def test_an_agent_pool_is_advice(ask):
    result = ask(provider_selected, "agent-pool-set")
    assert result.outcome == "passed"
    assert "agent pool" in result.advice


@pytest.mark.parametrize(
    "how",
    [answer(404), answer(403), answer(410), answer(429), answer(200, {}), answer(200, {"data": None}), next_page()],
)
def test_an_unreadable_list_is_unknown(ask, how):
    assert ask(provider_selected, ResponseFault("terraform", PROVIDERS, how)).outcome == "unknown"


@pytest.mark.parametrize(
    ("service", "outcome"),
    [
        ("bitbucket", "unknown"),
        ("bitbucket_cloud", "unknown"),
        ("bitbucket_hosted_v2", "unknown"),
        ("Bitbucket_Hosted", "unknown"),
        ("bitbucket_data_center", "failed"),
        ("github", "failed"),
    ],
)
def test_a_service_with_an_unknown_name_could_be_bitbucket_cloud(ask, service, outcome):
    renamed = provider(lambda one: replace(one, service_provider=service))
    assert ask(provider_selected, renamed).outcome == outcome
