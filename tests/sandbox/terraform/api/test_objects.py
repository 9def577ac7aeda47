"""What a token can read of modules, policy sets, Stacks, and components depends on what it is allowed to."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import requests

from checks.sandbox.healthy import healthy

ORGANIZATION = "/organizations/acme"


@pytest.fixture
def get(sandbox):
    """Send a GET request with the user's token, after a change of what the token is allowed to."""

    def ask(path, **allowed):
        scenario = healthy(datetime.now(UTC))
        tokens = tuple(replace(one, **allowed) for one in scenario.terraform_tokens)
        environment = sandbox(replace(scenario, terraform_tokens=tokens)).environment()
        return requests.get(
            f"{environment['TFE_ADDRESS']}/api/v2{path}",
            headers={"Authorization": f"Bearer {environment['TFE_TOKEN']}"},
            timeout=5,
        )

    return ask


@pytest.mark.parametrize("name", ["registry-modules", "registry-components"])
def test_the_list_has_no_repository_and_the_details_do(get, name):
    (listed,) = get(f"{ORGANIZATION}/{name}").json()["data"]
    assert "vcs-repo" not in listed["attributes"]
    details = get(listed["links"]["self"].removeprefix("/api/v2")).json()["data"]
    assert details["attributes"]["vcs-repo"]["identifier"] == "acme-infra/modules"


@pytest.mark.parametrize("name", ["policy-sets", "stacks"])
def test_the_list_has_the_repository(get, name):
    (listed,) = get(f"{ORGANIZATION}/{name}").json()["data"]
    assert listed["attributes"]["vcs-repo"]["identifier"] == "acme-infra/platform"
    details = get(listed["links"]["self"].removeprefix("/api/v2")).json()["data"]
    assert details["attributes"].keys() == listed["attributes"].keys()


def test_a_token_that_cannot_manage_policies_gets_404(get):
    assert get(f"{ORGANIZATION}/policy-sets", can_manage_policies=False).status_code == 404


def test_omits_stacks_in_projects_without_a_role(get):
    assert get(f"{ORGANIZATION}/stacks", stack_projects=()).json()["data"] == []


@pytest.mark.parametrize("name", ["registry-modules", "registry-components"])
def test_a_token_that_cannot_read_the_registry_gets_404(get, name):
    assert get(f"{ORGANIZATION}/{name}", can_read_modules=False).status_code == 404
