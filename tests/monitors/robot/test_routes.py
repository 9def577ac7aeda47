"""The routes through the guide."""

from dataclasses import replace

import pytest

from checks.monitors.robot.guide import GuideError
from checks.monitors.robot.routes import CREDENTIALS, ROUTES, find_unreachable, steps_on
from checks.monitors.robot.step import ProcedureStep


def test_every_combination_of_choices_has_a_route() -> None:
    assert len({str(route) for route in ROUTES}) == len(ROUTES)
    assert len([route for route in ROUTES if not route.mistake]) == 8


def test_with_an_ssh_key_the_reader_creates_the_credentials_before_the_last_section() -> None:
    for route in ROUTES:
        sections = list(route.sections)
        assert sections[-1] == "create-workspace#run-the-checks"
        assert (sections[-4:-1] == list(CREDENTIALS)) == route.credentials == route.key


def test_every_step_is_reachable(guide) -> None:
    assert find_unreachable(guide) == []


def test_step_in_a_new_section_is_unreachable(guide) -> None:
    stray = replace(next(one for one in guide if isinstance(one, ProcedureStep)), line=9999, section="a-new-section")
    assert find_unreachable([*guide, stray]) == [stray]


def test_a_label_that_no_mistake_needs_any_more_leaves_all_steps_reachable(guide) -> None:
    fields = [
        one for one in guide if "callback URL" in getattr(one, "sentence", "") and one.section == "fill-in-the-form"
    ]
    assert fields
    assert find_unreachable([replace(one, parts=()) if one in fields else one for one in guide]) == []


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_route_contains_only_selected_tabs(guide, route) -> None:
    steps = steps_on(guide, route)
    assert len(steps) > 50
    assert {one.tabs["screens"] for one in steps if "screens" in one.tabs} == {route.screens}
    assert {one.tabs["edition"] for one in steps if "edition" in one.tabs} == {route.edition}


def test_rejects_a_misspelled_tab_with_its_location(guide) -> None:
    step = next(one for one in guide if one.tabs.get("screens") == "clients")
    wrong = replace(step, tabs={**step.tabs, "screens": "client"})
    with pytest.raises(GuideError, match=rf"{wrong}: .*`:sync: client`.* are: clients, consumers"):
        steps_on([wrong if one is step else one for one in guide], ROUTES[0])


def test_rejects_a_missing_section(guide) -> None:
    rest = [one for one in guide if one.section != "grant-access"]
    with pytest.raises(GuideError, match="connect-and-authorize#grant-access"):
        steps_on(rest, ROUTES[0])
