"""A Terraform workspace on Bitbucket Cloud passes if its authorization exists."""

from dataclasses import replace

import pytest
from edited import edited

from checks.sandbox.faults.objects import policy_sets
from checks.sandbox.healthy import PROVIDER
from checks.sandbox.ids import terraform_id, uuid_of
from checks.sandbox.response_faults import ResponseFault, answer, retyped, without
from checks.sandbox.scenario_changes import provider, vcs_repo, without_objects
from checks.token_references import token_references

PROVIDERS = "/api/v2/organizations/acme/oauth-clients"
WORKSPACES = "/api/v2/organizations/acme/workspaces"


def test_existing_authorizations_pass(ask):
    assert ask(token_references).outcome == "passed"


def test_a_missing_authorization_fails_and_names_the_workspace(ask):
    result = ask(token_references, "workspace-keeps-the-old-token")
    assert result.outcome == "failed"
    assert "platform-staging" in result.words


def test_checks_only_the_selected_workspaces(ask):
    fault = "workspace-keeps-the-old-token"
    assert ask(token_references, fault, workspaces=("platform-prod*",)).outcome == "passed"
    assert ask(token_references, fault, workspaces=("platform-*",)).outcome == "failed"
    result = ask(token_references, fault, workspaces=("nothing",))
    assert (result.outcome, "none matches" in result.words) == ("unknown", True)


def test_an_authorization_of_another_provider_passes(ask):
    def moved(now):
        first = next(one for one in now.providers if one.id == PROVIDER)
        second = replace(first, id=terraform_id("oc", "second"), uuid=uuid_of("second"))
        others = tuple(one for one in now.providers if one.id != PROVIDER)
        return replace(now, providers=(*others, replace(first, oauth_tokens=()), second))

    assert ask(token_references, moved, provider=PROVIDER).outcome == "passed"


def test_a_provider_without_its_authorization_fails(ask):
    assert ask(token_references, provider(lambda one: replace(one, oauth_tokens=()))).outcome == "failed"


def test_unreported_authorizations_are_unknown(ask):
    hidden = ResponseFault("terraform", PROVIDERS, without("data.*.relationships.oauth-tokens"))
    assert ask(token_references, hidden).outcome == "unknown"


def test_is_unknown_if_the_token_might_not_see_the_authorization(ask):
    result = ask(token_references, "workspace-keeps-the-old-token", "token-cannot-manage-vcs")
    assert result.outcome == "unknown"
    assert "a token that has the permission Manage VCS settings" in result.words


def test_does_not_show_a_token_in_the_id_field(ask):
    secret = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"
    result = ask(token_references, vcs_repo("platform-staging", lambda one: replace(one, oauth_token_id=secret)))
    assert result.outcome == "failed"
    assert "platform-staging" in result.words
    assert secret[:8] not in result.words


def test_an_unreported_authorization_of_a_workspace_is_unknown(ask):
    hidden = ResponseFault("terraform", WORKSPACES, answer(200, one_workspace(**{"oauth-token-id": None})))
    assert ask(token_references, hidden).outcome == "unknown"


def test_ignores_a_workspace_on_another_vcs_service(ask):
    elsewhere = vcs_repo("platform-staging", lambda one: replace(one, service_provider="github", oauth_token_id="ot-x"))
    assert ask(token_references, elsewhere).outcome == "passed"


def test_ignores_an_object_that_uses_the_provider_of_another_vcs_service(ask):
    token = terraform_id("ot", "github")
    elsewhere = policy_sets(lambda one: replace(one, vcs_repo=replace(one.vcs_repo, oauth_token_id=token)))
    unreported = ResponseFault("terraform", "*/policy-sets", without("data.*.attributes.vcs-repo.service-provider"))
    result = ask(token_references, elsewhere, unreported)
    assert (result.outcome, "platform-policies" in result.words) == ("passed", False)


def test_without_any_terraform_workspace_it_does_not_apply(ask):
    assert (
        ask(token_references, lambda now: without_objects(replace(now, terraform_workspaces=()))).outcome
        == "not_applicable"
    )


class TestList:
    @pytest.mark.parametrize(
        "how",
        [
            retyped("meta.pagination.total-pages", None),
            without("meta.pagination"),
            retyped("data", None),
            answer(404),
            answer(403),
        ],
    )
    def test_that_might_be_incomplete_is_unknown(self, ask, how):
        assert ask(token_references, ResponseFault("terraform", WORKSPACES, how)).outcome == "unknown"

    def test_that_changed_during_the_read_is_unknown(self, ask):
        pagination = {"total-pages": 2, "total-count": 5, "current-page": 1, "next-page": 2}
        linked = edited(
            lambda document: document.update(meta={"pagination": pagination}, links={"next": "/api/v2/workspaces?2"})
        )
        result = ask(token_references, ResponseFault("terraform", WORKSPACES, linked, times=1))
        assert result.outcome == "unknown"
        assert "changed while it was read" in result.words


def one_workspace(**repo: object) -> dict[str, object]:
    vcs = {"service-provider": "bitbucket_hosted", "identifier": "acme-infra/network"} | repo
    workspace = {"id": "ws-1", "attributes": {"name": "network", "vcs-repo": vcs}}
    return {"data": [workspace], "meta": {"pagination": {"total-pages": 1, "total-count": 1}}}
