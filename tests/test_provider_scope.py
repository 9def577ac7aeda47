"""A provider passes that covers the project of every Terraform workspace which uses it."""

from dataclasses import replace

import pytest

from checks.provider_scope import provider_scope
from checks.sandbox.fault import provider, without_objects
from checks.sandbox.healthy import DEFAULT_PROJECT, NETWORK_PROJECT
from checks.sandbox.response_faults import ResponseFault, retyped, without

PROVIDERS = "/api/v2/organizations/acme/oauth-clients"
WORKSPACES = "/api/v2/organizations/acme/workspaces"


def limited(*projects: str):
    return provider(lambda one: replace(one, organization_scoped=False, projects=projects))


def test_a_provider_for_all_projects_passes(ask):
    assert ask(provider_scope).outcome == "passed"


def test_one_limited_to_the_projects_that_use_it_passes(ask):
    assert ask(provider_scope, limited(DEFAULT_PROJECT, NETWORK_PROJECT)).outcome == "passed"


def test_one_that_leaves_a_project_out_fails_and_names_the_terraform_workspace(ask):
    told = ask(provider_scope, limited(DEFAULT_PROJECT))
    assert told.outcome == "failed"
    assert "network-production" in told.words
    assert NETWORK_PROJECT in told.words


def test_one_limited_to_no_project_fails(ask):
    assert ask(provider_scope, limited()).outcome == "failed"


class TestAProviderThatNobodyUsesYet:
    @staticmethod
    def unbound(now):
        return without_objects(replace(now, terraform_workspaces=()))

    def test_passes_for_all_projects(self, ask):
        assert ask(provider_scope, self.unbound).outcome == "passed"

    def test_is_not_called_available_to_those_that_use_it_where_it_is_limited(self, ask):
        assert ask(provider_scope, limited(DEFAULT_PROJECT), self.unbound).outcome == "not_applicable"


@pytest.mark.parametrize(
    "how",
    [
        retyped("data.*.attributes.organization-scoped", None),
        without("data.*.attributes.organization-scoped"),
        retyped("data.*.attributes.organization-scoped", "true"),
    ],
)
def test_a_scope_that_is_not_told_is_unknown(ask, how):
    assert ask(provider_scope, ResponseFault("terraform", PROVIDERS, how)).outcome == "unknown"


@pytest.mark.parametrize("how", [without("data.*.relationships.projects"), retyped("data.*.relationships.projects", 1)])
def test_projects_that_are_not_told_are_unknown(ask, how):
    assert (
        ask(provider_scope, limited(DEFAULT_PROJECT), ResponseFault("terraform", PROVIDERS, how)).outcome == "unknown"
    )


def test_a_terraform_workspace_whose_project_is_not_told_is_unknown(ask):
    hidden = ResponseFault("terraform", WORKSPACES, without("data.*.relationships.project"))
    told = ask(provider_scope, limited(DEFAULT_PROJECT, NETWORK_PROJECT), hidden)
    assert told.outcome == "unknown"
    assert "project not reported" in told.words


def test_only_the_terraform_workspaces_that_were_asked_for_are_judged(ask):
    assert ask(provider_scope, limited(DEFAULT_PROJECT), workspaces=("platform-*",)).outcome == "passed"
