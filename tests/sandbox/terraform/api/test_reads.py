from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.faults import FAULTS
from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.healthy import PROVIDER, healthy
from checks.sandbox.ids import terraform_id


def test_provider_callback_url_is_on_the_sandbox_host(services):
    started = services()
    data = started.terraform.body(f"/oauth-clients/{PROVIDER}")["data"]
    attributes = data["attributes"]
    assert attributes["service-provider"] == "bitbucket_hosted"
    assert attributes["callback-url"] == started.environment["BITBUCKET_CALLBACK_URL"]
    assert attributes["callback-url"].startswith(f"{started.environment['TFE_ADDRESS']}/auth/")
    assert attributes["connect-path"].split("?")[0] == attributes["callback-url"].removesuffix(
        "/callback"
    ).removeprefix(started.environment["TFE_ADDRESS"])
    assert attributes["key"] == started.environment["BITBUCKET_CLIENT_ID"]
    assert "secret" not in attributes
    assert [one["id"] for one in data["relationships"]["oauth-tokens"]["data"]] == [OAUTH_TOKEN]


def test_lists_providers_of_other_services(services):
    kinds = [
        one["attributes"]["service-provider"]
        for one in services().terraform.body("/organizations/acme/oauth-clients")["data"]
    ]
    assert kinds == ["github", "bitbucket_hosted"]


def test_returns_affected_workspaces_only_on_request(services):
    terraform = services().terraform
    plain = terraform.body("/organizations/acme/oauth-clients")["data"][1]["attributes"]
    with_workspaces = terraform.body("/organizations/acme/oauth-clients", show_affected_workspaces="true")["data"][1][
        "attributes"
    ]
    assert "affected-workspaces" not in plain
    assert with_workspaces["affected-workspaces-count"] == 3
    assert "network-production" in with_workspaces["affected-workspaces"]


def test_oauth_token_contains_its_user_and_whether_a_key_is_stored(services):
    data = services().terraform.body(f"/oauth-tokens/{OAUTH_TOKEN}")["data"]
    assert data["attributes"]["service-provider-user"] == "acme-terraform"
    assert data["attributes"]["has-ssh-key"] is True
    assert data["relationships"]["oauth-client"]["data"]["id"] == PROVIDER


def test_filters_oauth_tokens_by_provider(services):
    terraform = services().terraform
    assert len(terraform.body("/organizations/acme/oauth-tokens")["data"]) == 2
    (only,) = terraform.body("/organizations/acme/oauth-tokens", **{"filter[provider]": "bitbucket_hosted"})["data"]
    assert only["id"] == OAUTH_TOKEN


def test_finds_a_terraform_workspace_by_name_and_by_id(services):
    terraform = services().terraform
    by_name = terraform.body("/organizations/acme/workspaces/network-production")
    assert terraform.body(f"/workspaces/{by_name['data']['id']}") == by_name
    repo = by_name["data"]["attributes"]["vcs-repo"]
    assert (repo["identifier"], repo["oauth-token-id"]) == ("acme-infra/network", OAUTH_TOKEN)
    assert repo["ingress-submodules"] is True


def test_an_unconnected_terraform_workspace_has_no_vcs_repo(services):
    data = services().terraform.body("/organizations/acme/workspaces/sandbox-experiments")["data"]
    assert data["attributes"]["vcs-repo"] is None
    assert data["relationships"]["current-run"]["data"] is None


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ({"search[name]": "production"}, ["network-production", "platform-production"]),
        ({"search[wildcard-name]": "network*"}, ["network-production"]),
        ({"filter[project][id]": terraform_id("prj", "network")}, ["network-production"]),
        ({"search[name]": "platform", "sort": "-name"}, ["platform-staging", "platform-production"]),
    ],
)
def test_searches_terraform_workspaces(services, parameters, names):
    body = services().terraform.body("/organizations/acme/workspaces", **parameters)
    assert [one["attributes"]["name"] for one in body["data"]] == names


def test_lists_configuration_versions_of_all_sources_newest_first(services):
    terraform = services("last-fetch-failed").terraform
    workspace = terraform.body("/organizations/acme/workspaces/network-production")["data"]["id"]
    found = terraform.body(f"/workspaces/{workspace}/configuration-versions")["data"]
    assert [(one["attributes"]["source"], one["attributes"]["status"]) for one in found] == [
        ("bitbucket", "errored"),
        ("tfe-api", "uploaded"),
        ("bitbucket", "uploaded"),
        ("bitbucket", "archived"),
    ]
    assert found[0]["attributes"]["error-message"] == "Failed to clone: repository not found"
    assert terraform.body(f"/configuration-versions/{found[0]['id']}")["data"] == found[0]


def test_a_team_token_belongs_to_a_service_account(services):
    data = services().terraform.body("/account/details")["data"]
    assert data["attributes"]["is-service-account"] is True
    assert data["relationships"]["authenticated-resource"]["data"]["type"] == "teams"


def test_projects_count_their_terraform_workspaces(services):
    terraform = services().terraform
    projects = terraform.body("/organizations/acme/projects")["data"]
    assert [(one["attributes"]["name"], one["attributes"]["workspace-count"]) for one in projects] == [
        ("Default Project", 3),
        ("Network", 1),
    ]
    assert terraform.body(f"/projects/{projects[1]['id']}")["data"] == projects[1]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("Network", ["Network"]),
        ("Network,Default Project", ["Default Project", "Network"]),
        ("Net", []),
    ],
)
def test_filters_projects_by_exact_names(services, wanted, names):
    found = services().terraform.body("/organizations/acme/projects", **{"filter[names]": wanted})["data"]
    assert [one["attributes"]["name"] for one in found] == names


def test_entitlement_set_contains_vcs_integrations(services):
    body = services().terraform.body("/organizations/acme/entitlement-set")
    assert body["data"]["attributes"]["vcs-integrations"] is True


@pytest.mark.parametrize(("kind", "status"), [("user", 200), ("team", 200), ("organization", 404)])
def test_hides_module_keys_from_organization_tokens(services, kind, status):
    start = FAULTS["key-added-for-modules-only"].change(healthy(datetime.now(UTC)))
    token = replace(start.terraform_tokens[0], kind=kind)
    terraform = services(replace(start, terraform_tokens=(token,))).terraform
    assert terraform.get("/organizations/acme/ssh-keys").status_code == status
    assert terraform.body("/account/details")["data"]["attributes"]["is-service-account"] is (kind != "user")


@pytest.mark.parametrize("path", ["/projects/prj-absent", "/configuration-versions/cv-absent", "/workspaces/ws-absent"])
def test_returns_404_for_unknown_ids(services, path):
    assert services().terraform.get(path).status_code == 404
