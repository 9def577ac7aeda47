"""A token passes when it is accepted and sees the organization; whether it may change anything is advice."""

import pytest

from checks.sandbox.response_faults import ResponseFault, answer, proxy_page, without
from checks.terraform_token import terraform_token

ORGANIZATION = "/api/v2/organizations/acme"


def test_a_token_that_is_accepted_and_sees_the_organization_passes(ask):
    told = ask(terraform_token)
    assert told.outcome == "passed"
    assert "as api-team_1" in told.words


def test_a_refused_token_is_an_error_of_ours_and_names_what_to_look_at(ask):
    told = ask(terraform_token, "terraform-token-expired")
    assert told.outcome == "error"
    assert "Check TFE_TOKEN and TFE_ORGANIZATION" in told.words


@pytest.mark.parametrize("fault", ["misspelled-organization", "token-of-another-organization"])
def test_an_organization_out_of_sight_is_unknown_and_nobody_says_that_it_does_not_exist(ask, fault):
    told = ask(terraform_token, fault)
    assert told.outcome == "unknown"
    assert "does not exist" not in told.words
    assert "TFE_ORGANIZATION" in told.words


def test_without_the_permission_to_manage_vcs_settings_it_passes_with_advice(ask):
    told = ask(terraform_token, "token-cannot-manage-vcs")
    assert told.outcome == "passed"
    assert "Manage VCS settings" in told.advice


def test_a_permission_that_is_not_told_is_no_reason_for_advice(ask):
    told = ask(terraform_token, ResponseFault("terraform", ORGANIZATION, without("data.attributes.permissions")))
    assert (told.outcome, told.advice) == ("passed", "")


def test_an_account_without_a_name_is_accepted_all_the_same(ask):
    path = "/api/v2/account/details"
    assert (
        ask(terraform_token, ResponseFault("terraform", path, without("data.attributes.username"))).outcome == "passed"
    )


@pytest.mark.parametrize("how", [answer(403, "no"), answer(429), proxy_page(), answer(200, "<html>", "text/html")])
def test_an_answer_that_is_none_is_unknown(ask, how):
    assert ask(terraform_token, ResponseFault("terraform", ORGANIZATION, how)).outcome == "unknown"
