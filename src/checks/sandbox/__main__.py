"""Starts the sandbox. Its dependencies are optional, so they are imported only when it runs."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence


def main(arguments: Sequence[str], environ: Mapping[str, str], program: str) -> int:  # noqa: ARG001 - as every subcommand
    """Run the sandbox, and return the exit status.

    Raises:
        ModuleNotFoundError: The dependencies aren't installed.
        SystemExit: The help was shown, or an option is invalid.
    """
    from checks.sandbox.command import run  # noqa: PLC0415

    return run(arguments, program)


def parser(program: str) -> argparse.ArgumentParser:
    """Return the parser of the command line. Raises `ModuleNotFoundError` if the dependencies aren't installed."""
    from checks.sandbox.command import parser as found  # noqa: PLC0415

    return found(program)


def _main_for_pipes() -> int:
    """Run the command and return its exit status, also if the reader of a pipe closes it early."""
    try:
        try:
            return main(sys.argv[1:], os.environ, "python -m checks.sandbox")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(_main_for_pipes())
