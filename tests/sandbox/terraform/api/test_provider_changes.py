from datetime import UTC, datetime

import pytest

from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.healthy import DEFAULT_PROJECT, NETWORK_PROJECT, PROVIDER, unconnected
from checks.sandbox.keys import pem, service_key

CREATE = "/organizations/acme/oauth-clients"


def provider(**attributes):
    return {"data": {"type": "oauth-clients", "attributes": {"service-provider": "bitbucket_hosted"} | attributes}}


def key_is_stored(started):
    return started.terraform.body(f"/oauth-tokens/{OAUTH_TOKEN}")["data"]["attributes"]["has-ssh-key"]


def patch_key(started, key):
    body = {"data": {"id": OAUTH_TOKEN, "type": "oauth-tokens", "attributes": {"ssh-key": key}}}
    return started.terraform.patch(f"/oauth-tokens/{OAUTH_TOKEN}", json=body)


def test_creates_a_bitbucket_provider_without_an_oauth_token(services):
    started = services(unconnected(datetime.now(UTC)))
    response = started.terraform.post(CREATE, json=provider(key="the-key", secret="the-secret", name="Bitbucket Cloud"))
    assert response.status_code == 201
    data = response.json()["data"]
    assert data["relationships"]["oauth-tokens"]["data"] == []
    assert "the-secret" not in response.text
    assert started.terraform.body(f"/oauth-clients/{data['id']}")["data"]["attributes"]["key"] == "the-key"


def test_rejects_a_provider_without_key_and_secret(services):
    response = services().terraform.post(CREATE, json=provider())
    assert response.status_code == 422
    assert response.json()["errors"][0]["detail"] == "OAuth token is required"


def test_rejects_a_body_that_is_not_json_api(services):
    terraform = services().terraform
    assert terraform.post(CREATE, data="nothing").status_code == 400
    assert terraform.post(CREATE, json=[]).status_code == 400


def test_renames_and_deletes_a_provider(services):
    started = services()
    response = started.terraform.patch(f"/oauth-clients/{PROVIDER}", json=provider(name="Renamed"))
    assert response.json()["data"]["attributes"]["name"] == "Renamed"
    assert started.terraform.delete(f"/oauth-clients/{PROVIDER}").status_code == 204
    assert started.terraform.get(f"/oauth-clients/{PROVIDER}").status_code == 404
    assert started.terraform.get(f"/oauth-tokens/{OAUTH_TOKEN}").status_code == 404


def test_adds_and_removes_projects_of_a_provider(services):
    started = services()
    path = f"/oauth-clients/{PROVIDER}/relationships/projects"
    both = [{"id": one, "type": "projects"} for one in (DEFAULT_PROJECT, NETWORK_PROJECT)]

    def projects():
        data = started.terraform.body(f"/oauth-clients/{PROVIDER}")["data"]
        return [one["id"] for one in data["relationships"]["projects"]["data"]]

    assert started.terraform.post(path, json={"data": both}).status_code == 204
    assert projects() == [DEFAULT_PROJECT, NETWORK_PROJECT]
    assert started.terraform.delete(path, json={"data": both[:1]}).status_code == 204
    assert projects() == [NETWORK_PROJECT]


def set_projects(started, projects):
    body = provider(**{"organization-scoped": False})
    body["data"]["relationships"] = {"projects": {"data": projects}}
    return started.terraform.patch(f"/oauth-clients/{PROVIDER}", json=body)


def test_an_update_replaces_all_projects_of_a_provider(services):
    started = services()
    for wanted in ([DEFAULT_PROJECT, NETWORK_PROJECT], [NETWORK_PROJECT], []):
        response = set_projects(started, [{"id": one, "type": "projects"} for one in wanted])
        assert response.status_code == 200
        data = response.json()["data"]
        assert data["attributes"]["organization-scoped"] is False
        assert [one["id"] for one in data["relationships"]["projects"]["data"]] == wanted


@pytest.mark.parametrize("projects", [[{"id": "prj-absent", "type": "projects"}], ["prj-absent"], {}, "all"])
def test_rejects_an_update_with_invalid_projects(services, projects):
    started = services()
    assert set_projects(started, projects).status_code == 422
    kept = started.terraform.body(f"/oauth-clients/{PROVIDER}")["data"]
    assert kept["attributes"]["organization-scoped"] is True


def test_an_update_without_projects_keeps_them(services):
    started = services()
    set_projects(started, [{"id": NETWORK_PROJECT, "type": "projects"}])
    response = started.terraform.patch(f"/oauth-clients/{PROVIDER}", json=provider(name="Renamed"))
    assert [one["id"] for one in response.json()["data"]["relationships"]["projects"]["data"]] == [NETWORK_PROJECT]


@pytest.mark.parametrize("data", [[], [{"id": "prj-absent", "type": "projects"}], {"id": DEFAULT_PROJECT}])
def test_rejects_an_unknown_project(services, data):
    path = f"/oauth-clients/{PROVIDER}/relationships/projects"
    assert services().terraform.post(path, json={"data": data}).status_code == 422


def test_stores_an_ssh_key_without_returning_it(services):
    started = services("no-key-stored")
    assert key_is_stored(started) is False
    response = patch_key(started, pem(service_key()).decode())
    assert response.status_code == 200
    assert "PRIVATE KEY" not in response.text
    assert key_is_stored(started) is True


def test_rejects_a_key_that_is_not_a_private_key(services):
    started = services("no-key-stored")
    assert patch_key(started, "ssh-rsa AAAA").status_code == 422
    assert key_is_stored(started) is False


def test_deletes_an_oauth_token(services):
    started = services()
    assert started.terraform.delete(f"/oauth-tokens/{OAUTH_TOKEN}").status_code == 204
    data = started.terraform.body(f"/oauth-clients/{PROVIDER}")["data"]
    assert data["relationships"]["oauth-tokens"]["data"] == []
