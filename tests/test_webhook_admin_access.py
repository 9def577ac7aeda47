"""The account passes that administers every repository in use, if it is the one that granted access."""

from dataclasses import replace

import pytest
from edited import edited

from checks.sandbox.fault import repository, vcs_repo
from checks.sandbox.fixtures import PERSON, SERVICE_USER
from checks.sandbox.healthy import generated
from checks.sandbox.response_faults import ResponseFault, answer, retyped
from checks.webhook_admin_access import webhook_admin_access

NAMES = ("identifier", "display-identifier", "repository-http-url")
PERMISSIONS = "/2.0/user/workspaces/acme-infra/permissions/repositories"


def test_an_admin_of_every_repository_passes(ask):
    told = ask(webhook_admin_access)
    assert told.outcome == "passed"
    assert "acme-infra/network" in told.words
    assert "acme-infra/platform" in told.words


@pytest.mark.parametrize("level", ["read", "write"])
def test_a_lower_permission_fails_and_names_the_repository(ask, level):
    told = ask(webhook_admin_access, repository("network", lambda one: replace(one, members={SERVICE_USER: level})))
    assert told.outcome == "failed"
    assert f"acme-infra/network | admin | {level}" in told.words


def test_no_permission_at_all_fails(ask):
    told = ask(webhook_admin_access, repository("network", lambda one: replace(one, members={PERSON: "admin"})))
    assert told.outcome == "failed"
    assert "was renamed or moved" in told.words


def test_a_permission_called_none_fails_as_well(ask):
    told = ask(webhook_admin_access, repository("network", lambda one: replace(one, members={SERVICE_USER: "none"})))
    assert told.outcome == "failed"
    assert "acme-infra/network | admin | no access" in told.words


@pytest.mark.parametrize("fault", ["authorized-by-the-wrong-user", "authorizing-user-not-reported"])
def test_an_account_not_shown_to_have_granted_access_proves_nothing_for_better_or_worse(ask, fault):
    assert ask(webhook_admin_access, fault).outcome == "unknown"
    told = ask(webhook_admin_access, fault, "service-user-cannot-administer")
    assert told.outcome == "unknown"
    assert "Acme Terraform" in told.words


@pytest.mark.parametrize("identifier", ["Acme-Infra/Network", "ACME-INFRA/NETWORK"])
def test_the_case_of_a_repositorys_name_does_not_matter(ask, identifier):
    same = vcs_repo("network-production", lambda one: replace(one, identifier=identifier))
    assert ask(webhook_admin_access, same).outcome == "passed"


def test_a_name_that_bitbucket_writes_in_capitals_is_the_same_repository(ask):
    body = {"values": [{"permission": "admin", "repository": {"full_name": "Acme-Infra/Network"}}]}
    told = ask(
        webhook_admin_access,
        ResponseFault("bitbucket", PERMISSIONS, answer(200, body)),
        repositories=("acme-infra/network",),
    )
    assert told.outcome == "passed"


def test_a_single_repository_in_use_is_asked_for_by_its_name(ask, requests_log):
    assert ask(webhook_admin_access, repositories=("acme-infra/network",)).outcome == "passed"
    queries = [one.query for one in requests_log if one.path == PERMISSIONS]
    assert len(queries) == 1
    assert queries[0].startswith("q=repository.full_name%3D%22acme-infra%2Fnetwork%22&")


def test_several_are_asked_for_at_once_in_pages_of_a_hundred(ask, requests_log):
    told = ask(webhook_admin_access, lambda now: generated(130, now.clock))
    assert told.outcome == "passed"
    assert told.words.count("| admin | admin") == 130
    assert sum(one.path == PERMISSIONS for one in requests_log) == 2


@pytest.mark.parametrize("how", [answer(403), answer(404), answer(410), answer(429), answer(200, {"size": 1})])
def test_permissions_that_cannot_be_read_are_unknown(ask, how):
    assert ask(webhook_admin_access, ResponseFault("bitbucket", PERMISSIONS, how)).outcome == "unknown"


@pytest.mark.parametrize("permission", [None, "owner", ["admin"]])
def test_a_permission_that_is_not_one_tells_nothing(ask, permission):
    odd = ResponseFault("bitbucket", PERMISSIONS, retyped("values.*.permission", permission))
    assert ask(webhook_admin_access, odd).outcome == "unknown"


def test_without_a_terraform_workspace_that_uses_the_provider_it_does_not_apply(ask):
    assert ask(webhook_admin_access, lambda now: replace(now, terraform_workspaces=())).outcome == "not_applicable"


@pytest.mark.parametrize("name", ["", None, "acme-infra", "acme-infra/", "/network"])
def test_a_repository_without_a_full_name_is_unknown_and_never_asked_for(ask, requests_log, name):
    def nameless(document):
        for one in document["data"]:
            if one["attributes"]["name"] == "network-production":
                one["attributes"]["vcs-repo"] |= dict.fromkeys(NAMES, name)

    told = ask(webhook_admin_access, ResponseFault("terraform", "*/workspaces", edited(nameless)))
    assert told.outcome == "unknown"
    assert "no access" not in told.words
    assert "acme-infra/platform | admin | admin" in told.words
    assert not [one for one in requests_log if "full_name%3D%22%22" in one.query]
