"""The exit statuses of the command. `checks.report.run` determines the status of a run."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit status of the process; pipelines and the guide depend on the numbers."""

    PASSED = 0
    """All checks that ran passed."""
    FAILED = 1
    """At least one check failed."""
    UNKNOWN = 2
    """A result is unknown or an error, no check passed, the usage is invalid, or the command itself failed."""
    NEWS = 3
    """``history check --new``: something failed for the first time, or is no longer connected."""
    INTERRUPTED = 130
    """The command was interrupted by Ctrl+C or a termination signal."""
