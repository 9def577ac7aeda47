"""The reader's terminal runs the commands of the guide, and has the variables that they export."""

import pytest

from checks.monitors.robot.terminal import CannotRunError, Terminal


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def test_without_commands_no_variable_is_set(terminal: Terminal) -> None:
    assert terminal.variables() == {}


def test_prompts_get_the_lines_in_order(terminal: Terminal) -> None:
    terminal.run("export TFE_ORGANIZATION=acme\nread -rs TFE_TOKEN && export TFE_TOKEN")
    terminal.enter("one $HOME\\two")
    terminal.run("{\n  printf 'Key: ' && read -r BITBUCKET_CLIENT_ID\n  export BITBUCKET_CLIENT_ID\n}")
    terminal.enter("three")
    assert terminal.variables() == {
        "TFE_ORGANIZATION": "acme",
        "TFE_TOKEN": "one $HOME\\two",
        "BITBUCKET_CLIENT_ID": "three",
    }


def test_variables_without_export_or_value_are_not_set(terminal: Terminal) -> None:
    terminal.run("TFE_ORGANIZATION=acme; read -r TFE_TOKEN; export TFE_TOKEN")
    assert terminal.variables() == {}


def test_variables_of_the_test_itself_are_not_set(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TFE_TOKEN", "of this process")
    terminal.run("export TFE_ORGANIZATION=acme")
    assert terminal.variables() == {"TFE_ORGANIZATION": "acme"}


def test_rejects_a_line_without_a_prompt(terminal: Terminal) -> None:
    terminal.run("export TFE_ORGANIZATION=acme")
    terminal.enter("a token")
    with pytest.raises(CannotRunError, match="ended with 3: a line remains"):
        terminal.variables()


def test_rejects_commands_that_end_the_shell(terminal: Terminal) -> None:
    terminal.run("echo no such command >&2; exit 7")
    with pytest.raises(CannotRunError, match="ended with 7: no such command"):
        terminal.variables()
