from datetime import UTC, datetime

import pytest

from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.healthy import PROVIDER, healthy
from checks.sandbox.ids import terraform_id

NETWORK = "/organizations/acme/workspaces/network-production"
HOOKS = "/repositories/acme-infra/{}/hooks"


def connection_body(**repo):
    return {"data": {"type": "workspaces", "attributes": {"vcs-repo": repo}}}


def error(response):
    assert response.status_code == 422
    return response.json()["errors"][0]


def test_connecting_again_restores_a_deleted_webhook(services):
    started = services("hook-deleted")
    assert started.bitbucket.body(HOOKS.format("network"))["values"] == []
    response = started.terraform.patch(
        NETWORK, json=connection_body(**{"identifier": "acme-infra/network", "oauth-token-id": OAUTH_TOKEN})
    )
    assert response.status_code == 200
    (hook,) = started.bitbucket.body(HOOKS.format("network"))["values"]
    assert hook["url"] == response.json()["data"]["attributes"]["vcs-repo"]["webhook-url"]
    assert hook["active"] is True


def test_connecting_again_creates_no_second_webhook(services):
    started = services()
    started.terraform.patch(NETWORK, json=connection_body(branch="develop"))
    assert len(started.bitbucket.body(HOOKS.format("network"))["values"]) == 1
    repo = started.terraform.body(NETWORK)["data"]["attributes"]["vcs-repo"]
    assert (repo["branch"], repo["identifier"]) == ("develop", "acme-infra/network")


def test_updates_a_workspace_by_id(services):
    started = services()
    path = f"/workspaces/{terraform_id('ws', 'network-production')}"
    response = started.terraform.patch(path, json=connection_body(**{"ingress-submodules": False}))
    assert response.json()["data"]["attributes"]["vcs-repo"]["ingress-submodules"] is False


def test_null_disconnects_a_workspace(services):
    started = services()
    body = {"data": {"type": "workspaces", "attributes": {"vcs-repo": None}}}
    assert started.terraform.patch(NETWORK, json=body).json()["data"]["attributes"]["vcs-repo"] is None


def test_rejects_an_invalid_connection(services):
    body = {"data": {"type": "workspaces", "attributes": {"vcs-repo": "acme-infra/network"}}}
    assert error(services().terraform.patch(NETWORK, json=body))["source"]["pointer"] == "/data/attributes/vcs-repo"


def test_returns_the_recorded_message_for_an_unknown_oauth_token(services):
    response = services().terraform.patch(NETWORK, json=connection_body(**{"oauth-token-id": "ot-gone"}))
    assert error(response)["detail"] == "OAuth token does not exist"


def test_rejects_a_provider_of_other_projects(services):
    response = services("limited-to-another-project").terraform.patch(NETWORK, json=connection_body(branch="main"))
    assert error(response)["detail"] == "OAuth token does not exist"


@pytest.mark.parametrize(
    ("fault", "identifier"),
    [
        ("authorization-revoked", "acme-infra/network"),
        ("service-user-removed", "acme-infra/network"),
        ("service-user-cannot-administer", "acme-infra/network"),
        ("callback-not-reported", "acme-infra/absent"),
    ],
)
def test_returns_the_recorded_message_for_an_inaccessible_repository(services, fault, identifier):
    assert error(services(fault).terraform.patch(NETWORK, json=connection_body(identifier=identifier))) == {
        "status": "422",
        "title": "invalid attribute",
        "detail": "Repository doesn't exist or isn't accessible",
        "source": {"pointer": "/data/attributes/repository"},
    }


def test_creates_and_connects_a_workspace_in_one_request(services):
    started = services()
    repo = {"identifier": "acme-infra/modules", "oauth-token-id": OAUTH_TOKEN}
    body = {"data": {"type": "workspaces", "attributes": {"name": "modules", "vcs-repo": repo}}}
    response = started.terraform.post("/organizations/acme/workspaces", json=body)
    assert response.status_code == 201
    assert started.terraform.body("/organizations/acme/workspaces/modules")["data"] == response.json()["data"]
    assert len(started.bitbucket.body(HOOKS.format("modules"))["values"]) == 1


@pytest.mark.parametrize("name", ["", "network-production"])
def test_rejects_an_empty_or_existing_name(services, name):
    started = services(healthy(datetime.now(UTC)))
    body = {"data": {"type": "workspaces", "attributes": {"name": name}}}
    assert error(started.terraform.post("/organizations/acme/workspaces", json=body))["title"] == "invalid attribute"


def test_deleting_a_provider_keeps_its_workspaces(services):
    started = services()
    started.terraform.delete(f"/oauth-clients/{PROVIDER}")
    assert started.terraform.body(NETWORK)["data"]["attributes"]["vcs-repo"]["oauth-token-id"] == OAUTH_TOKEN
    assert (
        error(started.terraform.patch(NETWORK, json=connection_body(branch="main")))["detail"]
        == "OAuth token does not exist"
    )
