"""Follow the guide on the vendors' own screens, without saving anything, and look up every label."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checks.monitors.real.careful_robot import CarefulRobot, WithheldError, service_of
from checks.monitors.real.watched_screen import WatchedScreen
from checks.monitors.robot.robot import Robot
from checks.monitors.robot.screen import NotOnScreenError
from checks.monitors.robot.step import PicturePlacement, ProcedureStep
from checks.monitors.robot.step_grammar import action
from checks.monitors.robot.terminal import CannotRunError

Take = Callable[[CarefulRobot, PicturePlacement, str], None]
LOOKED_UP = {
    *(Robot.check_heading, Robot.check_selected, Robot.check_words, Robot.check_listed, Robot.check_connected),
    Robot.copy,
}
"""The actions of which only the labels are looked up."""
NOT_ON_SCREENS = {
    *(Robot.do_manually, Robot.run, Robot.check_files, Robot.check_output, Robot.check_plan),
    *(Robot.check_new_run, Robot.check_back, Robot.go_back, Robot.enter_again),
}
"""The actions without a label on a screen, or that repeat an earlier action."""


@dataclass
class Looked:
    """The result of a replay.

    Attributes:
        seen: The names of the facts whose labels the screens show.
        reworded: The text that the screens show for a label whose fact has another text, by the name of the fact.
        missing: Why a label that was looked up was not found, by the name of its fact.
        not_reached: The names of the facts on screens that were not opened, with the reason.
        withheld: The steps that were not replayed, because they might save something.
    """

    seen: set[str] = field(default_factory=set)
    reworded: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    not_reached: dict[str, str] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)


def replay(
    robot: CarefulRobot, ahead: Sequence[ProcedureStep | PicturePlacement], at_picture: Take | None = None
) -> Looked:
    """Follow the steps, and return which labels the screens show.

    After a step that might save something, and after a label that is missing, the rest of the path in that service
    counts as not reached, until a step opens a URL or a menu.

    Args:
        robot: Controls the browser.
        ahead: The steps and picture placements, in order.
        at_picture: Called at each placement, with the reason why its screen was not reached; empty if it was.

    Raises:
        SignedOutError: A service shows its login page.
    """
    looked, stopped = Looked(), dict.fromkeys(("terraform", "bitbucket"), "")
    for step in ahead:
        if isinstance(step, PicturePlacement):
            if at_picture:
                at_picture(robot, step, stopped[service_of(robot, next(one for one in step.steps if one.labels))])
            continue
        for service, reason in _follow(robot, step, stopped, looked):
            stopped[service] = reason
    # A label that is missing in one of several places needs attention.
    looked.seen -= looked.missing.keys()
    looked.reworded = {name: text for name, text in looked.reworded.items() if name in looked.seen}
    found = looked.seen | looked.missing.keys()
    looked.not_reached = {name: reason for name, reason in looked.not_reached.items() if name not in found}
    return looked


def _follow(
    robot: CarefulRobot, step: ProcedureStep, stopped: Mapping[str, str], looked: Looked
) -> Iterator[tuple[str, str]]:
    """Follow one step, and yield why the path of a service ends here, or an empty reason if it begins again."""
    act, service = action(step), service_of(robot, step)
    if act is Robot.open:
        service = "bitbucket" if _opens(robot, step).startswith(robot.account.bitbucket_url) else "terraform"
    begins_again = stopped[service] and act is Robot.follow and service == "terraform"
    if stopped[service] and not begins_again and act is not Robot.open:
        looked.not_reached |= {fact: stopped[service] for part in step.parts for fact in part.facts}
        return
    yield service, ""
    try:
        if begins_again:
            robot.reopen(step)
        if act in LOOKED_UP:
            robot.look_up(step)
        elif act not in NOT_ON_SCREENS:
            act(robot, step)
    except WithheldError as reason:
        _record(robot, step, looked, "")
        looked.withheld.append(f"{step}: {step.sentence} ({reason})")
        yield service, f"{step} was not replayed: {reason}"
    except (NotOnScreenError, CannotRunError) as reason:
        robot.require_session()
        _record(robot, step, looked, str(reason))
        # A label that is only looked up, or a field that is only filled, does not end the path.
        if act not in {*LOOKED_UP, Robot.enter}:
            yield service, f"{step} could not be followed"
        return
    robot.require_session()
    _record(robot, step, looked, "")


def _record(robot: CarefulRobot, step: ProcedureStep, looked: Looked, problem: str) -> None:
    seen = robot.watched.seen
    for part in step.parts:
        for text, fact in zip(part.text.split("\n"), part.facts, strict=False):
            area, _, level = text.rpartition(": ")
            if {text, level} & seen.keys():
                looked.seen.add(fact)
                if seen.get(text, text) != text:
                    looked.reworded[fact] = seen[text]
            elif {text, area, level} & robot.watched.asked:
                looked.missing[fact] = f"{step}: {problem}"
            else:
                looked.not_reached[fact] = problem or f"{step} does not look it up"
    for screen in robot.screens.values():
        assert isinstance(screen, WatchedScreen)  # noqa: S101 - `screen_type` makes no other
        screen.asked.clear()
        screen.seen.clear()


def _opens(robot: CarefulRobot, step: ProcedureStep) -> str:
    return next(robot.value(part.address) for part in step.parts if part.kind == "link")
