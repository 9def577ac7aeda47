"""Every Terraform workspace on Bitbucket Cloud passes that uses a grant which is there."""

from dataclasses import replace

import pytest
from edited import edited

from checks.sandbox.fault import provider, vcs_repo, without_objects
from checks.sandbox.healthy import PROVIDER
from checks.sandbox.ids import terraform_id, uuid_of
from checks.sandbox.response_faults import ResponseFault, answer, retyped, without
from checks.token_references import token_references

PROVIDERS = "/api/v2/organizations/acme/oauth-clients"
WORKSPACES = "/api/v2/organizations/acme/workspaces"


def test_grants_that_are_there_pass(ask):
    assert ask(token_references).outcome == "passed"


def test_a_grant_that_is_gone_fails_and_names_the_terraform_workspace(ask):
    told = ask(token_references, "workspace-keeps-the-old-token")
    assert told.outcome == "failed"
    assert "platform-staging" in told.words


def test_only_those_that_the_reader_names_are_looked_at(ask):
    fault = "workspace-keeps-the-old-token"
    assert ask(token_references, fault, workspaces=("platform-prod*",)).outcome == "passed"
    assert ask(token_references, fault, workspaces=("platform-*",)).outcome == "failed"
    told = ask(token_references, fault, workspaces=("nothing",))
    assert (told.outcome, "none matches" in told.words) == ("unknown", True)


def test_a_grant_of_another_provider_is_there_too(ask):
    def handed_on(now):
        first = next(one for one in now.providers if one.id == PROVIDER)
        second = replace(first, id=terraform_id("oc", "second"), uuid=uuid_of("second"))
        others = tuple(one for one in now.providers if one.id != PROVIDER)
        return replace(now, providers=(*others, replace(first, oauth_tokens=()), second))

    assert ask(token_references, handed_on, provider=PROVIDER).outcome == "passed"


def test_a_provider_that_lost_its_grant_fails(ask):
    assert ask(token_references, provider(lambda one: replace(one, oauth_tokens=()))).outcome == "failed"


def test_grants_that_are_not_told_are_unknown_and_nothing_is_called_gone(ask):
    hidden = ResponseFault("terraform", PROVIDERS, without("data.*.relationships.oauth-tokens"))
    assert ask(token_references, hidden).outcome == "unknown"


def test_a_grant_is_not_called_gone_that_the_token_may_only_not_see(ask):
    told = ask(token_references, "workspace-keeps-the-old-token", "token-cannot-manage-vcs")
    assert told.outcome == "unknown"
    assert "a token that has the permission Manage VCS settings" in told.words


def test_a_token_in_the_place_of_its_id_is_never_shown(ask):
    secret = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"
    told = ask(token_references, vcs_repo("platform-staging", lambda one: replace(one, oauth_token_id=secret)))
    assert told.outcome == "failed"
    assert "platform-staging" in told.words
    assert secret[:8] not in told.words


def test_a_terraform_workspace_whose_grant_is_not_told_is_unknown(ask):
    hidden = ResponseFault("terraform", WORKSPACES, answer(200, one_workspace(**{"oauth-token-id": None})))
    assert ask(token_references, hidden).outcome == "unknown"


def test_a_terraform_workspace_on_another_service_is_not_looked_at(ask):
    elsewhere = vcs_repo("platform-staging", lambda one: replace(one, service_provider="github", oauth_token_id="ot-x"))
    assert ask(token_references, elsewhere).outcome == "passed"


def test_without_any_terraform_workspace_it_does_not_apply(ask):
    assert (
        ask(token_references, lambda now: without_objects(replace(now, terraform_workspaces=()))).outcome
        == "not_applicable"
    )


def test_a_token_that_sees_none_proves_nothing(ask):
    assert ask(token_references, "token-sees-no-workspace").outcome == "unknown"


class TestTheList:
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
    def test_one_that_may_not_be_whole_is_unknown(self, ask, how):
        assert ask(token_references, ResponseFault("terraform", WORKSPACES, how)).outcome == "unknown"

    def test_one_that_changed_while_it_was_read_is_unknown(self, ask):
        pagination = {"total-pages": 2, "total-count": 5, "current-page": 1, "next-page": 2}
        linked = edited(
            lambda document: document.update(meta={"pagination": pagination}, links={"next": "/api/v2/workspaces?2"})
        )
        told = ask(token_references, ResponseFault("terraform", WORKSPACES, linked, times=1))
        assert told.outcome == "unknown"
        assert "changed while it was read" in told.words


def one_workspace(**repo: object) -> dict[str, object]:
    vcs = {"service-provider": "bitbucket_hosted", "identifier": "acme-infra/network"} | repo
    workspace = {"id": "ws-1", "attributes": {"name": "network", "vcs-repo": vcs}}
    return {"data": [workspace], "meta": {"pagination": {"total-pages": 1, "total-count": 1}}}
