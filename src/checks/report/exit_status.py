"""What a command ends with."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """The status of a process; pipelines and the guide rely on the numbers."""

    PASSED = 0
    """Everything that was checked passed."""
    FAILED = 1
    """Something failed."""
    UNKNOWN = 2
    """Something or everything could not be determined, the usage is bad, or the command itself broke."""
    INTERRUPTED = 130
    """Ctrl+C, or a signal that asks a process to end."""
