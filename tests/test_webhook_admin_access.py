"""The authorizing user passes with Admin permission on every repository in use."""

from dataclasses import replace

import pytest
from edited import edited

from checks.sandbox.fixtures import PERSON, SERVICE_USER
from checks.sandbox.healthy import generated
from checks.sandbox.response_faults import ResponseFault, answer, retyped
from checks.sandbox.scenario_changes import repository, vcs_repo, without_objects
from checks.webhook_admin_access import webhook_admin_access

NAMES = ("identifier", "display-identifier", "repository-http-url")
PERMISSIONS = "/2.0/user/workspaces/acme-infra/permissions/repositories"


def test_an_admin_of_every_repository_passes(ask):
    result = ask(webhook_admin_access)
    assert result.outcome == "passed"
    assert "acme-infra/network" in result.words
    assert "acme-infra/platform" in result.words


@pytest.mark.parametrize("level", ["read", "write"])
def test_a_lower_permission_fails_and_names_the_repository(ask, level):
    result = ask(webhook_admin_access, repository("network", lambda one: replace(one, members={SERVICE_USER: level})))
    assert result.outcome == "failed"
    assert f"acme-infra/network | admin | {level}" in result.words


def test_a_missing_permission_fails(ask):
    result = ask(webhook_admin_access, repository("network", lambda one: replace(one, members={PERSON: "admin"})))
    assert result.outcome == "failed"
    assert "was renamed or moved" in result.words


def test_the_permission_none_fails(ask):
    result = ask(webhook_admin_access, repository("network", lambda one: replace(one, members={SERVICE_USER: "none"})))
    assert result.outcome == "failed"
    assert "acme-infra/network | admin | no access" in result.words


@pytest.mark.parametrize("fault", ["authorized-by-the-wrong-user", "authorizing-user-not-reported"])
def test_an_account_that_is_not_confirmed_as_the_authorizing_user_is_unknown(ask, fault):
    assert ask(webhook_admin_access, fault).outcome == "unknown"
    result = ask(webhook_admin_access, fault, "service-user-cannot-administer")
    assert result.outcome == "unknown"
    assert "Acme Terraform" in result.words


@pytest.mark.parametrize("identifier", ["Acme-Infra/Network", "ACME-INFRA/NETWORK"])
def test_ignores_the_case_of_a_repository_name(ask, identifier):
    same = vcs_repo("network-production", lambda one: replace(one, identifier=identifier))
    assert ask(webhook_admin_access, same).outcome == "passed"


def test_ignores_the_case_of_a_name_from_bitbucket(ask):
    body = {"values": [{"permission": "admin", "repository": {"full_name": "Acme-Infra/Network"}}]}
    result = ask(
        webhook_admin_access,
        ResponseFault("bitbucket", PERMISSIONS, answer(200, body)),
        repositories=("acme-infra/network",),
    )
    assert result.outcome == "passed"


def test_requests_a_single_repository_by_its_name(ask, requests_log):
    assert ask(webhook_admin_access, repositories=("acme-infra/network",)).outcome == "passed"
    queries = [one.query for one in requests_log if one.path == PERMISSIONS]
    assert len(queries) == 1
    assert queries[0].startswith("q=repository.full_name%3D%22acme-infra%2Fnetwork%22&")


def test_requests_several_repositories_in_pages_of_a_hundred(ask, requests_log):
    result = ask(webhook_admin_access, lambda now: generated(130, now.clock))
    assert result.outcome == "passed"
    assert result.words.count("| admin | admin") == 130
    assert sum(one.path == PERMISSIONS for one in requests_log) == 2


@pytest.mark.parametrize("how", [answer(403), answer(404), answer(410), answer(429), answer(200, {"size": 1})])
def test_unreadable_permissions_are_unknown(ask, how):
    assert ask(webhook_admin_access, ResponseFault("bitbucket", PERMISSIONS, how)).outcome == "unknown"


@pytest.mark.parametrize("permission", [None, "owner", ["admin"]])
def test_an_invalid_permission_is_unknown(ask, permission):
    odd = ResponseFault("bitbucket", PERMISSIONS, retyped("values.*.permission", permission))
    assert ask(webhook_admin_access, odd).outcome == "unknown"


def test_without_a_terraform_workspace_that_uses_the_provider_it_does_not_apply(ask):
    assert (
        ask(webhook_admin_access, lambda now: without_objects(replace(now, terraform_workspaces=()))).outcome
        == "not_applicable"
    )


@pytest.mark.parametrize("name", ["", None, "acme-infra", "acme-infra/", "/network"])
def test_a_repository_without_a_full_name_is_unknown_without_a_request(ask, requests_log, name):
    def nameless(document):
        for one in document["data"]:
            if one["attributes"]["name"] == "network-production":
                one["attributes"]["vcs-repo"] |= dict.fromkeys(NAMES, name)

    result = ask(webhook_admin_access, ResponseFault("terraform", "*/workspaces", edited(nameless)))
    assert result.outcome == "unknown"
    assert "no access" not in result.words
    assert "acme-infra/platform | admin | admin" in result.words
    assert not [one for one in requests_log if "full_name%3D%22%22" in one.query]
