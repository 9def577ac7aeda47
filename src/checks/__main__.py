"""Arguments in, exit status out."""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from io import TextIOWrapper
from types import FrameType
from typing import NoReturn

from checks.cli.arguments import PROGRAM, UsageError, parse
from checks.cli.console import redirect_to_devnull
from checks.report.sanitize import sanitize
from checks.settings.env_reader import SettingsError

PASSED, UNDECIDED, INTERRUPTED = 0, 2, 130


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Check the connection as the command line says, and return the exit status.

    Args:
        arguments: What stands after the name of the program.
        environ: The environment variables.

    Raises:
        SystemExit: The help or the version was asked for, and shown.
    """
    try:
        options = parse(arguments, _version())
        # Loading the rest takes longer than showing the help does.
        from checks.cli.command import execute  # noqa: PLC0415

        return execute(options, environ, _version())
    except (UsageError, SettingsError) as error:
        sys.stderr.write(f"{PROGRAM}: {sanitize(str(error))}\n")
        return UNDECIDED


def _version() -> str:
    return version("bitbucket-terraform-guide")


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """End the run. What Ctrl-C sends may come twice, from the terminal and from nox: the second would cut its words."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _end() -> int:
    """Run the command, and return its exit status whoever stops listening or interrupts."""
    try:
        try:
            return main(sys.argv[1:], os.environ)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # of the help and the version, which argparse shows
        redirect_to_devnull(sys.stdout)
        return PASSED


if __name__ == "__main__":
    signal.signal(signal.SIGINT, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows few letters still gets its report
    status = _end()
    if status == INTERRUPTED:
        # Whoever interrupts does not want to wait for the requests that are still under way.
        os._exit(status)
    sys.exit(status)
