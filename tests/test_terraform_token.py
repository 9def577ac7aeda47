"""A token passes if it is accepted and can read the organization. Missing VCS permissions are advice."""

import pytest

from checks.sandbox.response_faults import ResponseFault, answer, proxy_page, without
from checks.terraform_token import terraform_token

ORGANIZATION = "/api/v2/organizations/acme"


def test_an_accepted_token_that_can_read_the_organization_passes(ask):
    result = ask(terraform_token)
    assert result.outcome == "passed"
    assert "as api-team_1" in result.words


def test_a_rejected_token_is_an_error_that_names_the_settings(ask):
    result = ask(terraform_token, "terraform-token-expired")
    assert result.outcome == "error"
    assert "Check TFE_TOKEN and TFE_ORGANIZATION" in result.words


@pytest.mark.parametrize("fault", ["misspelled-organization", "token-of-another-organization"])
def test_an_inaccessible_organization_is_unknown_and_not_reported_as_missing(ask, fault):
    result = ask(terraform_token, fault)
    assert result.outcome == "unknown"
    assert "does not exist" not in result.words
    assert "TFE_ORGANIZATION" in result.words


def test_without_the_permission_to_manage_vcs_settings_it_passes_with_advice(ask):
    result = ask(terraform_token, "token-cannot-manage-vcs")
    assert result.outcome == "passed"
    assert "Manage VCS settings" in result.advice


def test_an_unreported_permission_causes_no_advice(ask):
    result = ask(terraform_token, ResponseFault("terraform", ORGANIZATION, without("data.attributes.permissions")))
    assert (result.outcome, result.advice) == ("passed", "")


def test_accepts_an_account_without_a_name(ask):
    path = "/api/v2/account/details"
    assert (
        ask(terraform_token, ResponseFault("terraform", path, without("data.attributes.username"))).outcome == "passed"
    )


@pytest.mark.parametrize("how", [answer(403, "no"), answer(429), proxy_page(), answer(200, "<html>", "text/html")])
def test_an_invalid_response_is_unknown(ask, how):
    assert ask(terraform_token, ResponseFault("terraform", ORGANIZATION, how)).outcome == "unknown"
