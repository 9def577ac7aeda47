"""Starts the command, and ends it with a status that means what it says, whatever happens."""

import _thread
import os
import signal
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import NoReturn, TextIO

from checks.report.exit_status import ExitStatus

LAST_WORDS_SECONDS = 2.0
"""Seconds that a run which was interrupted twice has to say what it knows."""

_LAST_STREAM = 2
"""The number of standard error, the last of the three standard streams."""

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Ctrl+C, and what a pipeline or a closed terminal sends: each ends a run in the same way."""


def main(arguments: Sequence[str], environ: Mapping[str, str], started_as: str = "") -> int:
    """Run the subcommand that the command line names, and return the exit status.

    Args:
        arguments: The arguments after the name of the program.
        environ: The environment variables.
        started_as: The name under which the process was started.

    Raises:
        SystemExit: The help or the version was shown.
    """
    # If one of these modules can't be loaded, the error must still be reported.
    from checks.cli.arguments import UsageError  # noqa: PLC0415
    from checks.cli.subcommands import program_name, split  # noqa: PLC0415
    from checks.settings.environment import SettingsError  # noqa: PLC0415

    subcommand, rest = split(arguments)
    program = program_name(subcommand, started_as, environ)
    try:
        return subcommand.run(rest, environ, program)
    except (UsageError, SettingsError) as error:
        _complain(str(error), environ, program)
        return ExitStatus.UNKNOWN


def start() -> NoReturn:
    """Run the command as a process does, and end it."""
    interrupt = Interrupts()
    for number in ENDING:
        # What whoever started us ignores stays ignored, as `nohup` wants it.
        if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, interrupt)
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows few letters still gets its report
    status = run(sys.argv[1:], os.environ, sys.argv[0])
    if status == ExitStatus.INTERRUPTED:
        # Whoever interrupts does not want to wait for the requests that are still under way.
        os._exit(status)
    sys.exit(status)


class Interrupts:
    """What a signal does that ends a run: the first lets it say what it knows, a second ends the process.

    A terminal and nox may both send the first. So a second gets its way only after a moment; the run, which was told
    once, then has ended by itself unless something swallowed the interruption.
    """

    def __init__(self) -> None:
        self._told = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        """Interrupt the run, or end the process."""
        if self._told:
            # The class Thread takes a lock that the interrupted code may hold.
            _thread.start_new_thread(_end_soon, ())
            return
        self._told = True
        raise KeyboardInterrupt


def _end_soon() -> None:
    time.sleep(LAST_WORDS_SECONDS)
    os._exit(ExitStatus.INTERRUPTED)


def _open_closed_streams() -> None:
    """Have what is written to a closed stream go nowhere, and keep files and sockets from taking its number."""
    descriptor = os.open(os.devnull, os.O_RDWR)
    while descriptor <= _LAST_STREAM:
        descriptor = os.dup(descriptor)
    os.close(descriptor)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for the whole process


def run(arguments: Sequence[str], environ: Mapping[str, str], started_as: str = "") -> int:
    """Run the command, and return its exit status. No exception other than SystemExit leaves this function."""
    try:
        try:
            return main(arguments, environ, started_as)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    except BrokenPipeError:  # of the help and the version, which argparse shows
        _silence(sys.stdout)
        return ExitStatus.PASSED
    except Exception as error:  # noqa: BLE001 - the last one that can say anything
        _silence(sys.stdout)
        if isinstance(error, OSError) and error.strerror:
            _complain(f"Something could not be read or written ({error.strerror}).", environ)
        else:
            _complain(f"This is a fault of the checks themselves ({type(error).__name__}).", environ)
        if {"-v", "--verbose"} & {*arguments}:
            _say("".join(traceback.format_exception(error)), environ)
        return ExitStatus.UNKNOWN


def _complain(sentence: str, environ: Mapping[str, str], program: str = "python -m checks") -> None:
    """Write one line to standard error."""
    from checks.report.sanitize import sanitize  # noqa: PLC0415

    _say(f"{program}: {sanitize(sentence)}\n", environ)


def _say(text: str, environ: Mapping[str, str]) -> None:
    """Write a text to standard error, without the secrets of the environment; where nobody takes it, go on."""
    from checks.settings.environment import secrets_of  # noqa: PLC0415
    from checks.settings.secret import Redactor  # noqa: PLC0415

    try:
        sys.stderr.write(Redactor(secrets_of(environ))(text))
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def _silence(stream: TextIO) -> None:
    """Drop what waits in the buffer of a stream that takes nothing: the end of the process would try again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        stream.flush()


if __name__ == "__main__":
    start()
