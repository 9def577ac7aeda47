"""The number of workspaces that HCP Terraform reports must match the list that the token can read."""

from dataclasses import replace

import pytest
from edited import edited

from checks.sandbox.response_faults import ResponseFault, retyped, without
from checks.sandbox.scenario_changes import vcs_repo
from checks.submodules_enabled import submodules_enabled
from checks.workspaces_visible import workspaces_visible

CLIENTS = "/api/v2/organizations/acme/oauth-clients"


def counted(number: object) -> ResponseFault:
    return ResponseFault("terraform", CLIENTS, retyped("data.*.attributes.affected-workspaces-count", number))


def test_a_token_that_sees_all_workspaces_passes(ask):
    assert "3 in the list | 3 in the list" in ask(workspaces_visible).words


def test_a_token_that_sees_some_workspaces_is_unknown_and_a_hidden_one_is_named(ask):
    result = ask(workspaces_visible, "token-sees-some-workspaces")
    assert result.outcome == "unknown"
    assert "1 can't be read, for example platform-staging" in result.words


def test_a_token_that_sees_no_workspace_is_unknown(ask):
    result = ask(workspaces_visible, "token-sees-no-workspace")
    assert result.outcome == "unknown"
    assert "3 can't be read" in result.words


@pytest.mark.parametrize("number", [None, "3", True])
def test_a_number_that_is_not_reported_is_unknown(ask, number):
    assert ask(workspaces_visible, counted(number)).outcome == "unknown"


def test_a_number_that_is_too_small_is_unknown(ask):
    result = ask(workspaces_visible, counted(2))
    assert result.outcome == "unknown"
    assert "Run the checks again" in result.words


def with_names(*names: str) -> ResponseFault:
    return ResponseFault("terraform", CLIENTS, retyped("data.*.attributes.affected-workspaces", list(names)))


def test_a_missing_name_is_unknown_even_if_the_numbers_match(ask):
    result = ask(workspaces_visible, with_names("network-production", "platform-production", "billing"))
    assert result.outcome == "unknown"
    assert "which lacks billing" in result.words


def test_ignores_names_in_another_format(ask):
    assert ask(workspaces_visible, with_names("Network", "Platform", "Staging")).outcome == "passed"


def test_does_not_apply_without_workspaces(ask):
    result = ask(workspaces_visible, lambda now: replace(now, terraform_workspaces=()))
    assert result.outcome == "not_applicable"


def test_is_unknown_without_workspaces_and_without_a_number(ask):
    unnumbered = ResponseFault("terraform", CLIENTS, without("data.*.attributes.affected-workspaces-count"))
    for check in (workspaces_visible, submodules_enabled):
        assert ask(check, lambda now: replace(now, terraform_workspaces=()), unnumbered).outcome == "unknown"


def test_counts_a_workspace_with_the_providers_oauth_token_and_an_unknown_service(ask):
    renamed = vcs_repo("platform-staging", lambda one: replace(one, service_provider="bitbucket"))
    assert ask(workspaces_visible, renamed).outcome == "passed"


def without_token_of_staging(document):
    for one in document["data"]:
        if one["attributes"]["name"] == "platform-staging":
            del one["attributes"]["vcs-repo"]["oauth-token-id"]


UNREPORTED = ResponseFault("terraform", "*/workspaces", edited(without_token_of_staging))


def test_a_workspace_without_a_reported_oauth_token_might_be_the_missing_one(ask):
    result = ask(workspaces_visible, UNREPORTED)
    assert result.outcome == "unknown"
    assert "for example platform-staging" in result.words
    assert "can't be read" not in result.words


def test_a_workspace_without_a_reported_oauth_token_does_not_matter_if_none_is_missing(ask):
    def count(document):
        for one in document["data"]:
            one["attributes"] |= {"affected-workspaces-count": 2, "affected-workspaces": []}

    assert ask(workspaces_visible, UNREPORTED, ResponseFault("terraform", CLIENTS, edited(count))).outcome == "passed"


class TestPatterns:
    def test_excluded_workspaces_can_be_hidden(self, ask):
        result = ask(workspaces_visible, "token-sees-some-workspaces", workspaces=("network-*",))
        assert result.outcome == "passed"

    def test_selected_workspaces_must_be_visible(self, ask):
        result = ask(workspaces_visible, "token-sees-some-workspaces", workspaces=("platform-*",))
        assert result.outcome == "unknown"

    def test_incomplete_names_are_unknown(self, ask):
        unnamed = ResponseFault("terraform", CLIENTS, retyped("data.*.attributes.affected-workspaces", []))
        result = ask(workspaces_visible, "token-sees-some-workspaces", unnamed, workspaces=("network-*",))
        assert result.outcome == "unknown"
