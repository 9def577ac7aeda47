"""The sentences that the robot understands, and what it does at each."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.monitors.robot.robot import Robot
from checks.monitors.robot.step import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    Action = Callable[[Robot, Step], None]

WHAT = r"(LITERAL|a description of your choice|a name for this connection|the name of a project)"
CONTENT = r"(it|the callback URL|the content of LITERAL|the content of the file that ends in LITERAL)"

SENTENCES: "dict[str, Action]" = {
    r"Open ADDRESS": Robot.open,
    r"Choose your organization, VALUE": lambda robot, step: robot.click(robot.value(step.text("value"))),
    r"Choose your provider, by the name that you gave it or as LABEL": lambda robot, _: robot.click(robot.provider),
    r"Choose the repository LITERAL": lambda robot, step: robot.click(robot.value(step.text("literal"))),
    r"Choose the project in the list that opens": lambda robot, _: robot.tick(robot.project),
    r"Choose MENU": Robot.follow,
    r"Choose (the tab )?LABEL( under LABEL| in the menu that opens)?": Robot.choose,
    r"Click the name of your consumer in the list LABEL": Robot.click_consumer,
    r"Click LABEL( in the column LABEL| in the Terraform workspace| on Bitbucket's page)?": Robot.choose,
    r"Tick LABEL": lambda robot, step: robot.tick(step.text("label")),
    r"Untick LABEL": lambda robot, step: robot.tick(step.text("label"), ticked=False),
    rf"Enter {WHAT} in (LABEL|the field that appears)": Robot.enter,
    rf"Paste {CONTENT} in LABEL(, under LABEL)?": Robot.enter,
    r"Copy LABEL( from .+)?": Robot.copy,
    r"Run (this command|these commands in a clone of the repository)": Robot.run,
    r"Check that (the|Bitbucket's) page is called LABEL": Robot.check_heading,
    r"Check that LABEL is ticked": Robot.check_ticked,
    r"Check that a dialog shows LABEL( and LABEL)*": Robot.check_words,
    r"Check that LABEL( and LABEL)* appears? below it": Robot.check_words,
    r"Check that you are back in HCP Terraform": Robot.check_back,
    r"Check that the page LABEL lists your new provider": Robot.check_listed,
    r"Check that your provider is in the list, with a value under LABEL": Robot.check_connected,
    r"Check that it answers LITERAL": Robot.check_answer,
    r"Check that the run has a plan": Robot.check_plan,
    r"Check that a new run appears in the Terraform workspace": Robot.check_new_run,
}
"""Patterns of whole sentences, without their stop. The first that fits is taken."""


@dataclass(frozen=True)
class UnknownSentenceError(Exception):
    """A step that the robot does not understand. Its text tells the writer what it would understand."""

    step: Step

    def __str__(self) -> str:
        """Name the place, the sentence and the sentences nearby."""
        verb = self.step.shape.partition(" ")[0]
        near = [shape for shape in SENTENCES if shape.startswith(f"{verb} ")] or list(SENTENCES)
        known = "\n".join(f"  {shape}" for shape in near)
        return (
            f"{self.step}: The robot does not understand: {self.step.sentence}\n"
            f"It reads: {self.step.shape}\n"
            f"It understands:\n{known}\n"
            "Write the step as one of these, and what explains it in a paragraph of its own. "
            "Begin with 'By hand:' what only a person can do. docs/write-pages.md lists the verbs."
        )


def action(step: Step) -> "Action":
    """Return what to do at `step`. Raises `UnknownSentenceError`."""
    for shape, found in SENTENCES.items():
        if re.fullmatch(shape, step.shape):
            return found
    raise UnknownSentenceError(step)
