"""A provider passes if its scope includes the project of every Terraform workspace that uses it."""

from dataclasses import replace

import pytest

from checks.provider_scope import provider_scope
from checks.sandbox.healthy import DEFAULT_PROJECT, NETWORK_PROJECT
from checks.sandbox.response_faults import ResponseFault, retyped, without
from checks.sandbox.scenario_changes import provider, without_objects

PROVIDERS = "/api/v2/organizations/acme/oauth-clients"
WORKSPACES = "/api/v2/organizations/acme/workspaces"


def limited(*projects: str):
    return provider(lambda one: replace(one, organization_scoped=False, projects=projects))


def test_a_provider_for_all_projects_passes(ask):
    assert ask(provider_scope).outcome == "passed"


def test_a_provider_limited_to_the_projects_in_use_passes(ask):
    assert ask(provider_scope, limited(DEFAULT_PROJECT, NETWORK_PROJECT)).outcome == "passed"


def test_a_missing_project_fails_and_names_the_workspace(ask):
    result = ask(provider_scope, limited(DEFAULT_PROJECT))
    assert result.outcome == "failed"
    assert "network-production" in result.words
    assert NETWORK_PROJECT in result.words


def test_a_provider_without_any_project_fails(ask):
    assert ask(provider_scope, limited()).outcome == "failed"


class TestUnusedProvider:
    @staticmethod
    def without_workspaces(now):
        return without_objects(replace(now, terraform_workspaces=()))

    def test_passes_for_all_projects(self, ask):
        assert ask(provider_scope, self.without_workspaces).outcome == "passed"

    def test_does_not_apply_if_it_is_limited_to_projects(self, ask):
        assert ask(provider_scope, limited(DEFAULT_PROJECT), self.without_workspaces).outcome == "not_applicable"


@pytest.mark.parametrize(
    "how",
    [
        retyped("data.*.attributes.organization-scoped", None),
        without("data.*.attributes.organization-scoped"),
        retyped("data.*.attributes.organization-scoped", "true"),
    ],
)
def test_an_unreported_scope_is_unknown(ask, how):
    assert ask(provider_scope, ResponseFault("terraform", PROVIDERS, how)).outcome == "unknown"


@pytest.mark.parametrize("how", [without("data.*.relationships.projects"), retyped("data.*.relationships.projects", 1)])
def test_unreported_projects_are_unknown(ask, how):
    assert (
        ask(provider_scope, limited(DEFAULT_PROJECT), ResponseFault("terraform", PROVIDERS, how)).outcome == "unknown"
    )


def test_an_unreported_project_of_a_workspace_is_unknown(ask):
    hidden = ResponseFault("terraform", WORKSPACES, without("data.*.relationships.project"))
    result = ask(provider_scope, limited(DEFAULT_PROJECT, NETWORK_PROJECT), hidden)
    assert result.outcome == "unknown"
    assert "project not reported" in result.words


def test_checks_only_the_selected_workspaces(ask):
    assert ask(provider_scope, limited(DEFAULT_PROJECT), workspaces=("platform-*",)).outcome == "passed"
