from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.healthy import healthy
from checks.sandbox.ids import braced
from checks.sandbox.keys import fingerprint, public_line, service_key


def test_returns_the_owner_of_the_token_as_the_user(services):
    body = services().bitbucket.body("/user")
    assert body["username"] == "acme-terraform"
    assert body["uuid"] == braced("acme-terraform")
    assert body["type"] == "user"


def test_lists_the_ssh_keys_of_the_account_without_comments(services):
    (key,) = services().bitbucket.body(f"/users/{braced('acme-terraform')}/ssh-keys")["values"]
    line = public_line(service_key())
    assert key["key"].split() == line.split()[:2]
    assert key["comment"] == "service_terraform"
    assert key["fingerprint"] == fingerprint(line)


def test_hides_the_keys_of_another_account(services):
    assert services().bitbucket.get(f"/users/{braced('jordan-lee')}/ssh-keys").status_code == 403
    assert services().bitbucket.get("/users/nobody/ssh-keys").status_code == 404


def test_filters_the_permissions_of_the_account_by_repository_name(services):
    path = "/user/workspaces/acme-infra/permissions/repositories"
    body = services("service-user-cannot-administer").bitbucket.body(
        path, q='repository.full_name="acme-infra/network"'
    )
    assert [one["permission"] for one in body["values"]] == ["write"]
    assert body["values"][0]["user"]["uuid"] == braced("acme-terraform")


@pytest.mark.parametrize(
    "path", ["/workspaces", "/repositories", "/user/permissions/workspaces", "/user/permissions/repositories"]
)
def test_removed_endpoints_return_410_with_the_change_number(services, path):
    response = services().bitbucket.get(path)
    assert response.status_code == 410
    body = response.json()
    assert body["error"]["message"] == "CHANGE-2770 - Functionality has been deprecated"
    assert body["data"] == body["error"]["data"]


def test_error_for_an_unknown_workspace_contains_its_name(services):
    response = services("bitbucket-workspace-id-changed").bitbucket.get(
        "/user/workspaces/acme-infra/permissions/repositories"
    )
    assert response.status_code == 404
    assert response.json()["error"]["message"] == "No workspace with identifier 'acme-infra'."


def test_returns_404_for_an_unknown_path(services):
    response = services().bitbucket.get("/nothing/here")
    assert response.status_code == 404
    assert response.json()["error"]["message"] == "Resource not found"


def test_returns_the_email_of_the_account(services):
    (email,) = services().bitbucket.body("/user/emails")["values"]
    assert (email["email"], email["is_primary"]) == ("terraform@acme.example", True)


def test_returns_a_single_key_by_uuid(services):
    bitbucket = services().bitbucket
    path = f"/users/{braced('acme-terraform')}/ssh-keys"
    (key,) = bitbucket.body(path)["values"]
    assert bitbucket.body(f"{path}/{key['uuid']}") == key
    assert bitbucket.get(f"{path}/absent").status_code == 404


def with_workspace_scope(members=None):
    start = healthy(datetime.now(UTC))
    token = replace(start.api_tokens[0], scopes=(*start.api_tokens[0].scopes, "read:workspace:bitbucket"))
    spaces = [replace(one, members=members or one.members) for one in start.bitbucket_workspaces]
    return replace(start, api_tokens=(token,), bitbucket_workspaces=tuple(spaces))


def test_lists_workspaces_with_the_administrator_flag(services):
    bitbucket = services(with_workspace_scope()).bitbucket
    (mine,) = bitbucket.body("/user/workspaces")["values"]
    assert (mine["workspace"]["slug"], mine["administrator"]) == ("acme-infra", False)
    assert bitbucket.body("/user/workspaces/acme-infra/permission")["permission"] == "member"


def test_returns_403_for_a_workspace_without_membership(services):
    bitbucket = services(with_workspace_scope({"jordan-lee": "owner"})).bitbucket
    assert bitbucket.body("/user/workspaces")["values"] == []
    assert bitbucket.get("/user/workspaces/acme-infra/permission").status_code == 403
