"""The replay looks up every label, reports what is missing or not reached, and never saves."""

import pytest

from checks.monitors.real.careful_robot import SignedOutError, WithheldError
from checks.monitors.real.replay import replay
from checks.monitors.robot import screen as looking

pytestmark = pytest.mark.browser

OPEN, FILL = "create-consumer#open-the-form", "create-consumer#fill-in-the-form"
SAVE = "create-consumer#save-the-consumer-and-open-its-credentials"
KEY = "scope-and-ssh-key#add-the-public-key-to-bitbucket-cloud"


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch) -> None:
    monkeypatch.setattr(looking, "PATIENCE", 500)


def test_labels_of_a_form_are_seen_and_nothing_is_saved(robot, section, standin) -> None:
    before = standin.state.scenario
    with robot() as (careful, blocked):
        looked = replay(careful, section(OPEN, FILL, SAVE))
    assert {"bitbucket-screens.client-credentials", "bitbucket-screens.client-callback-url"} <= looked.seen
    assert looked.missing == {}
    # The button is on the screen, but it is not clicked.
    assert "bitbucket-screens.client-save" in looked.seen
    (withheld,) = looked.withheld
    assert "Click Save. ('Save' might save something, so it was not clicked)" in withheld
    # The dialog that appears after saving was not opened, which says nothing about its labels.
    assert looked.not_reached.keys() == {"bitbucket-screens.client-id", "bitbucket-screens.client-secret"}
    assert "'Save' might save something" in looked.not_reached["bitbucket-screens.client-id"]
    assert blocked == []
    assert standin.state.scenario == before


def test_a_renamed_box_is_missing_and_the_others_are_seen(robot, section) -> None:
    with robot(Client_credentials="Machine credentials") as (careful, _):
        looked = replay(careful, section(OPEN, FILL))
    assert looked.missing.keys() == {"bitbucket-screens.client-credentials"}
    reason = looked.missing["bitbucket-screens.client-credentials"]
    assert "docs/create-consumer.md:" in reason
    assert "called 'Client credentials'" in reason
    assert "Machine credentials" in reason
    assert "bitbucket-screens.authorization-code" in looked.seen
    # The replay can't go on after a step that it can't follow, so the rest is unknown.
    assert "could not be followed" in looked.not_reached["bitbucket-screens.client-callback-url"]


def test_a_renamed_field_does_not_end_the_path(robot, section) -> None:
    with robot(Callback_URL="Redirect URL") as (careful, _):
        looked = replay(careful, section(OPEN, FILL))
    assert looked.missing.keys() == {"bitbucket-screens.client-callback-url"}
    assert "bitbucket-screens.refresh-token" in looked.seen


def test_another_wording_of_a_label_is_seen_and_listed(robot, section) -> None:
    name = "terraform-screens.add-a-vcs-provider"
    ahead = section("add-vcs-provider#open-the-vcs-provider-settings", "add-vcs-provider#add-the-vcs-provider")
    with robot(Add_a_VCS_provider="Add VCS Provider") as (careful, _):
        looked = replay(careful, ahead)
    assert name in looked.seen
    assert looked.reworded == {name: "Add VCS Provider"}
    assert looked.missing == {}


def test_a_label_that_is_seen_once_and_missing_once_is_missing(robot, section) -> None:
    once = section(OPEN, FILL)
    with robot() as (careful, _):
        careful_first = replay(careful, once)
        assert "bitbucket-screens.client-name" in careful_first.seen
        careful.screens["bitbucket"].page.route(
            "**/oauth-clients/new**", lambda route: route.fulfill(body="<h1>Nothing</h1>", content_type="text/html")
        )
        looked = replay(careful, [*once, *once])
    assert looked.missing.keys() == {"bitbucket-screens.client-details"}
    assert "bitbucket-screens.client-details" not in looked.seen


def test_the_button_that_opens_a_form_is_clicked_but_not_its_namesake_in_the_form(robot, section, standin) -> None:
    before = standin.state.scenario.accounts
    with robot() as (careful, _):
        looked = replay(careful, section(KEY))
    assert {"bitbucket-screens.ssh-key-label", "bitbucket-screens.no-expiry"} <= looked.seen
    assert ["'Add key' might save something" in one for one in looked.withheld] == [True]
    assert standin.state.scenario.accounts == before


def test_a_button_that_no_fact_lists_is_not_clicked(robot) -> None:
    with robot() as (careful, _):
        careful.screen.page.set_content("<button onclick='document.title = 1'>Delete</button><a href='#'>More</a>")
        for name in ("Delete", "More"):
            with pytest.raises(WithheldError, match=f"'{name}' might save something"):
                careful.click(name)
        assert careful.screen.page.title() == ""


def test_a_session_that_ended_stops_the_replay(robot, section) -> None:
    with robot({"cookies": [], "origins": []}) as (careful, _), pytest.raises(SignedOutError) as caught:
        replay(careful, section(OPEN, FILL))
    assert "/account/signin/" in str(caught.value)
    assert "Sign in again with: nox -s real -- --sign-in" in str(caught.value)


def test_a_step_of_a_service_without_a_tab_is_not_looked_up_on_the_other_one(robot, section) -> None:
    connect = section("add-vcs-provider#open-the-vcs-provider-settings", "create-consumer#fill-in-the-form")
    with robot() as (careful, _):
        looked = replay(careful, connect)
    assert "terraform-screens.vcs-providers" in looked.seen
    assert {one for one in looked.seen | looked.missing.keys() if one.startswith("bitbucket")} == set()
    assert "No tab shows bitbucket" in looked.not_reached["bitbucket-screens.client-details"]
