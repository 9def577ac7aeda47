"""The explanation of a check lists exactly the declared requests, with the hosts from the settings."""

import pytest

from checks.engine.explain import calls
from checks.engine.registry import all_checks
from checks.settings.settings import Settings

CHECKS = {check.id: check for check in all_checks()}
SETTINGS = Settings(terraform_url="https://tfe.example", bitbucket_api_url="https://api.bitbucket.org")


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_lists_each_read_with_its_minimum_permission(check):
    declared = (*check.reads, *check.also_reads)
    explained = calls(check, SETTINGS)
    assert [(call.method, call.permission, call.credential) for call in explained] == [
        (read.method, read.permission, read.credential) for read in declared
    ]
    assert [call.optional for call in explained] == [read not in check.reads for read in declared]
    assert all(call.permission for call in explained)


def test_shows_the_host_and_the_parameters_in_braces():
    addresses = [call.address for call in calls(CHECKS["webhooks"], SETTINGS)]
    assert "https://tfe.example/api/v2/organizations/{organization}/workspaces" in addresses
    assert "https://api.bitbucket.org/2.0/repositories/{workspace}/{repo_slug}/hooks" in addresses


def test_the_only_post_request_goes_to_the_token_endpoint():
    posts = {call.address for check in all_checks() for call in calls(check, SETTINGS) if call.method == "POST"}
    assert posts == {"https://bitbucket.org/site/oauth2/access_token"}
    assert {call.method for check in all_checks() for call in calls(check, SETTINGS)} == {"GET", "POST", "READ"}


def test_a_local_read_has_no_host():
    assert [call.address for call in calls(CHECKS["ssh-key-passphrase"], SETTINGS)] == ["{BITBUCKET_SSH_KEY}"]
