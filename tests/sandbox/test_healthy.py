"""The properties of the three scenarios that the checks rely on. The vendors' terms are repeated intentionally."""

from datetime import UTC, datetime

from checks.sandbox.healthy import generated, healthy, unconnected

CLOCK = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_healthy_consumer_is_private_and_has_the_four_permissions():
    (consumer,) = healthy(CLOCK).consumers
    assert consumer.private
    assert set(consumer.permissions) == {"account:write", "repository:admin", "pullrequest:write", "webhook"}


def test_credentials_match_the_connection():
    scenario = healthy(CLOCK)
    (consumer,) = scenario.consumers
    provider = scenario.providers[-1]
    assert (scenario.credentials.client_id, scenario.credentials.client_secret) == (consumer.key, consumer.secret)
    assert provider.key == consumer.key
    assert scenario.credentials.callback_url == consumer.callback_url == provider.callback


def test_healthy_organization_covers_all_kinds_of_workspaces():
    scenario = healthy(CLOCK)
    repos = [one.vcs_repo for one in scenario.terraform_workspaces if one.vcs_repo]
    assert len(repos) == 3
    assert len({one.identifier for one in repos}) == 2
    assert len({one.project for one in scenario.terraform_workspaces if one.vcs_repo}) == 2
    assert any(".gitmodules" in one.files for one in scenario.repositories)


def test_every_connected_repository_has_its_webhook():
    scenario = healthy(CLOCK)
    hooks = {one.full_name: {hook.url for hook in one.hooks if hook.active} for one in scenario.repositories}
    for workspace in scenario.terraform_workspaces:
        if workspace.vcs_repo:
            assert workspace.vcs_repo.webhook_url in hooks[workspace.vcs_repo.identifier]


def test_unconnected_scenario_has_no_connection():
    scenario = unconnected(CLOCK)
    assert scenario.consumers == ()
    assert [one.service_provider for one in scenario.providers] == ["github"]
    assert all(one.vcs_repo is None for one in scenario.terraform_workspaces)
    assert all(one.hooks == () for one in scenario.repositories)
    assert all(one.keys == () for one in scenario.accounts)


def test_generates_the_requested_number_of_workspaces():
    scenario = generated(250, CLOCK)
    assert len(scenario.terraform_workspaces) == len(scenario.repositories) == 250
    assert len({one.id for one in scenario.terraform_workspaces}) == 250
    assert len({one.vcs_repo.webhook_url for one in scenario.terraform_workspaces if one.vcs_repo}) == 250
    assert generated(0, CLOCK).terraform_workspaces == ()
