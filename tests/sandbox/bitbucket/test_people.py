import pytest

from checks.sandbox.keys import fingerprint, public_line, service_key
from checks.sandbox.naming import braced


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
    body = services("service-account-only-writes").bitbucket.body(path, q='repository.full_name="acme-infra/network"')
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
