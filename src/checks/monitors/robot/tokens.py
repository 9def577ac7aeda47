"""Create the tokens for the checks, on forms whose labels are mostly not documented."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from checks.facts import requirements

if TYPE_CHECKING:
    from checks.monitors.robot.robot import Robot
    from checks.monitors.robot.step import ProcedureStep

NAME = "Checks of the connection"


def create_team_token(robot: "Robot", _: "ProcedureStep") -> None:
    """Create a token of the only team."""
    robot.screen.field("Description").fill(NAME)
    robot.click("Create token")


def name_token(robot: "Robot", _: "ProcedureStep") -> None:
    """Enter a name and an expiration date on the first page of the form."""
    robot.screen.field("Name").fill(NAME)
    robot.screen.field("Expires on").fill((datetime.now(UTC) + timedelta(days=7)).date().isoformat())


def select_scopes(robot: "Robot", _: "ProcedureStep") -> None:
    """Select the scopes that the checks need."""
    for scope in requirements.TOKEN_SCOPES:
        robot.select(scope)


def create_token(robot: "Robot", _: "ProcedureStep") -> None:
    """Create the token on the last page of the form."""
    robot.click("Create token")


def copy_token(robot: "Robot", _: "ProcedureStep") -> None:
    """Copy the token of the current page, which shows it only once."""
    robot.copy_value({"terraform": "Token", "bitbucket": "API token"}[robot.service])


def enter_in_terminal(robot: "Robot", step: "ProcedureStep") -> None:
    """Enter a credential at a prompt of the terminal: the consumer key and secret are those in HCP Terraform."""
    credentials = {
        "the token": robot.copied,
        "the key": robot.entered.get("terraform-screens.key", ""),
        "the secret": robot.entered.get("terraform-screens.secret", ""),
        "the email address of the service user": robot.manual_steps.email,
    }
    (line,) = [value for words, value in credentials.items() if words in step.shape]
    robot.manual_steps.terminal.enter(line)
