"""Both generations of the OAuth consumer form."""

from dataclasses import replace

import pytest

FORMS = pytest.mark.parametrize("form", ["clients", "consumers"])
SETTINGS = "/acme-infra/workspace/settings"


def only(user):
    (consumer,) = user.running.state.scenario.consumers
    return consumer


@FORMS
def test_saves_the_entered_values(person, form):
    user = person(form)
    callback = user.begin()
    key, secret = user.create(callback)
    consumer = only(user)
    assert (consumer.key, consumer.secret) == (key, secret)
    assert (consumer.name, consumer.callback_url) == ("HCP Terraform (acme)", callback)
    assert consumer.private
    assert {"account:write", "repository:admin", "pullrequest:write", "webhook"} <= set(consumer.permissions)
    assert "repository:delete" not in consumer.permissions


@pytest.mark.parametrize(("form", "lengths"), [("clients", (32, 76)), ("consumers", (18, 32))])
def test_key_and_secret_have_bitbuckets_lengths(person, form, lengths):
    user = person(form)
    assert tuple(map(len, user.create(user.begin()))) == lengths


def test_two_consumers_have_different_keys(person):
    user = person()
    callback = user.begin()
    assert user.create(callback) != user.create(callback)
    assert len(user.running.state.scenario.consumers) == 2


def test_ignores_the_callback_url_without_the_authorization_code_grant(person):
    user = person()
    user.log_in("Jordan Lee")
    user.open(f"{user.bitbucket}{SETTINGS}/oauth-clients/new")
    user.enter("Only a name", "Name")
    user.enter("http://127.0.0.1/auth", "Callback URL")
    user.click("Save")
    assert only(user).callback_url == ""


@FORMS
def test_editing_a_consumer_keeps_its_key(person, form):
    user = person(form)
    callback = user.begin()
    user.create(f"{callback}/")
    before = only(user)
    user.open(f"{user.bitbucket}{SETTINGS}/oauth-{form}/{before.key}/edit")
    assert user.field("Callback URL")["value"] == f"{callback}/"
    user.enter(callback, "Callback URL")
    user.click("Save")
    assert only(user) == replace(before, callback_url=callback)


@FORMS
def test_requires_a_name(person, form):
    user = person(form)
    user.log_in("Jordan Lee")
    user.open(f"{user.bitbucket}{SETTINGS}/oauth-{form}/new")
    user.select("Email", "Account")
    user.click("Save")
    assert "Name is required." in user.text
    assert user.field("Email", "Account").has_attr("checked")
    assert not user.running.state.scenario.consumers


@pytest.mark.parametrize(("shown", "other"), [("clients", "consumers"), ("consumers", "clients")])
def test_hides_the_other_generation_of_the_form(person, shown, other):
    user = person(shown)
    user.log_in("Jordan Lee")
    assert user.open(f"{user.bitbucket}{SETTINGS}/oauth-{other}").status_code == 404
    assert f"--screens {other}" in user.text
    assert user.open(f"{user.bitbucket}{SETTINGS}/oauth-{shown}").status_code == 200


def test_only_workspace_administrators_can_see_consumers(person):
    user = person()
    user.log_in("Acme Terraform")
    assert user.open(f"{user.bitbucket}{SETTINGS}/oauth-clients").status_code == 403
    assert user.heading == "You aren't an administrator of this Bitbucket workspace"


def test_marks_unverified_parts_of_the_new_form(person):
    user = person()
    user.log_in("Jordan Lee")
    user.open(f"{user.bitbucket}{SETTINGS}/oauth-clients/new")

    def marked(area, level):
        row = user.field(level, area).parent
        return bool(row.select(".mark") or row.parent.select("p .mark"))

    assert marked("Webhooks", "Read and write")
    assert marked("Account", "Write")
    assert not marked("Account", "Email")
    assert not marked("Repositories", "Read")
