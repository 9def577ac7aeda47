"""A route with a mistake differs from the others in one step, and needs the section that corrects the mistake."""

from dataclasses import replace

import pytest

from checks.monitors.robot.guide import GuideError
from checks.monitors.robot.mistakes import CONSENT, MISTAKES, make
from checks.monitors.robot.routes import ROUTES, steps_on
from checks.monitors.robot.step import ProcedureStep
from checks.monitors.robot.walk import StoppedError, walk

CORRECTED = [route for route in ROUTES if route.mistake]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.name)
def test_each_mistake_has_a_route(mistake) -> None:
    assert [route for route in CORRECTED if route.mistake == mistake]


@pytest.mark.parametrize("route", CORRECTED, ids=str)
def test_the_reader_makes_one_mistake_and_corrects_it(guide, route) -> None:
    without = steps_on(guide, replace(route, mistake=None))
    found = steps_on(guide, route)

    changed = [one for one in found if one not in without and one.anchor != route.mistake.correction]
    assert len(changed) == 1
    assert changed[0].anchor == route.mistake.section
    assert [one.anchor for one in found].index(route.mistake.correction) > found.index(changed[0])


def test_a_canceled_authorization_skips_the_rest_of_its_section(guide) -> None:
    (route,) = [one for one in CORRECTED if "canceled" in one.mistake.name]
    last = [one for one in steps_on(guide, route) if one.anchor == CONSENT][-1]
    assert isinstance(last, ProcedureStep)
    assert last.sentence == "Click Cancel"


def test_reports_a_mistake_that_fits_no_step(guide) -> None:
    mistake = replace(MISTAKES[0], at=frozenset({"terraform-screens.renamed"}))
    with pytest.raises(GuideError, match=r"fill-in-the-form has one of: terraform-screens\.renamed"):
        make(mistake, guide)


@pytest.mark.browser
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.name)
def test_without_the_correction_the_walk_stops(browser, guide, tmp_path, mistake) -> None:
    route = next(one for one in CORRECTED if one.mistake == mistake)
    rest = [one for one in guide if one.anchor != mistake.correction]
    any_step = next(one for one in guide if one.anchor == "connect-and-authorize#view-the-connection")
    harmless = replace(any_step, section=mistake.correction.partition("#")[2], manual="set-credentials")
    with pytest.raises(StoppedError):
        walk(browser, [*rest, harmless], route, tmp_path)
