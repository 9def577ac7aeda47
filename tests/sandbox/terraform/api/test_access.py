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
def test_returns_401_for_a_missing_or_unknown_token(services, path, header):
    started = services()
    response = started.anonymous.get(started.terraform.base + path, headers={"Authorization": header})
    assert response.status_code == 401
    assert response.json() == {"errors": [{"status": "401", "title": "unauthorized"}]}


@pytest.mark.parametrize("path", PATHS)
def test_returns_404_for_resources_hidden_from_a_valid_token(services, path):
    response = services("token-of-another-organization").terraform.get(path)
    assert response.status_code == 404
    assert response.json() == {"errors": [{"status": "404", "title": "not found"}]}


def test_account_details_work_with_a_token_of_another_organization(services):
    assert services("token-of-another-organization").terraform.get("/account/details").status_code == 200


def test_lists_the_organizations_of_the_token(services):
    assert [one["id"] for one in services().terraform.body("/organizations")["data"]] == ["acme"]
    assert services("token-of-another-organization").terraform.body("/organizations")["data"] == []


def test_organization_names_are_case_insensitive(services):
    assert services().terraform.body("/organizations/ACME")["data"]["id"] == "acme"


def test_organization_reports_whether_the_token_can_manage_vcs_settings(services):
    def can_update_oauth(*faults):
        data = services(*faults).terraform.body("/organizations/acme")["data"]
        return data["attributes"]["permissions"]["can-update-oauth"]

    assert can_update_oauth() is True
    assert can_update_oauth("token-cannot-manage-vcs") is False


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
def test_rejects_changes_with_404_without_permission_to_manage_vcs_settings(services, method, path):
    started = services("token-cannot-manage-vcs")
    before = started.state.scenario
    assert started.terraform.request(method, path, json={"data": {}}).status_code == 404
    assert started.state.scenario == before
    assert started.terraform.get(f"/oauth-clients/{PROVIDER}").status_code == 200


@pytest.mark.parametrize("path", ["/nothing", "/organizations/acme/nothing", "/oauth-clients/oc-absent"])
def test_returns_the_same_404_for_an_unknown_path(services, path):
    response = services().terraform.get(path)
    assert (response.status_code, response.json()) == (404, {"errors": [{"status": "404", "title": "not found"}]})
    assert response.headers["Content-Type"] == "application/vnd.api+json"
