"""A Terraform workspace: how it is made, and its settings."""


def made(walker):
    return walker.running.state.scenario.terraform_workspaces[-1]


def test_making_one_puts_a_webhook_on_the_repository(person):
    walker = person()
    walker.reach()
    walker.use("platform")
    (hook,) = walker.running.state.scenario.repositories[0].hooks
    assert hook.url == made(walker).vcs_repo.webhook_url
    assert "repo:push" in hook.events
    assert walker.heading == "platform"


def test_a_name_is_taken_once(person):
    walker = person()
    walker.reach()
    for _ in range(2):
        walker.use("platform")
    assert "Name has already been taken" in walker.text


def test_a_repository_that_is_not_in_the_list_is_entered_and_refused(person):
    walker = person()
    walker.reach()
    oauth_token = walker.running.state.scenario.providers[-1].oauth_tokens[0].id
    walker.open(f"{walker.terraform}/app/acme/workspaces/new/vcs/{oauth_token}")
    walker.enter("acme-infra/nowhere", "Repository")
    walker.click("Next")
    walker.click("Create workspace")
    assert "Repository doesn't exist or isn't accessible" in walker.text


def test_a_provider_that_is_limited_to_projects_serves_no_other(person):
    walker = person()
    walker.reach()
    walker.tick("Selected Projects")
    walker.tick("Network")
    walker.click("Update VCS Provider")
    walker.use("platform")
    assert "OAuth token does not exist" in walker.text


def test_submodules_are_switched_on_in_the_settings(person):
    walker = person()
    walker.reach()
    walker.use("network")
    walker.click("Settings")
    walker.click("Version Control")
    assert not walker.field("Include submodules on clone").has_attr("checked")
    walker.tick("Include submodules on clone")
    walker.click("Update VCS settings")
    assert "The settings are saved." in walker.text
    assert made(walker).vcs_repo.ingress_submodules


def test_a_workspace_without_repository_has_nothing_to_set(person):
    walker = person()
    walker.begin()
    walker.open(f"{walker.terraform}/app/acme/workspaces/sandbox-experiments/settings/version-control")
    assert "This workspace is not connected to a repository." in walker.text
    assert walker.session.post(walker.address).status_code == 404
