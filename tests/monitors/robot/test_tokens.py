"""The reader creates the tokens for the checks, and enters each credential at its prompt."""

from types import SimpleNamespace

import pytest

from checks.facts import requirements
from checks.monitors.robot.browser import window
from checks.monitors.robot.robot import Robot
from checks.monitors.robot.screen import NotOnScreenError
from checks.monitors.robot.step import Part, ProcedureStep
from checks.monitors.robot.step_grammar import action
from checks.monitors.robot.terminal import Terminal

PROMPT = "read -r BITBUCKET_API_TOKEN; export BITBUCKET_API_TOKEN"


def do(robot: Robot, sentence: str) -> None:
    step = ProcedureStep(page="verify", line=3, section="part", number=1, parts=(Part("words", sentence),))
    action(step)(robot, step)


@pytest.fixture
def reader() -> SimpleNamespace:
    """A reader at a prompt, who has an email address."""
    terminal = Terminal()
    terminal.run(PROMPT)
    return SimpleNamespace(
        urls={"terraform": "about:blank"}, values={}, terminal=terminal, email="terraform@example.com"
    )


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("In the terminal, paste the token, and then press Enter.", "copied"),
        ("In the terminal, paste the key, and then press Enter.", "the key in HCP Terraform"),
        ("In the terminal, paste the secret, and then press Enter.", "the secret in HCP Terraform"),
        ("In the terminal, enter the email address of the service user.", "terraform@example.com"),
    ],
)
def test_enters_the_credential_at_the_prompt(sentence: str, line: str, reader: SimpleNamespace) -> None:
    robot = Robot(SimpleNamespace(new_page=SimpleNamespace), reader)
    robot.copied = "copied"
    robot.entered = {f"terraform-screens.{name}": f"the {name} in HCP Terraform" for name in ("key", "secret")}
    robot.entered["bitbucket-screens.ssh-key-text"] = "a public key, on a field that is also called Key"
    do(robot, sentence)
    assert reader.terminal.variables() == {"BITBUCKET_API_TOKEN": line}


BOXES = "".join(f"<label><input type=checkbox>{scope}</label>" for scope in (*requirements.TOKEN_SCOPES, "write:all"))


@pytest.mark.browser
def test_selects_the_scopes_that_the_checks_need_and_no_other(browser, reader: SimpleNamespace) -> None:
    with window(browser) as context:
        robot = Robot(context, reader)
        robot.screen.page.set_content(BOXES)
        do(robot, "Select only the following scopes:")
        selected = [box.is_checked() for box in robot.screen.page.get_by_role("checkbox").all()]
    assert selected == [True, True, True, True, False]


@pytest.mark.browser
def test_stops_if_the_form_has_no_scope_of_this_name(browser, reader: SimpleNamespace, monkeypatch) -> None:
    monkeypatch.setattr("checks.monitors.robot.screen.PATIENCE", 500)
    with window(browser) as context:
        robot = Robot(context, reader)
        robot.screen.page.set_content(BOXES.replace("read:webhook", "read:hook"))
        with pytest.raises(NotOnScreenError, match="read:webhook:bitbucket"):
            do(robot, "Select only the following scopes:")
