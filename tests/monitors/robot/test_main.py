"""The command `nox -s walk`."""

from contextlib import nullcontext

import pytest

from checks.monitors.robot import __main__ as command
from checks.monitors.robot.browser import NoBrowserError
from checks.monitors.robot.guide import GuideError
from checks.monitors.robot.routes import ROUTES
from checks.monitors.robot.walk import StoppedError, WalkResult


@pytest.fixture
def walked(monkeypatch):
    """Walk without a browser; return the ways that were walked, and whether the browser was to be seen."""
    routes, headed = [], []

    def walk(_browser, _found, route, _seen):
        routes.append(route)
        return WalkResult(route, 60, {"run nox": 1, "sign in": 2})

    def browser(**how):
        headed.append(how["headed"])
        return nullcontext()

    monkeypatch.setattr(command, "walk", walk)
    monkeypatch.setattr(command, "chromium", browser)
    monkeypatch.setattr(command, "read", lambda _: [])
    monkeypatch.setattr(command, "find_unreachable", lambda _: [])
    return routes, headed


def test_every_way_is_walked_and_its_hooks_are_counted(walked, capsys) -> None:
    assert command.main([]) == 0
    assert walked == (list(ROUTES), [False])
    told = capsys.readouterr().out
    assert f"{ROUTES[0]}: 60 steps, 3 with a hook, " in told
    assert told.count("    2 x sign in\n") == len(ROUTES)


def test_one_way_may_be_chosen_and_watched(walked) -> None:
    assert command.main(["--headed", "--route", "3"]) == 0
    assert walked == ([ROUTES[2]], [True])


def test_a_step_that_no_way_leads_by_fails(walked, monkeypatch, capsys) -> None:
    monkeypatch.setattr(command, "find_unreachable", lambda _: ["docs/create-workspace.md:12"])
    assert command.main([]) == 1
    assert "Add their sections to SECTIONS in routes.py:\ndocs/create-workspace.md:12" in capsys.readouterr().err
    assert walked == ([], [])


@pytest.mark.usefixtures("walked")
@pytest.mark.parametrize(
    "reason", [StoppedError("It stops."), NoBrowserError("No browser."), GuideError("No section.")]
)
def test_where_the_walk_stops_it_says_why(reason, monkeypatch, capsys) -> None:
    def walk(*_: object) -> None:
        raise reason

    monkeypatch.setattr(command, "walk", walk)
    assert command.main([]) == 1
    assert capsys.readouterr().err == f"{reason}\n"
