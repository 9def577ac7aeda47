"""The creation of a Terraform workspace, and its settings."""


def newest(walker):
    return walker.running.state.scenario.terraform_workspaces[-1]


def test_creating_a_workspace_adds_a_webhook_to_the_repository(person):
    walker = person()
    walker.reach()
    walker.use("platform")
    (hook,) = walker.running.state.scenario.repositories[0].hooks
    assert hook.url == newest(walker).vcs_repo.webhook_url
    assert "repo:push" in hook.events
    assert walker.heading == "platform"


def test_rejects_an_existing_name(person):
    walker = person()
    walker.reach()
    for _ in range(2):
        walker.use("platform")
    assert "Name has already been taken" in walker.text


def test_rejects_an_unknown_repository(person):
    walker = person()
    walker.reach()
    oauth_token = walker.running.state.scenario.providers[-1].oauth_tokens[0].id
    walker.open(f"{walker.terraform}/app/acme/workspaces/new/vcs/{oauth_token}")
    walker.enter("acme-infra/nowhere", "Repository")
    walker.click("Next")
    walker.click("Create workspace")
    assert "Repository doesn't exist or isn't accessible" in walker.text


def test_rejects_a_provider_that_is_limited_to_other_projects(person):
    walker = person()
    walker.reach()
    walker.select("Selected Projects")
    walker.select("Network")
    walker.click("Update VCS Provider")
    walker.use("platform")
    assert "OAuth token does not exist" in walker.text


def test_turns_on_submodules_in_the_settings(person):
    walker = person()
    walker.reach()
    walker.use("network")
    walker.click("Settings")
    walker.click("Version Control")
    assert not walker.field("Include submodules on clone").has_attr("checked")
    walker.select("Include submodules on clone")
    walker.click("Update VCS settings")
    assert "The settings are saved." in walker.text
    assert newest(walker).vcs_repo.ingress_submodules


def test_an_unconnected_workspace_has_no_version_control_settings(person):
    walker = person()
    walker.begin()
    walker.open(f"{walker.terraform}/app/acme/workspaces/sandbox-experiments/settings/version-control")
    assert "This workspace is not connected to a repository." in walker.text
    assert walker.session.post(walker.address).status_code == 404
