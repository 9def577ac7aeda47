"""All visible objects that use the VCS provider are listed, and a kind that the token can't list is skipped."""

from dataclasses import replace

import pytest

from checks.provider_users import provider_users
from checks.sandbox.faults.objects import modules
from checks.sandbox.response_faults import ResponseFault, answer, without
from checks.sandbox.scenario_changes import without_objects
from checks.sandbox.terraform.state import VcsRepo

ORGANIZATION = "/api/v2/organizations/acme"
LISTS = {
    "registry modules": "registry-modules",
    "policy sets": "policy-sets",
    "Stacks": "stacks",
    "Stack component configurations": "registry-components",
}


def test_each_kind_is_listed_with_the_names_of_those_that_use_the_provider(ask):
    told = ask(provider_users)
    assert told.outcome == "passed"
    for subject, names in {
        "Terraform workspaces": "network-production, platform-production, platform-staging",
        "registry modules": "network/aws",
        "policy sets": "platform-policies",
        "Stacks": "platform-stack",
        "Stack component configurations": "network-component",
    }.items():
        assert f"{subject} | all that use this VCS provider are listed | {names}" in told.words


def test_an_empty_list_does_not_prove_that_there_are_none(ask):
    assert ask(provider_users, without_objects).words.count("none visible to this token") == len(LISTS)


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("kind", LISTS)
def test_a_kind_that_the_token_cannot_list_is_skipped_with_its_reason(ask, kind, status):
    told = ask(provider_users, ResponseFault("terraform", f"{ORGANIZATION}/{LISTS[kind]}", answer(status)))
    assert told.outcome == "passed"
    assert f"{kind} | all that use this VCS provider are listed | skipped: " in told.advice
    assert f" {status}" in told.advice


def test_no_advice_is_to_grant_a_permission_that_allows_changes(ask):
    told = ask(provider_users, "token-cannot-list-policy-sets")
    assert "use a token that already has the permission" in told.advice
    assert "don't grant it only for this check" in told.advice


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_that_fails_for_another_reason_is_unknown(ask, kind):
    told = ask(provider_users, ResponseFault("terraform", f"{ORGANIZATION}/{LISTS[kind]}", answer(500)))
    assert told.outcome == "unknown"
    assert kind in told.words


def test_details_that_the_token_is_not_allowed_to_read_are_skipped(ask):
    told = ask(provider_users, ResponseFault("terraform", "*/registry-modules/private/*", answer(404)))
    assert told.outcome == "passed"
    assert "registry modules" in told.advice


def test_details_that_cannot_be_read_are_unknown(ask):
    told = ask(provider_users, ResponseFault("terraform", "*/registry-components/*", answer(500)))
    assert told.outcome == "unknown"
    assert "Stack component configuration network-component" in told.words


def test_an_object_without_a_token_in_the_response_is_unknown(ask):
    told = ask(provider_users, "policy-set-token-not-reported")
    assert told.outcome == "unknown"
    assert "for 1, HCP Terraform doesn't report the repository or the OAuth token" in told.words


@pytest.mark.parametrize("field", ["vcs-repo", "vcs-repo.oauth-token-id"])
def test_a_workspace_that_might_use_the_provider_is_unknown_and_not_listed(ask, field):
    hidden = ResponseFault("terraform", f"{ORGANIZATION}/workspaces", without(f"data.*.attributes.{field}"))
    told = ask(provider_users, hidden)
    assert told.outcome == "unknown"
    assert "Terraform workspaces | all that use this VCS provider are listed | none visible to" in told.words
    assert "HCP Terraform doesn't report the repository or the OAuth token" in told.words


def test_a_stack_whose_repository_is_not_reported_is_unknown(ask):
    hidden = ResponseFault("terraform", f"{ORGANIZATION}/stacks", without("data.*.attributes.vcs-repo"))
    assert ask(provider_users, hidden).outcome == "unknown"


def test_an_object_on_another_service_is_left_out(ask):
    elsewhere = VcsRepo(identifier="acme/modules", oauth_token_id="ot-github", webhook_url=None)
    told = ask(provider_users, modules(lambda one: replace(one, vcs_repo=elsewhere)))
    assert "registry modules | all that use this VCS provider are listed | none visible" in told.words


def test_patterns_of_workspaces_leave_only_workspaces(ask):
    assert ask(provider_users, workspaces=("network-*",)).outcome == "not_applicable"


def test_patterns_of_repositories_leave_out_the_other_objects(ask):
    told = ask(provider_users, repositories=("*/network",))
    assert told.words.count("none visible to this token") == len(LISTS)
