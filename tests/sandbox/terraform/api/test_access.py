import pytest

from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.healthy import PROVIDER

PATHS = [
    "/organizations/acme",
    "/organizations/acme/oauth-clients",
    f"/oauth-clients/{PROVIDER}",
    f"/oauth-clients/{PROVIDER}/oauth-tokens",
    f"/oauth-tokens/{OAUTH_TOKEN}",
    "/organizations/acme/workspaces",
    "/organizations/acme/workspaces/network-production",
    "/organizations/acme/projects",
]


@pytest.mark.parametrize("path", ["/account/details", "/ping", *PATHS])
@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic d3Jvbmc6d3Jvbmc=", "failed"])
def test_only_a_missing_or_unknown_token_is_answered_401(services, path, header):
    started = services()
    answer = started.anonymous.get(started.terraform.base + path, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json() == {"errors": [{"status": "401", "title": "unauthorized"}]}


@pytest.mark.parametrize("path", PATHS)
def test_what_a_valid_token_may_not_see_is_answered_404(services, path):
    answer = services("token-of-another-organization").terraform.get(path)
    assert answer.status_code == 404
    assert answer.json() == {"errors": [{"status": "404", "title": "not found"}]}


def test_a_valid_token_of_another_organization_still_has_an_account(services):
    assert services("token-of-another-organization").terraform.get("/account/details").status_code == 200


def test_a_token_lists_its_own_organizations(services):
    assert [one["id"] for one in services().terraform.body("/organizations")["data"]] == ["acme"]
    assert services("token-of-another-organization").terraform.body("/organizations")["data"] == []


def test_the_name_of_an_organization_is_compared_without_case(services):
    assert services().terraform.body("/organizations/ACME")["data"]["id"] == "acme"


def test_the_organization_tells_whether_the_token_may_manage_vcs_settings(services):
    def may(*faults):
        data = services(*faults).terraform.body("/organizations/acme")["data"]
        return data["attributes"]["permissions"]["can-update-oauth"]

    assert may() is True
    assert may("token-cannot-manage-vcs") is False


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", f"/oauth-tokens/{OAUTH_TOKEN}"),
        ("DELETE", f"/oauth-tokens/{OAUTH_TOKEN}"),
        ("PATCH", f"/oauth-clients/{PROVIDER}"),
        ("DELETE", f"/oauth-clients/{PROVIDER}"),
        ("POST", f"/oauth-clients/{PROVIDER}/relationships/projects"),
        ("DELETE", f"/oauth-clients/{PROVIDER}/relationships/projects"),
        ("POST", "/organizations/acme/oauth-clients"),
    ],
)
def test_who_may_not_manage_vcs_settings_is_told_404_and_changes_nothing(services, method, path):
    started = services("token-cannot-manage-vcs")
    before = started.state.scenario
    assert started.terraform.request(method, path, json={"data": {}}).status_code == 404
    assert started.state.scenario == before
    assert started.terraform.get(f"/oauth-clients/{PROVIDER}").status_code == 200


@pytest.mark.parametrize("path", ["/nothing", "/organizations/acme/nothing", "/oauth-clients/oc-absent"])
def test_an_unknown_address_is_answered_like_a_hidden_one(services, path):
    answer = services().terraform.get(path)
    assert (answer.status_code, answer.json()) == (404, {"errors": [{"status": "404", "title": "not found"}]})
    assert answer.headers["Content-Type"] == "application/vnd.api+json"
