"""The camera, and the ways on which it comes by every picture."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from checks.monitors.pictures import retake as taking
from checks.monitors.pictures.capture import Shot
from checks.monitors.pictures.page_fingerprint import Drawn
from checks.monitors.pictures.retake import Camera, select_routes
from checks.monitors.pictures.webp import pixels
from checks.monitors.robot.guide import GuideError, read
from checks.monitors.robot.routes import steps_on
from checks.monitors.robot.step import PicturePlacement


@pytest.fixture(scope="module")
def guide(request):
    return read(request.config.rootpath / "docs")


def test_few_ways_come_by_every_picture(guide) -> None:
    routes = select_routes(guide)
    passed = {one.name for route in routes for one in steps_on(guide, route) if isinstance(one, PicturePlacement)}
    assert passed == {one.name for one in guide if isinstance(one, PicturePlacement)}
    assert len(routes) == 2  # the two forms of Bitbucket


def test_a_picture_that_no_way_comes_by_is_named(guide) -> None:
    stray = replace(next(one for one in guide if isinstance(one, PicturePlacement)), name="stray", section="nowhere")
    with pytest.raises(GuideError, match=r"No route contains the pictures stray\."):
        select_routes([*guide, stray])


@pytest.fixture
def robot(monkeypatch, webp):
    """A robot before a screen, and what its camera sees there."""
    shot = Shot(webp(), 30, 20, ("Save", "Name"), ("Close",), "http://127.0.0.1:1/page?state=once", "terraform")
    taken = []
    monkeypatch.setattr(taking, "take", lambda _, here: taken.append(here.name) or shot)
    monkeypatch.setattr(taking, "generalize", lambda _url, _sandbox: "/page")
    monkeypatch.setattr(taking, "draw", lambda *words: Drawn(("Save",), " ".join(words)))
    return SimpleNamespace(manual_steps=SimpleNamespace(sandbox=None), taken=taken)


def test_what_is_written_down_is_what_was_seen(robot, here, webp) -> None:
    camera = Camera(date(2026, 11, 24), "Chromium 156")
    camera(robot, here)
    assert camera.files == {"one": webp()}
    record = camera.records["one"]
    assert (record.page, record.generation, record.kind) == ("page", "any", "simulated")
    assert record.marks == ["1 terraform-screens.name"]
    assert record.words == ["Save"]
    assert (record.labels, record.unconfirmed) == (["Save", "Name"], ["Close"])
    assert record.facts == {"terraform-screens.name": "Name"}
    assert (record.taken, record.valid_until) == ("2026-11-24", "2027-05-23")
    assert (record.width, record.height) == (30, 20)
    assert record.pixels == pixels(webp())
    assert (record.service, record.path, record.fingerprint) == ("terraform", "/page", "terraform /page any")
    assert record.browser == "Chromium 156"


def test_a_picture_belongs_to_the_form_in_whose_tab_it_stands(robot, here) -> None:
    camera = Camera(date(2026, 11, 24), "Chromium 156")
    camera(robot, replace(here, tabs={"screens": "consumers"}))
    assert camera.records["one"].generation == "consumers"


def test_a_label_that_the_page_doubts_is_unconfirmed(robot, here, step) -> None:
    doubtful = replace(step, parts=tuple(replace(part, doubtful=part.kind == "label") for part in step.parts))
    camera = Camera(date(2026, 11, 24), "Chromium 156")
    camera(robot, replace(here, steps=(doubtful,)))
    assert camera.records["one"].unconfirmed == ["Close", "Save"]


def test_each_picture_is_taken_once(robot, here) -> None:
    camera = Camera(date(2026, 11, 24), "Chromium 156")
    camera(robot, here)
    camera(robot, here)
    assert robot.taken == ["one"]
