"""The list of VCS providers and their settings."""

LIST = "/app/acme/settings/version-control"


def last(walker):
    return walker.running.state.scenario.providers[-1]


def test_each_new_provider_has_a_unique_callback_url_and_is_not_saved(person):
    walker = person()
    before = walker.running.state.scenario
    first = walker.begin()
    walker.open(f"{walker.terraform}{LIST}/add/bitbucket-cloud")
    assert walker.copy("Callback URL") != first
    assert walker.running.state.scenario == before


def test_lists_the_values_in_the_order_of_bitbuckets_form(person):
    walker = person()
    walker.begin()
    assert [" ".join(term.get_text().split()) for term in walker.page.main.find_all("dt")] == [
        "Name",
        "Description",
        "Callback URL",
        "URL",
        "This is a private consumer (checkbox)",
        "Permissions (checkboxes)",
    ]
    assert walker.copy("Name") == "HCP Terraform (acme)"


def test_requires_key_and_secret(person):
    walker = person()
    walker.begin()
    walker.click("Connect and continue")
    assert "Key and Secret are required." in walker.text
    assert last(walker).service_provider == "github"


def test_submitting_again_updates_the_provider(person):
    walker = person()
    key, secret = walker.create(walker.begin())
    walker.connect("mistyped", secret)
    number = len(walker.running.state.scenario.providers)
    walker.log_in("Acme Terraform")
    walker.connect(key, secret)
    walker.click("Grant access")
    assert len(walker.running.state.scenario.providers) == number
    assert last(walker).key == key


def test_limits_the_scope_to_projects(person):
    walker = person()
    walker.reach()
    assert walker.field("All Projects").has_attr("checked")
    walker.select("Selected Projects")
    walker.click("Update VCS Provider")
    assert "Choose at least one project." in walker.text
    assert last(walker).organization_scoped
    walker.select("Selected Projects")
    walker.select("Network")
    walker.click("Update VCS Provider")
    assert "The scope is saved." in walker.text
    network = next(one.id for one in walker.running.state.scenario.projects if one.name == "Network")
    assert (last(walker).organization_scoped, last(walker).projects) == (False, (network,))
    walker.select("All Projects")
    walker.click("Update VCS Provider")
    assert (last(walker).organization_scoped, last(walker).projects) == (True, ())


def test_rejects_a_public_key(person):
    walker = person()
    walker.reach()
    walker.enter(walker.running.key_file.with_suffix(".pub").read_text(), "SSH private key")
    walker.click("Add SSH Key")
    assert "SSH key is invalid" in walker.text
    assert not last(walker).oauth_tokens[0].has_ssh_key


def test_never_shows_the_pasted_key(person):
    walker = person()
    walker.reach()
    text = walker.running.key_file.read_text()
    walker.enter(text, "SSH private key")
    walker.click("Add SSH Key")
    assert walker.heading == "VCS Providers"
    assert last(walker).oauth_tokens[0].has_ssh_key
    assert text.splitlines()[1] not in str(walker.page)


def test_deletes_a_provider(person):
    walker = person()
    walker.reach()
    walker.click("Skip and finish")
    walker.click("Delete provider")
    assert last(walker).service_provider == "github"
