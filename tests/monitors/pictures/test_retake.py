"""The camera, and the routes that contain all pictures."""

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


def test_two_routes_contain_every_picture(guide) -> None:
    routes = select_routes(guide)
    passed = {one.name for route in routes for one in steps_on(guide, route) if isinstance(one, PicturePlacement)}
    assert passed == {one.name for one in guide if isinstance(one, PicturePlacement)}
    assert len(routes) == 2  # one for each of Bitbucket's forms


def test_rejects_a_picture_on_no_route(guide) -> None:
    stray = replace(next(one for one in guide if isinstance(one, PicturePlacement)), name="stray", section="nowhere")
    with pytest.raises(GuideError, match=r"No route contains the pictures stray\."):
        select_routes([*guide, stray])


@pytest.fixture
def robot(monkeypatch, webp):
    """A robot whose camera returns a fixed picture."""
    shot = Shot(webp(), 30, 20, ("Save", "Name"), ("Close",), "http://127.0.0.1:1/page?state=once", "terraform")
    taken = []
    monkeypatch.setattr(taking, "take", lambda _, here: taken.append(here.name) or shot)
    monkeypatch.setattr(taking, "generalize", lambda _url, _sandbox: "/page")
    monkeypatch.setattr(taking, "draw", lambda *words: Drawn(("Save",), " ".join(words)))
    return SimpleNamespace(manual_steps=SimpleNamespace(sandbox=None), taken=taken)


def test_record_describes_the_picture(robot, here, webp) -> None:
    camera = Camera(date(2026, 11, 24), "Chromium 156")
    camera(robot, here)
    assert camera.screenshots == {"one": webp()}
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


def test_generation_is_the_tab_around_the_picture(robot, here) -> None:
    camera = Camera(date(2026, 11, 24), "Chromium 156")
    camera(robot, replace(here, tabs={"screens": "consumers"}))
    assert camera.records["one"].generation == "consumers"


def test_doubtful_label_is_unconfirmed(robot, here, step) -> None:
    doubtful = replace(step, parts=tuple(replace(part, doubtful=part.kind == "label") for part in step.parts))
    camera = Camera(date(2026, 11, 24), "Chromium 156")
    camera(robot, replace(here, steps=(doubtful,)))
    assert camera.records["one"].unconfirmed == ["Close", "Save"]


def test_each_picture_is_taken_once(robot, here) -> None:
    camera = Camera(date(2026, 11, 24), "Chromium 156")
    camera(robot, here)
    camera(robot, here)
    assert robot.taken == ["one"]
