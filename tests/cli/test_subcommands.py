"""The first word of the command line can name a subcommand; each reader sees the command that works for them."""

import pytest

from checks.__main__ import main
from checks.cli.subcommands import CONSOLE_COMMAND, PROGRAM_VARIABLE, SUBCOMMANDS, program_name, split
from checks.engine.registry import all_checks

VERIFY = SUBCOMMANDS[0]
EXPLAIN_PUSH, SANDBOX = (one for one in SUBCOMMANDS if one.name in {"explain-push", "sandbox"})


@pytest.mark.parametrize("arguments", [[], ["webhooks"], ["--list"], ["webhooks", "sandbox"]])
def test_the_checks_run_unless_the_first_word_names_another_subcommand(arguments):
    assert split(arguments) == (VERIFY, arguments)


@pytest.mark.parametrize("subcommand", SUBCOMMANDS, ids=lambda one: one.name)
def test_the_first_word_names_the_subcommand(subcommand):
    assert split([subcommand.name, "--help"]) == (subcommand, ["--help"])


@pytest.mark.parametrize("subcommand", SUBCOMMANDS, ids=lambda one: one.name)
def test_the_sentences_of_the_help_fit_a_terminal(subcommand, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main([subcommand.name, "--help"], {}, CONSOLE_COMMAND)
    lines = capsys.readouterr().out.splitlines()
    # The commands of the examples are one line each, so that readers can copy them.
    assert [line for line in lines if len(line) > 80 and CONSOLE_COMMAND not in line] == []


def test_the_help_of_the_demo_is_about_the_checks(capsys):
    with pytest.raises(SystemExit):
        main(["demo", "--help"], {}, CONSOLE_COMMAND)
    shown = capsys.readouterr().out
    assert "Run the checks against the sandbox" in shown
    assert "--nights N" in shown
    assert "COMMAND" not in shown


def test_no_check_has_the_name_of_a_subcommand():
    assert {check.id for check in all_checks()}.isdisjoint(one.name for one in SUBCOMMANDS)


@pytest.mark.parametrize(
    ("subcommand", "started_as", "environ", "typed"),
    [
        (VERIFY, "/usr/bin/bitbucket-terraform", {}, f"{CONSOLE_COMMAND} verify"),
        (VERIFY, "C:/Scripts/bitbucket-terraform.exe", {}, f"{CONSOLE_COMMAND} verify"),
        (SANDBOX, "/usr/bin/bitbucket-terraform", {}, f"{CONSOLE_COMMAND} sandbox"),
        (VERIFY, "/src/checks/__main__.py", {}, "python -m checks"),
        (SANDBOX, "/src/checks/__main__.py", {}, "python -m checks sandbox"),
        (VERIFY, "/src/checks/__main__.py", {PROGRAM_VARIABLE: "nox -s verify --"}, "nox -s verify --"),
        (EXPLAIN_PUSH, "", {PROGRAM_VARIABLE: "nox -s verify --"}, "nox -s verify -- explain-push"),
        (SANDBOX, "", {PROGRAM_VARIABLE: "nox -s practice --"}, "nox -s practice --"),
    ],
)
def test_the_reader_sees_the_command_that_they_typed(subcommand, started_as, environ, typed):
    assert program_name(subcommand, started_as, environ) == typed
