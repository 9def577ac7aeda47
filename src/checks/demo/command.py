"""The subcommand ``demo``: run the checks against the sandbox, without an account."""

import argparse
import sys
from collections.abc import Mapping, Sequence

from checks.cli.arguments import LONGEST_COUNT, UsageError
from checks.sandbox.__main__ import main as run_sandbox

NIGHTS = "--nights"
"""The option that plays several nights instead of one run."""

_DESCRIPTION = "Run the checks against the sandbox, which simulates both services on this machine."
_MOST = 90


def main(arguments: Sequence[str], environ: Mapping[str, str], program: str) -> int:
    """Run the checks against the sandbox, and return their exit status; with ``--nights N``, play N nights.

    Raises:
        UsageError: The number of nights is invalid, or another option is combined with it.
        SystemExit: The help was shown, or an option is invalid.
    """
    number = nights_in(arguments)
    if number is None:
        parser(program).parse_args(arguments)
        return run_sandbox((*arguments, "--", sys.executable, "-m", "checks"), environ, program)
    from checks.demo.nights import play  # noqa: PLC0415 - it imports the sandbox, whose dependencies are optional

    return play(number)


def parser(program: str) -> argparse.ArgumentParser:
    """Return the parser of the command line. Raises `ModuleNotFoundError` if the sandbox isn't installed."""
    from checks.sandbox.command import options  # noqa: PLC0415 - its dependencies are optional

    made = options(argparse.ArgumentParser(prog=program, description=_DESCRIPTION))
    made.add_argument(
        NIGHTS, metavar="N", help="without other options: simulate N nights with changing faults, and show the history"
    )
    return made


def nights_in(arguments: Sequence[str]) -> int | None:
    """Return the number of nights in ``--nights N``, or None without this option.

    Raises:
        UsageError: The number is invalid, or another option is combined with it.
    """
    words = [word for argument in arguments for word in argument.split("=", 1)]
    match words:
        case [option, number] if option == NIGHTS and number.isascii() and number.isdecimal():
            if len(number) <= LONGEST_COUNT and 1 <= int(number) <= _MOST:
                return int(number)
    if NIGHTS in words:
        raise UsageError(f"{NIGHTS}: expected only this option, with a number of nights from 1 to {_MOST}, such as 30")
    return None
