"""What HCP Terraform counts and what the token sees must be the same."""

from dataclasses import replace

import pytest
from edited import edited

from checks.sandbox.fault import vcs_repo
from checks.sandbox.response_faults import ResponseFault, retyped, without
from checks.workspaces_visible import workspaces_visible

CLIENTS = "/api/v2/organizations/acme/oauth-clients"


def counted(number: object) -> ResponseFault:
    return ResponseFault("terraform", CLIENTS, retyped("data.*.attributes.affected-workspaces-count", number))


def test_a_token_that_sees_all_of_them_passes(ask):
    assert "3 in the list | 3 in the list" in ask(workspaces_visible).words


def test_a_token_that_sees_some_is_unknown_and_one_that_it_misses_is_named(ask):
    told = ask(workspaces_visible, "token-sees-some-workspaces")
    assert told.outcome == "unknown"
    assert "1 can't be read, for example platform-staging" in told.words


def test_a_token_that_sees_none_is_unknown(ask):
    told = ask(workspaces_visible, "token-sees-no-workspace")
    assert told.outcome == "unknown"
    assert "3 can't be read" in told.words


@pytest.mark.parametrize("number", [None, "3", True])
def test_a_number_that_is_not_reported_is_unknown(ask, number):
    assert ask(workspaces_visible, counted(number)).outcome == "unknown"


def test_a_number_that_is_too_small_is_unknown(ask):
    told = ask(workspaces_visible, counted(2))
    assert told.outcome == "unknown"
    assert "Run the checks again" in told.words


def named(*names: str) -> ResponseFault:
    return ResponseFault("terraform", CLIENTS, retyped("data.*.attributes.affected-workspaces", list(names)))


def test_a_name_that_the_list_lacks_is_unknown_though_the_numbers_agree(ask):
    told = ask(workspaces_visible, named("network-production", "platform-production", "billing"))
    assert told.outcome == "unknown"
    assert "which lacks billing" in told.words


def test_names_of_another_form_prove_nothing(ask):
    assert ask(workspaces_visible, named("Network", "Platform", "Staging")).outcome == "passed"


def test_without_any_it_does_not_apply(ask):
    told = ask(workspaces_visible, lambda now: replace(now, terraform_workspaces=()))
    assert told.outcome == "not_applicable"


def test_none_and_no_number_is_unknown(ask):
    unnumbered = ResponseFault("terraform", CLIENTS, without("data.*.attributes.affected-workspaces-count"))
    assert ask(workspaces_visible, lambda now: replace(now, terraform_workspaces=()), unnumbered).outcome == "unknown"


def test_a_workspace_with_our_oauth_token_counts_whatever_the_service_is_called(ask):
    renamed = vcs_repo("platform-staging", lambda one: replace(one, service_provider="bitbucket"))
    assert ask(workspaces_visible, renamed).outcome == "passed"


def test_one_whose_oauth_token_is_not_reported_may_be_the_one_that_is_missing(ask):
    def change(document):
        for one in document["data"]:
            if one["attributes"]["name"] == "platform-staging":
                del one["attributes"]["vcs-repo"]["oauth-token-id"]

    told = ask(workspaces_visible, ResponseFault("terraform", "*/workspaces", edited(change)))
    assert told.outcome == "unknown"
    assert "for example platform-staging" in told.words
    assert "can't be read" not in told.words


class TestPatterns:
    def test_those_that_the_reader_leaves_out_need_not_be_seen(self, ask):
        told = ask(workspaces_visible, "token-sees-some-workspaces", workspaces=("network-*",))
        assert told.outcome == "passed"

    def test_those_that_the_reader_asks_for_must_be_seen(self, ask):
        told = ask(workspaces_visible, "token-sees-some-workspaces", workspaces=("platform-*",))
        assert told.outcome == "unknown"

    def test_names_that_are_not_all_reported_leave_it_unknown(self, ask):
        unnamed = ResponseFault("terraform", CLIENTS, retyped("data.*.attributes.affected-workspaces", []))
        told = ask(workspaces_visible, "token-sees-some-workspaces", unnamed, workspaces=("network-*",))
        assert told.outcome == "unknown"
