from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.healthy import healthy
from checks.sandbox.ids import braced
from checks.sandbox.keys import fingerprint, public_line, service_key


def test_the_user_is_the_owner_of_the_token(services):
    body = services().bitbucket.body("/user")
    assert body["username"] == "acme-terraform"
    assert body["uuid"] == braced("acme-terraform")
    assert body["type"] == "user"


def test_the_account_lists_its_ssh_keys_without_their_comments(services):
    (key,) = services().bitbucket.body(f"/users/{braced('acme-terraform')}/ssh-keys")["values"]
    line = public_line(service_key())
    assert key["key"].split() == line.split()[:2]
    assert key["comment"] == "service_terraform"
    assert key["fingerprint"] == fingerprint(line)


def test_the_keys_of_another_account_stay_hidden(services):
    assert services().bitbucket.get(f"/users/{braced('jordan-lee')}/ssh-keys").status_code == 403
    assert services().bitbucket.get("/users/nobody/ssh-keys").status_code == 404


def test_permissions_are_the_own_ones_and_can_be_asked_for_by_name(services):
    path = "/user/workspaces/acme-infra/permissions/repositories"
    body = services("service-user-cannot-administer").bitbucket.body(
        path, q='repository.full_name="acme-infra/network"'
    )
    assert [one["permission"] for one in body["values"]] == ["write"]
    assert body["values"][0]["user"]["uuid"] == braced("acme-terraform")


@pytest.mark.parametrize(
    "path", ["/workspaces", "/repositories", "/user/permissions/workspaces", "/user/permissions/repositories"]
)
def test_what_was_taken_away_says_so_with_its_announcement_in_two_places(services, path):
    answer = services().bitbucket.get(path)
    assert answer.status_code == 410
    body = answer.json()
    assert body["error"]["message"] == "CHANGE-2770 - Functionality has been deprecated"
    assert body["data"] == body["error"]["data"]


def test_an_unknown_workspace_is_named(services):
    answer = services("bitbucket-workspace-id-changed").bitbucket.get(
        "/user/workspaces/acme-infra/permissions/repositories"
    )
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "No workspace with identifier 'acme-infra'."


def test_an_unknown_address_has_no_api_behind_it(services):
    answer = services().bitbucket.get("/nothing/here")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "Resource not found"


def test_the_e_mail_of_the_account_is_told(services):
    (email,) = services().bitbucket.body("/user/emails")["values"]
    assert (email["email"], email["is_primary"]) == ("terraform@acme.example", True)


def test_one_key_can_be_asked_for(services):
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


def test_the_own_workspaces_tell_whether_one_administers_them(services):
    bitbucket = services(with_workspace_scope()).bitbucket
    (mine,) = bitbucket.body("/user/workspaces")["values"]
    assert (mine["workspace"]["slug"], mine["administrator"]) == ("acme-infra", False)
    assert bitbucket.body("/user/workspaces/acme-infra/permission")["permission"] == "member"


def test_a_workspace_that_one_does_not_belong_to_is_forbidden(services):
    bitbucket = services(with_workspace_scope({"jordan-lee": "owner"})).bitbucket
    assert bitbucket.body("/user/workspaces")["values"] == []
    assert bitbucket.get("/user/workspaces/acme-infra/permission").status_code == 403
