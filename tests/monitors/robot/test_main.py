"""The command ``nox -s walk``."""

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from checks.monitors.robot import __main__ as command
from checks.monitors.robot.browser import NoBrowserError
from checks.monitors.robot.guide import GuideError
from checks.monitors.robot.routes import ROUTES
from checks.monitors.robot.walk import StoppedError, WalkResult

BUILT = Path("_build/html")


@pytest.fixture
def pages():
    """The folder of built pages for each route; None for a route without the live guide."""
    return []


@pytest.fixture
def recorded_routes(monkeypatch, pages):
    """Record the routes without a browser, and whether the browser would be visible."""
    routes, headed = [], []

    def walk(_browser, _found, route, _seen, _camera, *, live):
        routes.append(route)
        pages.append(live)
        return WalkResult(route, 60, {"run nox": 1, "sign in": 2}, faults=10, slowest=0.75)

    def browser(**how):
        headed.append(how["headed"])
        return nullcontext(SimpleNamespace(version="156"))

    monkeypatch.setattr(command, "walk", walk)
    monkeypatch.setattr(command, "chromium", browser)
    monkeypatch.setattr(command, "read", lambda _: [])
    monkeypatch.setattr(command, "find_unreachable", lambda _: [])
    monkeypatch.setattr(command, "_compare_pictures", lambda *_: 0)
    monkeypatch.setattr(command.links, "built_pages", lambda: BUILT)
    monkeypatch.setattr(command, "try_menus", lambda *_: [])
    return routes, headed


def test_follows_all_routes_and_counts_hooks(recorded_routes, capsys) -> None:
    assert command.main([]) == 0
    assert recorded_routes == (list(ROUTES), [False])
    output = capsys.readouterr().out
    assert f"{ROUTES[0]}: 60 steps, 3 with a hook, " in output
    assert output.count("    2 x sign in\n") == len(ROUTES)


def test_follows_a_selected_route_with_a_visible_browser(recorded_routes) -> None:
    assert command.main(["--headed", "--route", "3"]) == 0
    assert recorded_routes == ([ROUTES[2]], [True])


@pytest.mark.usefixtures("recorded_routes")
def test_opens_the_live_guide_on_hcp_terraform(pages, capsys) -> None:
    assert command.main([]) == 0
    assert pages == [BUILT if route.edition == "hcp" and not route.mistake else None for route in ROUTES]
    told = "    live guide: the expected cards changed after each step and for 10 faults, within 0.8 s\n"
    assert capsys.readouterr().out.count(told) == 4


@pytest.mark.usefixtures("recorded_routes")
def test_opens_no_live_guide_on_request(pages) -> None:
    assert command.main(["--no-live", "--route", "1"]) == 0
    assert pages == [None]


def test_live_guide_needs_the_built_pages(recorded_routes, monkeypatch, capsys) -> None:
    monkeypatch.setattr(command.links, "built_pages", lambda: None)
    assert command.main([]) == 1
    assert "nox -s docs" in capsys.readouterr().err
    assert recorded_routes == ([], [])


def test_unreachable_step_fails(recorded_routes, monkeypatch, capsys) -> None:
    monkeypatch.setattr(command, "find_unreachable", lambda _: ["docs/create-workspace.md:12"])
    assert command.main([]) == 1
    assert "Add their sections to SECTIONS in routes.py:\ndocs/create-workspace.md:12" in capsys.readouterr().err
    assert recorded_routes == ([], [])


@pytest.mark.usefixtures("recorded_routes")
@pytest.mark.parametrize(
    "reason", [StoppedError("It stops."), NoBrowserError("No browser."), GuideError("No section.")]
)
def test_prints_why_a_route_stopped(reason, monkeypatch, capsys) -> None:
    def walk(*_: object, **__: object) -> None:
        raise reason

    monkeypatch.setattr(command, "walk", walk)
    assert command.main([]) == 1
    assert capsys.readouterr().err == f"{reason}\n"


@pytest.mark.usefixtures("recorded_routes")
def test_a_menu_path_that_no_screen_has_fails(monkeypatch, capsys) -> None:
    monkeypatch.setattr(command, "try_menus", lambda *_: ["docs/verify.md:3: No page has the menu path A > B."])
    assert command.main([]) == 1
    assert capsys.readouterr().err == "docs/verify.md:3: No page has the menu path A > B.\n"
