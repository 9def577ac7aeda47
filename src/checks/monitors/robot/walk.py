"""Follow the guide on one route, from the first step to the checks, and stop at the first step that fails."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from checks.monitors.robot.browser import window
from checks.monitors.robot.live_changes import expected_changes, planted_faults
from checks.monitors.robot.live_guide import CardsError, live_guide
from checks.monitors.robot.manual_steps import ManualSteps, VerifyError
from checks.monitors.robot.robot import Robot
from checks.monitors.robot.routes import Route, steps_on
from checks.monitors.robot.screen import NotOnScreenError
from checks.monitors.robot.step import PicturePlacement, ProcedureStep
from checks.monitors.robot.step_grammar import UnknownSentenceError, action
from checks.monitors.robot.terminal import CannotRunError
from checks.sandbox.healthy import unconnected
from checks.sandbox.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog

PERMISSIONS = "select-the-permissions"
"""The section after which a missing permission would be noticed only several pages later."""
Take = Callable[[Robot, PicturePlacement], None]


@dataclass(frozen=True)
class WalkResult:
    """The result of one route: the number of steps, and the number of calls of each hook.

    `faults` is the number of faults that the live guide detected, and `slowest` the longest time until its cards showed
    the new results, in seconds.
    """

    route: Route
    steps: int
    manual_counts: Mapping[str, int]
    faults: int = 0
    slowest: float = 0.0


class StoppedError(Exception):
    """A step failed. The message contains its location, its label, and the file of a screenshot."""


def walk(  # noqa: PLR0913 - the last is keyword-only
    browser: "Browser",
    found: Sequence[ProcedureStep | PicturePlacement],
    route: Route,
    seen: Path,
    take: Take | None = None,
    *,
    live: Path | None = None,
) -> WalkResult:
    """Follow the guide on one route, starting with services that are not connected.

    Args:
        browser: The browser.
        found: The steps and picture placements of the guide.
        route: The reader's choices.
        seen: The folder for a screenshot if a step fails.
        take: Called at each picture placement.
        live: The built pages, to also open the live guide, compare its cards after each step, and plant faults on the
            way; None without it.

    Raises:
        StoppedError: A step is not understood or fails, a check does not pass, or other cards change than expected.
    """
    from playwright.sync_api import Error as BrowserError  # noqa: PLC0415 - only the end-to-end test needs a browser

    scenario = replace(unconnected(datetime.now(UTC)), screens=route.screens)
    if route.edition == "enterprise":
        scenario = replace(scenario, app_name="Terraform Enterprise", release="2.0.8")
    ahead = steps_on(found, route)
    for step in ahead:
        if isinstance(step, ProcedureStep):
            _require_known(step)
    changes, planted = expected_changes(ahead, route), planted_faults(ahead, route)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="walk-")))
        sandbox = stack.enter_context(serving(scenario))
        manual_steps = ManualSteps(sandbox, folder, "network" if route.key else "platform", key=route.key)
        context = stack.enter_context(window(browser))
        questions = _cancel_questions(context)
        robot = Robot(context, manual_steps, route.edition)
        guide = stack.enter_context(live_guide(manual_steps, live, folder, context)) if live else None
        for step, following in zip(ahead, [*ahead[1:], None], strict=True):
            try:
                _do(robot, step, take)
                if step.section == PERMISSIONS and (following is None or following.section != PERMISSIONS):
                    robot.check_permissions()
                if guide and isinstance(step, ProcedureStep):
                    guide.expect_changes([step.page], changes.get(str(step), {}))
                    for fault in planted.get(str(step), ()):
                        guide.check_fault(fault, partial(_follow, robot, ahead, fault.fix) if fault.fix else None)
            except (NotOnScreenError, CannotRunError, VerifyError, CardsError, BrowserError) as reason:
                why = "\n".join([str(reason), *_obstacles(robot, questions)])
                raise StoppedError(_describe(robot, step, route, seen, why)) from reason
    steps = sum(isinstance(step, ProcedureStep) for step in ahead)
    faults = sum(map(len, planted.values())) if guide else 0
    return WalkResult(route, steps, manual_steps.done, faults, guide.slowest if guide else 0.0)


def _follow(robot: Robot, ahead: Sequence[ProcedureStep | PicturePlacement], section: str) -> None:
    for step in ahead:
        if step.anchor == section:
            _do(robot, step, None)


def _require_known(step: ProcedureStep) -> None:
    try:
        action(step)
    except UnknownSentenceError as reason:
        raise StoppedError(str(reason)) from reason


def _do(robot: Robot, step: ProcedureStep | PicturePlacement, take: Take | None) -> None:
    if isinstance(step, PicturePlacement):
        if take:
            take(robot, step)
    else:
        action(step)(robot, step)


def _cancel_questions(context: "BrowserContext") -> list[str]:
    """Cancel every dialog box of the browser, and return the list that later contains their texts."""
    asked: list[str] = []

    def cancel(dialog: "Dialog") -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    context.on("dialog", cancel)
    return asked


def _obstacles(robot: Robot, questions: Iterable[str]) -> Iterator[str]:
    """Yield what the screen requires in addition to the steps. The robot notices the effect only at a later step."""
    if names := robot.screen.find_unfilled():
        yield (
            f"These fields are empty or invalid, so the browser doesn't send their form: "
            f"{', '.join(map(repr, names))}. If the vendor requires them now, add steps for them."
        )
    yield from (f"The screen asked {words!r}, and the robot canceled." for words in questions)


def _describe(robot: Robot, step: ProcedureStep | PicturePlacement, route: Route, seen: Path, reason: str) -> str:
    """Return the location and the reason of the failure, and store a screenshot."""
    seen.mkdir(parents=True, exist_ok=True)
    picture = seen / f"{step.page}-{step.line}.png"
    robot.screen.page.screenshot(path=picture, animations="disabled", caret="hide")
    parts = step.parts if isinstance(step, ProcedureStep) else ()
    labels = ", ".join(repr(part.text.replace("\n", " > ")) for part in parts if part.kind in {"label", "menu"})
    what = step.sentence if isinstance(step, ProcedureStep) else f"the picture {step.name!r}"
    return (
        f"{step}: The end-to-end test ({route}) stopped at: {what}\n"
        f"Label: {labels or 'none'}\n"
        f"{reason}\n"
        f"URL: {robot.screen.page.url}. Screenshot: {picture}\n"
        "If the vendor renamed the label, change the fact. If the sandbox is wrong, change its template. "
        "Otherwise, change the sentence."
    )
