"""The list of VCS providers and their settings."""

LIST = "/app/acme/settings/version-control"


def last(user):
    return user.running.state.scenario.providers[-1]


def test_each_new_provider_has_a_unique_callback_url_and_is_not_saved(person):
    user = person()
    before = user.running.state.scenario
    first = user.begin()
    user.open(f"{user.terraform}{LIST}/add/bitbucket-cloud")
    assert user.copy("Callback URL") != first
    assert user.running.state.scenario == before


def test_lists_the_values_in_the_order_of_bitbuckets_form(person):
    user = person()
    user.begin()
    assert [" ".join(term.get_text().split()) for term in user.page.main.find_all("dt")] == [
        "Name",
        "Description",
        "Callback URL",
        "URL",
        "This is a private consumer (checkbox)",
        "Permissions (checkboxes)",
    ]
    assert user.copy("Name") == "HCP Terraform (acme)"


def test_requires_key_and_secret(person):
    user = person()
    user.begin()
    user.click("Connect and continue")
    assert "Key and Secret are required." in user.text
    assert last(user).service_provider == "github"


def test_submitting_again_updates_the_provider(person):
    user = person()
    key, secret = user.create(user.begin())
    user.connect("mistyped", secret)
    number = len(user.running.state.scenario.providers)
    user.log_in("Acme Terraform")
    user.connect(key, secret)
    user.click("Grant access")
    assert len(user.running.state.scenario.providers) == number
    assert last(user).key == key


def test_limits_the_scope_to_projects(person):
    user = person()
    user.reach()
    assert user.field("All Projects").has_attr("checked")
    user.select("Selected Projects")
    user.click("Update VCS Provider")
    assert "Choose at least one project." in user.text
    assert last(user).organization_scoped
    user.select("Selected Projects")
    user.select("Network")
    user.click("Update VCS Provider")
    assert "The scope is saved." in user.text
    network = next(one.id for one in user.running.state.scenario.projects if one.name == "Network")
    assert (last(user).organization_scoped, last(user).projects) == (False, (network,))
    user.select("All Projects")
    user.click("Update VCS Provider")
    assert (last(user).organization_scoped, last(user).projects) == (True, ())


def test_rejects_a_public_key(person):
    user = person()
    user.reach()
    user.enter(user.running.key_file.with_suffix(".pub").read_text(), "SSH private key")
    user.click("Add SSH Key")
    assert "SSH key is invalid" in user.text
    assert not last(user).oauth_tokens[0].has_ssh_key


def test_never_shows_the_pasted_key(person):
    user = person()
    user.reach()
    text = user.running.key_file.read_text()
    user.enter(text, "SSH private key")
    user.click("Add SSH Key")
    assert user.heading == "VCS Providers"
    assert last(user).oauth_tokens[0].has_ssh_key
    assert text.splitlines()[1] not in str(user.page)


def test_deletes_a_provider(person):
    user = person()
    user.reach()
    user.click("Skip and finish")
    user.click("Delete provider")
    assert last(user).service_provider == "github"
