"""The subcommand ``verify``: check a live connection."""

import argparse
import sys
from collections.abc import Mapping, Sequence

from checks.cli.arguments import UsageError, make_parser, parse

DISTRIBUTION = "bitbucket-terraform-guide"
"""The name under which this project is installed."""


def main(arguments: Sequence[str], environ: Mapping[str, str], program: str) -> int:
    """Check the connection as the command line says, and return the exit status.

    Raises:
        UsageError: The command line can't be followed, or Python removes docstrings.
        SettingsError: A variable contains a value that can't be used.
        SystemExit: The help or the version was shown.
    """
    if sys.flags.optimize > 1:
        raise UsageError("Titles are docstrings, and PYTHONOPTIMIZE=2 or -OO removes them. Run this without.")
    options = parse(arguments, _version, program)
    # Loading the rest takes longer than showing the help does.
    from checks.cli.command import execute  # noqa: PLC0415

    return execute(options, environ, _version())


def parser(program: str) -> argparse.ArgumentParser:
    """Return the parser of the command line; `program` is what the reader types."""
    return make_parser(_version, program)


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415 - the help doesn't need it

    return version(DISTRIBUTION)
