from datetime import UTC, datetime

import pytest

from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.healthy import PROVIDER, healthy
from checks.sandbox.ids import terraform_id

NETWORK = "/organizations/acme/workspaces/network-production"
HOOKS = "/repositories/acme-infra/{}/hooks"


def bound(**repo):
    return {"data": {"type": "workspaces", "attributes": {"vcs-repo": repo}}}


def error(answer):
    assert answer.status_code == 422
    return answer.json()["errors"][0]


def test_binding_anew_puts_a_deleted_webhook_back(services):
    started = services("hook-deleted")
    assert started.bitbucket.body(HOOKS.format("network"))["values"] == []
    answer = started.terraform.patch(
        NETWORK, json=bound(**{"identifier": "acme-infra/network", "oauth-token-id": OAUTH_TOKEN})
    )
    assert answer.status_code == 200
    (hook,) = started.bitbucket.body(HOOKS.format("network"))["values"]
    assert hook["url"] == answer.json()["data"]["attributes"]["vcs-repo"]["webhook-url"]
    assert hook["active"] is True


def test_binding_again_makes_no_second_webhook(services):
    started = services()
    started.terraform.patch(NETWORK, json=bound(branch="develop"))
    assert len(started.bitbucket.body(HOOKS.format("network"))["values"]) == 1
    repo = started.terraform.body(NETWORK)["data"]["attributes"]["vcs-repo"]
    assert (repo["branch"], repo["identifier"]) == ("develop", "acme-infra/network")


def test_a_workspace_is_changed_by_its_id_as_well(services):
    started = services()
    path = f"/workspaces/{terraform_id('ws', 'network-production')}"
    answer = started.terraform.patch(path, json=bound(**{"ingress-submodules": False}))
    assert answer.json()["data"]["attributes"]["vcs-repo"]["ingress-submodules"] is False


def test_null_takes_a_workspace_off_its_repository(services):
    started = services()
    body = {"data": {"type": "workspaces", "attributes": {"vcs-repo": None}}}
    assert started.terraform.patch(NETWORK, json=body).json()["data"]["attributes"]["vcs-repo"] is None


def test_what_is_no_binding_is_refused(services):
    body = {"data": {"type": "workspaces", "attributes": {"vcs-repo": "acme-infra/network"}}}
    assert error(services().terraform.patch(NETWORK, json=body))["source"]["pointer"] == "/data/attributes/vcs-repo"


def test_a_grant_that_does_not_exist_is_refused_in_the_words_seen_of_it(services):
    answer = services().terraform.patch(NETWORK, json=bound(**{"oauth-token-id": "ot-gone"}))
    assert error(answer)["detail"] == "OAuth token does not exist"


def test_a_provider_of_other_projects_is_refused(services):
    answer = services("limited-to-another-project").terraform.patch(NETWORK, json=bound(branch="main"))
    assert error(answer)["detail"] == "OAuth token does not exist"


@pytest.mark.parametrize(
    ("fault", "identifier"),
    [
        ("authorization-revoked", "acme-infra/network"),
        ("service-user-removed", "acme-infra/network"),
        ("service-user-cannot-administer", "acme-infra/network"),
        ("callback-not-reported", "acme-infra/absent"),
    ],
)
def test_a_repository_out_of_reach_is_refused_in_the_words_seen_of_it(services, fault, identifier):
    assert error(services(fault).terraform.patch(NETWORK, json=bound(identifier=identifier))) == {
        "status": "422",
        "title": "invalid attribute",
        "detail": "Repository doesn't exist or isn't accessible",
        "source": {"pointer": "/data/attributes/repository"},
    }


def test_a_workspace_is_created_and_bound_in_one_call(services):
    started = services()
    repo = {"identifier": "acme-infra/modules", "oauth-token-id": OAUTH_TOKEN}
    body = {"data": {"type": "workspaces", "attributes": {"name": "modules", "vcs-repo": repo}}}
    answer = started.terraform.post("/organizations/acme/workspaces", json=body)
    assert answer.status_code == 201
    assert started.terraform.body("/organizations/acme/workspaces/modules")["data"] == answer.json()["data"]
    assert len(started.bitbucket.body(HOOKS.format("modules"))["values"]) == 1


@pytest.mark.parametrize("name", ["", "network-production"])
def test_a_name_that_is_blank_or_taken_is_refused(services, name):
    started = services(healthy(datetime.now(UTC)))
    body = {"data": {"type": "workspaces", "attributes": {"name": name}}}
    assert error(started.terraform.post("/organizations/acme/workspaces", json=body))["title"] == "invalid attribute"


def test_a_deleted_provider_leaves_its_workspaces_behind(services):
    started = services()
    started.terraform.delete(f"/oauth-clients/{PROVIDER}")
    assert started.terraform.body(NETWORK)["data"]["attributes"]["vcs-repo"]["oauth-token-id"] == OAUTH_TOKEN
    assert error(started.terraform.patch(NETWORK, json=bound(branch="main")))["detail"] == "OAuth token does not exist"
