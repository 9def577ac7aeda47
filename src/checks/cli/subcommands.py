"""The subcommands, and the name of the program that usage lines, examples, and errors print."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

CONSOLE_COMMAND = "bitbucket-terraform"
"""The command that an installation provides, as in pyproject.toml."""

PROGRAM_VARIABLE = "CHECKS_PROGRAM"
"""A variable in which a wrapper, such as a session of nox, puts the words that a reader types instead."""


@dataclass(frozen=True)
class Subcommand:
    """One subcommand. To add a subcommand, add a row to `SUBCOMMANDS`.

    Attributes:
        name: The word on the command line.
        summary: What it does, in one line of the help.
        module: The module whose function ``main(arguments, environ, program)`` runs it and returns the exit status:
            `arguments` are those after its name, and `program` is what the reader types to run it. The function
            ``parser(program)`` returns its parser. The module is imported only when it is used.
    """

    name: str
    summary: str
    module: str

    def run(self, arguments: Sequence[str], environ: Mapping[str, str], program: str) -> int:
        """Run the subcommand, and return the exit status; `program` is its name in usage lines and errors.

        Raises:
            UsageError: The extra of the subcommand isn't installed, or `main` raises it.
        """
        try:
            main = cast("Callable[..., int]", import_module(self.module).main)
            return main(arguments, environ, program)
        except ModuleNotFoundError as error:
            from checks.cli.arguments import UsageError  # noqa: PLC0415 - it imports this module
            from checks.cli.installation import EXTRAS, command_for  # noqa: PLC0415 - a run doesn't need it

            if error.name not in EXTRAS:
                raise
            command = command_for(EXTRAS[error.name], program)
            raise UsageError(f"The extra [{EXTRAS[error.name]}] isn't installed. Run: {command}") from None

    def parser(self, program: str) -> ArgumentParser:
        """Return the parser of its command line. Raises `ModuleNotFoundError` if its extra isn't installed."""
        return cast("Callable[[str], ArgumentParser]", import_module(self.module).parser)(program)


SUBCOMMANDS = (
    Subcommand("verify", "check a live connection (default)", "checks.cli.verify"),
    Subcommand("explain-push", "show in which workspaces a push starts a run", "checks.cli.explain_push"),
    Subcommand("guide", "serve the guide with the live state of each check", "checks.live.command"),
    Subcommand("history", "file reports, and show what changed since", "checks.cli.history"),
    Subcommand("demo", "run the checks against the sandbox, or --nights N", "checks.demo.command"),
    Subcommand("sandbox", "simulate both services on this machine", "checks.sandbox.__main__"),
    Subcommand("completion", "print a script that completes commands in a shell", "checks.cli.completion"),
)
"""The subcommands, in the order of the help. The first one is the default."""


def split(arguments: Sequence[str]) -> tuple[Subcommand, Sequence[str]]:
    """Return the subcommand that the first argument names, or the default, and the arguments for it."""
    named = next((each for each in SUBCOMMANDS if arguments and each.name == arguments[0]), None)
    return (named, arguments[1:]) if named else (SUBCOMMANDS[0], arguments)


def program_name(subcommand: Subcommand, started_as: str, environ: Mapping[str, str]) -> str:
    """Return what the reader types to run `subcommand`."""
    if wrapper := environ.get(PROGRAM_VARIABLE):
        # The session verify also accepts another subcommand as its first argument.
        added = subcommand is not SUBCOMMANDS[0] and SUBCOMMANDS[0].name in wrapper.split()
        return f"{wrapper} {subcommand.name}" if added else wrapper
    if Path(started_as).stem == CONSOLE_COMMAND:
        return f"{CONSOLE_COMMAND} {subcommand.name}"
    return "python -m checks" if subcommand is SUBCOMMANDS[0] else f"python -m checks {subcommand.name}"
