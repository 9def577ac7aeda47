"""The sentences that the robot understands, and the action for each."""

import re
from typing import TYPE_CHECKING

from checks.monitors.robot import tokens
from checks.monitors.robot.robot import Robot
from checks.monitors.robot.step import ProcedureStep

if TYPE_CHECKING:
    from collections.abc import Callable

    Action = Callable[[Robot, ProcedureStep], None]

LOCATIONS = (
    "After you review its scopes",
    "In LABEL",
    "In the LABEL column",
    "In the LABEL list",
    "In the field that appears",
    "In the organization VALUE",
    "In the terminal",
    "In the HCP Terraform tab",
    "In the Bitbucket Cloud tab",
    "In the Terraform workspace",
    "In a clone of the repository",
    "On the Bitbucket page",
    "On a secure workstation",
    "On your workstation",
    "Under LABEL",
)
"""Phrases that can precede the action, followed by a comma."""
ENTERED = r"(LITERAL|a description of your choice|a name for the VCS provider|the name of a project)"
PASTED = r"(the callback URL|the client ID|the key|the secret|the contents of LITERAL|the contents of the LITERAL file)"

SENTENCES: "dict[str, Action]" = {
    r"Go to ADDRESS": Robot.open,
    r"Go back to the LABEL page with your browser's Back button": Robot.go_back,
    r"Open your consumer for editing": Robot.edit_consumer,
    r"If LABEL, LABEL, or LABEL is empty, enter the value again": Robot.enter_again,
    r"If HCP Terraform prompts you for a project, select a project that can use the VCS provider": (
        lambda robot, _: robot.click(robot.project)
    ),
    r"Select your organization, VALUE": lambda robot, step: robot.click(robot.value(step.text("value"))),
    r"Select your VCS provider, by its name or as LABEL": lambda robot, _: robot.click(robot.provider),
    r"Select the LITERAL repository": lambda robot, step: robot.click(robot.value(step.text("literal"))),
    r"Select the project in the list": lambda robot, _: robot.select(robot.project),
    r"Select MENU": Robot.follow,
    r"Select (LABEL|the LABEL tab)": Robot.choose,
    r"Clear LABEL": lambda robot, step: robot.clear(step.text("label")),
    r"Click the name of your consumer": Robot.click_consumer,
    r"Click LABEL": Robot.choose,
    rf"Enter {ENTERED}": Robot.enter,
    rf"Paste {PASTED}( in LABEL)?": Robot.enter,
    r"Copy LABEL": Robot.copy,
    r"Copy the token": tokens.copy_token,
    r"Create a token for the team, with an early expiration date": tokens.create_team_token,
    r"Create the token": tokens.create_token,
    r"Enter a name and an early expiration date": tokens.name_token,
    r"Enter the email address of the service user": tokens.enter_in_terminal,
    r"Paste (the key|the secret|the token), and then press Enter": tokens.enter_in_terminal,
    r"Select only the following scopes": tokens.select_scopes,
    r"Run (this command|these commands|the checks)": Robot.run,
    r"Verify that the (Bitbucket )?page title is LABEL": Robot.check_heading,
    r"Verify that LABEL is selected": Robot.check_selected,
    r"Verify that (a dialog|the consumer) shows LABEL( and LABEL)*": Robot.check_words,
    r"Verify that you return to HCP Terraform": Robot.check_back,
    r"Verify that the LABEL page lists your VCS provider": Robot.check_listed,
    r"Verify that your VCS provider has a value under LABEL": Robot.check_connected,
    r"Verify that the files LITERAL and LITERAL exist": Robot.check_files,
    r"Verify that the output contains LITERAL": Robot.check_output,
    r"Verify that the plan finishes": Robot.check_plan,
    r"Verify that a new run appears in the Terraform workspace": Robot.check_new_run,
}
"""Patterns of whole actions, without the location and the final period. The first match is used."""


class UnknownSentenceError(Exception):
    """A step that the robot does not understand. The message lists the known sentences."""

    def __init__(self, step: ProcedureStep) -> None:
        super().__init__(step)
        self.step = step

    def __str__(self) -> str:
        """Return the location, the sentence, and similar known sentences."""
        verb = _act(self.step).partition(" ")[0]
        near = [shape for shape in SENTENCES if shape.startswith(f"{verb} ")] or list(SENTENCES)
        known = "\n".join(f"  {shape}" for shape in near)
        return (
            f"{self.step}: The robot does not understand: {self.step.sentence}\n"
            f"Parsed as: {self.step.shape}\n"
            f"Known sentences:\n{known}\n"
            f"Known locations before the action: {'; '.join(LOCATIONS)}.\n"
            "Write the step as one of these sentences, and put the explanation in a separate paragraph. "
            "Mark a manual step with the role `manual`. docs/write-pages.md lists the verbs."
        )


def _act(step: ProcedureStep) -> str:
    """Return the shape of a step without its location."""
    for location in LOCATIONS:
        if step.shape.startswith(f"{location}, "):
            act = step.shape.removeprefix(f"{location}, ")
            return act[:1].upper() + act[1:]
    return step.shape


def action(step: ProcedureStep) -> "Action":
    """Return the action for `step`, from its mark or its sentence. Raises `UnknownSentenceError`."""
    if step.manual:
        return Robot.do_manually
    for shape, found in SENTENCES.items():
        if re.fullmatch(shape, _act(step)):
            return found
    raise UnknownSentenceError(step)
