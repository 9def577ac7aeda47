"""Fetches of code, including failed ones."""

import requests

from checks.sandbox.healthy import healthy


def newest(user):
    return user.running.state.scenario.terraform_workspaces[-1].configuration_versions[0]


def test_fetching_submodules_over_ssh_requires_a_key(person):
    user = person()
    user.reach()
    user.use("network", submodules=True)
    assert "The configuration could not be fetched: Permission denied (publickey)." in user.text
    assert (newest(user).status, newest(user).error_message) == ("errored", "Permission denied (publickey).")
    user.click("New run")
    user.click("Start run")
    assert "Permission denied (publickey)." in user.text
    assert user.running.state.scenario.terraform_workspaces[-1].run is None


def test_without_submodules_no_key_is_needed(person):
    user = person()
    user.reach()
    user.use("network")
    assert newest(user).status == "uploaded"


def test_returns_404_for_an_unknown_webhook(person):
    user = person()
    assert requests.post(f"{user.terraform}/webhooks/vcs/unknown", timeout=5).status_code == 404


def test_every_workspace_of_a_webhook_gets_a_run(person):
    user = person()
    user.running.begin(healthy(user.running.state.scenario.clock))
    before = user.running.state.scenario.terraform_workspaces[0]
    requests.post(user.terraform + before.vcs_repo.webhook_url, timeout=5).raise_for_status()
    after = user.running.state.scenario.terraform_workspaces[0]
    assert len(after.configuration_versions) == len(before.configuration_versions) + 1
    assert after.run != before.run
    assert user.running.state.scenario.terraform_workspaces[1].run != after.run


def test_each_fetch_is_newer_than_the_previous_one(person):
    user = person()
    user.running.begin(healthy(user.running.state.scenario.clock))
    for number in (1, 2):
        before = user.running.state.scenario.terraform_workspaces[0]
        requests.post(user.terraform + before.vcs_repo.webhook_url, timeout=5).raise_for_status()
        after = user.running.state.scenario.terraform_workspaces[0]
        created = [one.created for one in after.configuration_versions]
        assert len(created) == len(before.configuration_versions) + 1, number
        assert created[0] > created[1], number
