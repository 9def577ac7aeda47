"""Both generations of the OAuth consumer form."""

from dataclasses import replace

import pytest

FORMS = pytest.mark.parametrize("form", ["clients", "consumers"])
SETTINGS = "/acme-infra/workspace/settings"


def only(walker):
    (consumer,) = walker.running.state.scenario.consumers
    return consumer


@FORMS
def test_saves_the_entered_values(person, form):
    walker = person(form)
    callback = walker.begin()
    key, secret = walker.create(callback)
    consumer = only(walker)
    assert (consumer.key, consumer.secret) == (key, secret)
    assert (consumer.name, consumer.callback_url) == ("HCP Terraform (acme)", callback)
    assert consumer.private
    assert {"account:write", "repository:admin", "pullrequest:write", "webhook"} <= set(consumer.permissions)
    assert "repository:delete" not in consumer.permissions


@pytest.mark.parametrize(("form", "lengths"), [("clients", (32, 76)), ("consumers", (18, 32))])
def test_key_and_secret_have_bitbuckets_lengths(person, form, lengths):
    walker = person(form)
    assert tuple(map(len, walker.create(walker.begin()))) == lengths


def test_two_consumers_have_different_keys(person):
    walker = person()
    callback = walker.begin()
    assert walker.create(callback) != walker.create(callback)
    assert len(walker.running.state.scenario.consumers) == 2


def test_ignores_the_callback_url_without_the_authorization_code_grant(person):
    walker = person()
    walker.log_in("Jordan Lee")
    walker.open(f"{walker.bitbucket}{SETTINGS}/oauth-clients/new")
    walker.enter("Only a name", "Name")
    walker.enter("http://127.0.0.1/auth", "Callback URL")
    walker.click("Save")
    assert only(walker).callback_url == ""


@FORMS
def test_editing_a_consumer_keeps_its_key(person, form):
    walker = person(form)
    callback = walker.begin()
    walker.create(f"{callback}/")
    before = only(walker)
    walker.open(f"{walker.bitbucket}{SETTINGS}/oauth-{form}/{before.key}/edit")
    assert walker.field("Callback URL")["value"] == f"{callback}/"
    walker.enter(callback, "Callback URL")
    walker.click("Save")
    assert only(walker) == replace(before, callback_url=callback)


@FORMS
def test_requires_a_name(person, form):
    walker = person(form)
    walker.log_in("Jordan Lee")
    walker.open(f"{walker.bitbucket}{SETTINGS}/oauth-{form}/new")
    walker.select("Email", "Account")
    walker.click("Save")
    assert "Name is required." in walker.text
    assert walker.field("Email", "Account").has_attr("checked")
    assert not walker.running.state.scenario.consumers


@pytest.mark.parametrize(("shown", "other"), [("clients", "consumers"), ("consumers", "clients")])
def test_hides_the_other_generation_of_the_form(person, shown, other):
    walker = person(shown)
    walker.log_in("Jordan Lee")
    assert walker.open(f"{walker.bitbucket}{SETTINGS}/oauth-{other}").status_code == 404
    assert f"--screens {other}" in walker.text
    assert walker.open(f"{walker.bitbucket}{SETTINGS}/oauth-{shown}").status_code == 200


def test_only_workspace_administrators_can_see_consumers(person):
    walker = person()
    walker.log_in("Acme Terraform")
    assert walker.open(f"{walker.bitbucket}{SETTINGS}/oauth-clients").status_code == 403
    assert walker.heading == "You do not administer this Bitbucket workspace"


def test_marks_unverified_parts_of_the_new_form(person):
    walker = person()
    walker.log_in("Jordan Lee")
    walker.open(f"{walker.bitbucket}{SETTINGS}/oauth-clients/new")

    def marked(area, level):
        row = walker.field(level, area).parent
        return bool(row.select(".mark") or row.parent.select("p .mark"))

    assert marked("Webhooks", "Read and write")
    assert marked("Account", "Write")
    assert not marked("Account", "Email")
    assert not marked("Repositories", "Read")
