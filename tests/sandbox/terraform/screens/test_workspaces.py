"""The creation of a Terraform workspace, and its settings."""


def newest(user):
    return user.running.state.scenario.terraform_workspaces[-1]


def test_creating_a_workspace_adds_a_webhook_to_the_repository(person):
    user = person()
    user.reach()
    user.use("platform")
    (hook,) = user.running.state.scenario.repositories[0].hooks
    assert hook.url == newest(user).vcs_repo.webhook_url
    assert "repo:push" in hook.events
    assert user.heading == "platform"


def test_rejects_an_existing_name(person):
    user = person()
    user.reach()
    for _ in range(2):
        user.use("platform")
    assert "Name has already been taken" in user.text


def test_rejects_an_unknown_repository(person):
    user = person()
    user.reach()
    user.open(f"{user.terraform}/app/acme/workspaces/new")
    for name in ("Default Project", "Version control workflow", "Bitbucket Cloud"):
        user.click(name)
    user.enter("acme-infra/nowhere", "Repository")
    user.click("Next")
    user.click("Create workspace")
    assert "Repository doesn't exist or isn't accessible" in user.text


def test_rejects_a_provider_that_is_limited_to_other_projects(person):
    user = person()
    user.reach()
    user.select("Selected Projects")
    user.select("Network")
    user.click("Update VCS Provider")
    user.use("platform")
    assert "OAuth token does not exist" in user.text
    user.use("platform", project="Network")
    assert user.heading == "platform"


def test_requires_an_existing_project_for_a_new_workspace(person):
    user = person()
    user.reach()
    user.open(f"{user.terraform}/app/acme/workspaces/new/prj-unknown/vcs")
    assert user.status == 404


def test_turns_on_submodules_in_the_settings(person):
    user = person()
    user.reach()
    user.use("network")
    user.click("Settings")
    user.click("Version Control")
    assert not user.field("Include submodules on clone").has_attr("checked")
    user.select("Include submodules on clone")
    user.click("Update VCS settings")
    assert "The settings are saved." in user.text
    assert newest(user).vcs_repo.ingress_submodules


def test_an_unconnected_workspace_has_no_version_control_settings(person):
    user = person()
    user.begin()
    user.open(f"{user.terraform}/app/acme/workspaces/sandbox-experiments/settings/version-control")
    assert "This workspace is not connected to a repository." in user.text
    assert user.session.post(user.address).status_code == 404
