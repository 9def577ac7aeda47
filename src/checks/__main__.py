"""Starts the command, and ends it with the correct exit status after any error or signal."""

import _thread
import os
import signal
import sys
import threading
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
"""Seconds until a second interruption ends the process, so that the run can still print its report."""

_LAST_STREAM = 2
"""The number of standard error, the last of the three standard streams."""

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals of Ctrl+C, a canceled pipeline, and a closed terminal, which all end a run in the same way."""


def main(arguments: Sequence[str], environ: Mapping[str, str], started_as: str = "") -> int:
    """Run the subcommand in the arguments, and return the exit status.

    Raises:
        SystemExit: The help or the version was shown.
    """
    # If one of these modules can't be loaded, the error must still be reported.
    from checks.cli.arguments import UsageError  # noqa: PLC0415
    from checks.cli.subcommands import program_name, split  # noqa: PLC0415
    from checks.settings.variables import SettingsError  # noqa: PLC0415

    subcommand, rest = split(arguments)
    program = program_name(subcommand, started_as, environ)
    try:
        return subcommand.run(rest, environ, program)
    except (UsageError, SettingsError) as error:
        _print_error(str(error), environ, program)
        return ExitStatus.UNKNOWN


def start() -> NoReturn:
    """Run the command, and end the process."""
    interrupt = Interrupts()
    for number in ENDING:
        # A signal that the parent process ignores stays ignored, as `nohup` requires.
        if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, interrupt)
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # print the report even if the encoding lacks some characters
    status = run(sys.argv[1:], os.environ, sys.argv[0])
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        # After an interruption or the end of the time budget, don't wait for the remaining requests.
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


class Interrupts:
    """Handles the signals that end a run: the first lets the run print its report, and a second ends the process.

    A terminal and nox can both send the first signal. Therefore, a second signal ends the process only after a delay.
    The run ends normally in that time, unless some code suppressed the first interruption.
    """

    def __init__(self) -> None:
        self._interrupted = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        """Interrupt the run, or end the process."""
        if self._interrupted:
            # The class Thread acquires a lock that the interrupted code might already have.
            _thread.start_new_thread(_end_soon, ())
            return
        self._interrupted = True
        raise KeyboardInterrupt


def _end_soon() -> None:
    time.sleep(LAST_WORDS_SECONDS)
    os._exit(ExitStatus.INTERRUPTED)


def _open_closed_streams() -> None:
    """Redirect closed standard streams to the null device, so that no file or socket gets their descriptors."""
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
    except BrokenPipeError:  # argparse prints the help and the version without handling it
        _discard_output(sys.stdout)
        return ExitStatus.PASSED
    except Exception as error:  # noqa: BLE001 - no caller can report the error
        _discard_output(sys.stdout)
        if isinstance(error, OSError) and error.strerror:
            _print_error(f"Something could not be read or written ({error.strerror}).", environ)
        else:
            _print_error(f"This is a bug in the checks ({type(error).__name__}).", environ)
        if {"-v", "--verbose"} & {*arguments}:
            _write("".join(traceback.format_exception(error)), environ)
        return ExitStatus.UNKNOWN


def _print_error(sentence: str, environ: Mapping[str, str], program: str = "python -m checks") -> None:
    """Write one line to standard error."""
    from checks.report.sanitize import sanitize  # noqa: PLC0415

    _write(f"{program}: {sanitize(sentence)}\n", environ)


def _write(text: str, environ: Mapping[str, str]) -> None:
    """Write a text to standard error without the secrets in the environment, and ignore a closed stream."""
    from checks.settings.environment import secrets_of  # noqa: PLC0415
    from checks.settings.secret import Redactor  # noqa: PLC0415

    try:
        sys.stderr.write(Redactor(secrets_of(environ))(text))
        sys.stderr.flush()
    except OSError:
        _discard_output(sys.stderr)


def _discard_output(stream: TextIO) -> None:
    """Discard the buffer of a closed stream, because Python would try to write it again at the end of the process."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        stream.flush()


if __name__ == "__main__":
    start()
