"""Walks the guide on one way, from the first step to the checks, and stops at the sentence that is not true."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from checks.monitors.robot.browser import window
from checks.monitors.robot.manual_steps import CannotRunError, ManualSteps, VerifyError
from checks.monitors.robot.robot import Robot
from checks.monitors.robot.routes import Route, route
from checks.monitors.robot.screen import NotOnScreenError
from checks.monitors.robot.step import PictureHere, Step
from checks.monitors.robot.step_grammar import UnknownSentenceError, action
from checks.sandbox.healthy import unconnected
from checks.sandbox.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Take = Callable[[Robot, PictureHere], None]


@dataclass(frozen=True)
class Walked:
    """What was done on one way."""

    way: Route
    steps: int
    by_hand: Mapping[str, int]


class StoppedError(Exception):
    """The walk stops at a sentence; the message names its place, its label and a picture of the screen."""


def walk(
    browser: "Browser", found: Sequence[Step | PictureHere], way: Route, seen: Path, take: Take | None = None
) -> Walked:
    """Follow the guide on one way, beginning at services that are not connected.

    Args:
        browser: Where to walk.
        found: What the guide holds.
        way: What the reader chooses.
        seen: The folder for a picture of the screen, should the walk stop.
        take: Takes a picture where one is to be taken.

    Raises:
        StoppedError: A step cannot be understood or done, or the checks find something that is not right.
    """
    from playwright.sync_api import Error as BrowserError  # noqa: PLC0415 - only who walks needs a browser

    scenario = replace(unconnected(datetime.now(UTC)), screens=way.screens)
    if way.edition == "enterprise":
        scenario = replace(scenario, app_name="Terraform Enterprise")
    ahead = route(found, way)
    for step in ahead:
        if isinstance(step, Step):
            _understood(step)
    with TemporaryDirectory(prefix="walk-") as folder, serving(scenario) as sandbox:
        person = ManualSteps(sandbox, Path(folder), "network" if way.key else "platform", key=way.key)
        with window(browser) as context:
            robot = Robot(context, person)
            for step in ahead:
                try:
                    _do(robot, step, take)
                except (NotOnScreenError, CannotRunError, VerifyError, BrowserError) as reason:
                    raise StoppedError(_told(robot, step, way, seen, reason)) from reason
    return Walked(way, sum(isinstance(step, Step) for step in ahead), person.done)


def _understood(step: Step) -> None:
    try:
        action(step)
    except UnknownSentenceError as reason:
        raise StoppedError(str(reason)) from reason


def _do(robot: Robot, step: Step | PictureHere, take: Take | None) -> None:
    if isinstance(step, PictureHere):
        if take:
            take(robot, step)
    else:
        action(step)(robot, step)


def _told(robot: Robot, step: Step | PictureHere, way: Route, seen: Path, reason: Exception) -> str:
    """Say where the walk stopped and why, and keep a picture of the screen."""
    seen.mkdir(parents=True, exist_ok=True)
    picture = seen / f"{step.page}-{step.line}.png"
    robot.screen.page.screenshot(path=picture, animations="disabled", caret="hide")
    parts = step.parts if isinstance(step, Step) else ()
    labels = ", ".join(repr(part.text.replace("\n", " > ")) for part in parts if part.kind in {"label", "menu"})
    said = step.sentence if isinstance(step, Step) else f"the picture {step.name!r}"
    return (
        f"{step}: The walk ({way}) stopped at: {said}\n"
        f"Label: {labels or 'none'}\n"
        f"{reason}\n"
        f"The screen was {robot.screen.page.url}, and looked like this: {picture}\n"
        "If the vendor renamed it, change the fact; if the sandbox is wrong, its template; otherwise the sentence."
    )
