import pytest

from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.ids import terraform_id

REPO = "/organizations/acme/vcs/repo"
TREE = "/organizations/acme/vcs/tree"
NETWORK = {"oauth_token_id": OAUTH_TOKEN, "identifier": "acme-infra/network"}


def exists(terraform, **parameters):
    return terraform.body(REPO, **NETWORK | parameters)["data"]["attributes"]["exists"]


def test_a_grant_that_works_sees_the_repositories_of_its_account(services):
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
def test_what_keeps_the_grant_from_the_repository_shows_here(services, fault):
    terraform = services(fault).terraform
    assert exists(terraform) is False
    answer = terraform.get(TREE, params=NETWORK)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["title"] == "VCS provider error"


def test_the_grant_acts_as_whoever_granted_it(services):
    started = services("authorized-by-the-wrong-user", "service-user-removed")
    assert exists(started.terraform) is True


def test_the_tree_lists_folders(services):
    assert services().terraform.body(TREE, **NETWORK) == {"data": []}


def test_the_repositories_that_a_grant_reaches(services):
    def reached(*faults):
        body = services(*faults).terraform.body(f"/oauth-tokens/{OAUTH_TOKEN}/authorized-repos")
        assert body["meta"] == {"next-page": None}
        return [one["attributes"]["display-identifier"] for one in body["data"]]

    assert reached() == [f"acme-infra/{name}" for name in ("platform", "network", "modules", "policies")]
    assert reached("authorization-revoked") == []


@pytest.mark.parametrize("path", [REPO, TREE, f"/oauth-tokens/{OAUTH_TOKEN}/authorized-repos"])
def test_an_older_release_does_not_have_these_endpoints(services, path):
    assert services("older-release").terraform.get(path, params=NETWORK).status_code == 404


def test_an_unknown_grant_is_not_found(services):
    answer = services().terraform.get(REPO, params=NETWORK | {"oauth_token_id": terraform_id("ot", "gone")})
    assert answer.status_code == 404
