"""The subcommand ``demo``: run the checks against the sandbox, without an account."""

import sys
from collections.abc import Mapping, Sequence

from checks.sandbox.__main__ import main as run_sandbox


def main(arguments: Sequence[str], environ: Mapping[str, str], program: str) -> int:
    """Run the checks against the sandbox, and return their exit status.

    Args:
        arguments: The options of the sandbox, such as ``--fault``.
        environ: The environment variables.
        program: What the reader types to run this subcommand.

    Raises:
        SystemExit: The help was shown, or an option is invalid.
    """
    return run_sandbox((*arguments, "--", sys.executable, "-m", "checks"), environ, program)
