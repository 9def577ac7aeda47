"""Start the live guide, or say in one sentence how to install it."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec

MISSING = """\
The live guide isn't installed. In the folder of this project, run: pip install ".[guide]"; with a release, run: \
pip install "RELEASE.whl[guide]"
"""


def main(arguments: Sequence[str], environ: Mapping[str, str], program: str) -> int:
    """Serve the live guide, and return the exit status.

    Args:
        arguments: The arguments of the subcommand.
        environ: The environment variables.
        program: What the reader types to run this subcommand.

    Raises:
        SettingsError: A setting is invalid.
        SystemExit: The help was shown, or an option is invalid.
    """
    if find_spec("starlette") is None or find_spec("uvicorn") is None:  # the dependencies of the guide are optional
        sys.stderr.write(MISSING)
        return 2
    from checks.live.command import run  # noqa: PLC0415

    return run(arguments, environ, program)


def parser(program: str) -> argparse.ArgumentParser:
    """Return the parser of the command line. Raises `ModuleNotFoundError` if the dependencies aren't installed."""
    from checks.live.command import parser as found  # noqa: PLC0415

    return found(program)
