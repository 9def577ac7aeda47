from datetime import UTC, datetime

import pytest

from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.healthy import DEFAULT_PROJECT, NETWORK_PROJECT, PROVIDER, unconnected
from checks.sandbox.keys import pem, service_key

CREATE = "/organizations/acme/oauth-clients"


def provider(**attributes):
    return {"data": {"type": "oauth-clients", "attributes": {"service-provider": "bitbucket_hosted"} | attributes}}


def held(started):
    return started.terraform.body(f"/oauth-tokens/{OAUTH_TOKEN}")["data"]["attributes"]["has-ssh-key"]


def patch_key(started, key):
    body = {"data": {"id": OAUTH_TOKEN, "type": "oauth-tokens", "attributes": {"ssh-key": key}}}
    return started.terraform.patch(f"/oauth-tokens/{OAUTH_TOKEN}", json=body)


def test_a_provider_for_bitbucket_waits_for_a_browser(services):
    started = services(unconnected(datetime.now(UTC)))
    answer = started.terraform.post(CREATE, json=provider(key="the-key", secret="the-secret", name="Bitbucket Cloud"))
    assert answer.status_code == 201
    data = answer.json()["data"]
    assert data["relationships"]["oauth-tokens"]["data"] == []
    assert "the-secret" not in answer.text
    assert started.terraform.body(f"/oauth-clients/{data['id']}")["data"]["attributes"]["key"] == "the-key"


def test_a_provider_without_key_and_secret_is_refused(services):
    answer = services().terraform.post(CREATE, json=provider())
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"] == "OAuth token is required"


def test_a_body_that_is_no_document_is_refused(services):
    terraform = services().terraform
    assert terraform.post(CREATE, data="nothing").status_code == 400
    assert terraform.post(CREATE, json=[]).status_code == 400


def test_a_provider_can_be_renamed_and_deleted(services):
    started = services()
    answer = started.terraform.patch(f"/oauth-clients/{PROVIDER}", json=provider(name="Renamed"))
    assert answer.json()["data"]["attributes"]["name"] == "Renamed"
    assert started.terraform.delete(f"/oauth-clients/{PROVIDER}").status_code == 204
    assert started.terraform.get(f"/oauth-clients/{PROVIDER}").status_code == 404
    assert started.terraform.get(f"/oauth-tokens/{OAUTH_TOKEN}").status_code == 404


def test_a_provider_is_limited_to_projects_and_freed_again(services):
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


def limited(started, projects):
    body = provider(**{"organization-scoped": False})
    body["data"]["relationships"] = {"projects": {"data": projects}}
    return started.terraform.patch(f"/oauth-clients/{PROVIDER}", json=body)


def test_one_change_of_a_provider_names_all_the_projects_that_may_use_it(services):
    started = services()
    for wanted in ([DEFAULT_PROJECT, NETWORK_PROJECT], [NETWORK_PROJECT], []):
        answer = limited(started, [{"id": one, "type": "projects"} for one in wanted])
        assert answer.status_code == 200
        data = answer.json()["data"]
        assert data["attributes"]["organization-scoped"] is False
        assert [one["id"] for one in data["relationships"]["projects"]["data"]] == wanted


@pytest.mark.parametrize("projects", [[{"id": "prj-absent", "type": "projects"}], ["prj-absent"], {}, "all"])
def test_a_provider_is_not_limited_to_what_is_no_project(services, projects):
    started = services()
    assert limited(started, projects).status_code == 422
    kept = started.terraform.body(f"/oauth-clients/{PROVIDER}")["data"]
    assert kept["attributes"]["organization-scoped"] is True


def test_a_change_that_names_no_projects_keeps_them(services):
    started = services()
    limited(started, [{"id": NETWORK_PROJECT, "type": "projects"}])
    answer = started.terraform.patch(f"/oauth-clients/{PROVIDER}", json=provider(name="Renamed"))
    assert [one["id"] for one in answer.json()["data"]["relationships"]["projects"]["data"]] == [NETWORK_PROJECT]


@pytest.mark.parametrize("data", [[], [{"id": "prj-absent", "type": "projects"}], {"id": DEFAULT_PROJECT}])
def test_a_project_that_does_not_exist_is_refused(services, data):
    path = f"/oauth-clients/{PROVIDER}/relationships/projects"
    assert services().terraform.post(path, json={"data": data}).status_code == 422


def test_a_key_for_submodules_is_held_and_never_shown(services):
    started = services("no-key-stored")
    assert held(started) is False
    answer = patch_key(started, pem(service_key()).decode())
    assert answer.status_code == 200
    assert "PRIVATE KEY" not in answer.text
    assert held(started) is True


def test_what_is_no_private_key_is_refused(services):
    started = services("no-key-stored")
    assert patch_key(started, "ssh-rsa AAAA").status_code == 422
    assert held(started) is False


def test_a_deleted_grant_is_gone(services):
    started = services()
    assert started.terraform.delete(f"/oauth-tokens/{OAUTH_TOKEN}").status_code == 204
    data = started.terraform.body(f"/oauth-clients/{PROVIDER}")["data"]
    assert data["relationships"]["oauth-tokens"]["data"] == []
