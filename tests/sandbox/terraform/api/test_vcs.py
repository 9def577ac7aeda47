import pytest

from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.ids import terraform_id

REPO = "/organizations/acme/vcs/repo"
TREE = "/organizations/acme/vcs/tree"
NETWORK = {"oauth_token_id": OAUTH_TOKEN, "identifier": "acme-infra/network"}


def exists(terraform, **parameters):
    return terraform.body(REPO, **NETWORK | parameters)["data"]["attributes"]["exists"]


def test_a_valid_authorization_can_access_repositories(services):
    terraform = services().terraform
    assert exists(terraform) is True
    assert exists(terraform, identifier="acme-infra/absent") is False


@pytest.mark.parametrize(
    "fault",
    [
        "authorization-revoked",
        "authorization-expired",
        "consumer-deleted",
        "service-user-removed",
        "repository-renamed",
        "ip-address-not-allowed",
        "bitbucket-workspace-id-changed",
    ],
)
def test_reports_that_the_authorization_cannot_access_the_repository(services, fault):
    terraform = services(fault).terraform
    assert exists(terraform) is False
    response = terraform.get(TREE, params=NETWORK)
    assert response.status_code == 422
    assert response.json()["errors"][0]["title"] == "VCS provider error"


def test_the_authorization_acts_as_the_authorizing_user(services):
    started = services("authorized-by-the-wrong-user", "service-user-removed")
    assert exists(started.terraform) is True


def test_the_tree_lists_folders(services):
    assert services().terraform.body(TREE, **NETWORK) == {"data": []}


def test_lists_the_repositories_of_an_authorization(services):
    def display_identifiers(*faults):
        body = services(*faults).terraform.body(f"/oauth-tokens/{OAUTH_TOKEN}/authorized-repos")
        assert body["meta"] == {"next-page": None}
        return [one["attributes"]["display-identifier"] for one in body["data"]]

    assert display_identifiers() == [f"acme-infra/{name}" for name in ("platform", "network", "modules", "policies")]
    assert display_identifiers("authorization-revoked") == []


@pytest.mark.parametrize("path", [REPO, TREE, f"/oauth-tokens/{OAUTH_TOKEN}/authorized-repos"])
def test_returns_404_on_an_older_release(services, path):
    assert services("older-release").terraform.get(path, params=NETWORK).status_code == 404


def test_returns_404_for_an_unknown_oauth_token(services):
    response = services().terraform.get(REPO, params=NETWORK | {"oauth_token_id": terraform_id("ot", "gone")})
    assert response.status_code == 404
