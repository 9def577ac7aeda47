"""The report files: each in a file, or one on standard output."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from checks.cli.arguments import UsageError
from checks.cli.console import STANDARD_OUTPUT, Console
from checks.report import html_report, json_report, junit, markdown
from checks.report.report_file import ReportFile, named_descriptor, same_file
from checks.report.run import Run

FORMATS: Mapping[str, Callable[[Run], str]] = {
    "json": json_report.text,
    "junit": junit.text,
    "html": html_report.text,
    "markdown": markdown.text,
}

_STANDARD_OUTPUT_NUMBER = 1


class Place(Protocol):
    """The destination of one report."""

    def write(self, text: str) -> None:
        """Write the report."""

    def close(self) -> None:
        """Remove a partially written report."""


class _StandardOutput:
    def write(self, text: str) -> None:
        console = Console(sys.stdout)
        console.write(text)
        if console.error:
            raise console.error

    def close(self) -> None:
        """Do nothing: standard output stays open."""


class Outputs:
    """The requested reports, each with a destination that is known to be writable.

    Args:
        options: The command-line options.
        private_key: The private key file, which no report can overwrite; None if it isn't set.

    Raises:
        UsageError: A destination isn't writable or is the private key file, or two reports use the same file.
    """

    def __init__(self, options: Namespace, private_key: Path | None = None) -> None:
        paths = wanted(options)
        for name, path in paths.items():
            other = next(each for each in paths if each == name or same_file(paths[each], path))
            if other != name:
                raise UsageError(f"--{other} and --{name} name the same file; use different files")
            if private_key and same_file(path, private_key):
                raise UsageError(f"--{name} names the file of the private key; use a different file")
            if path != STANDARD_OUTPUT and named_descriptor(path) is None and _is_standard_output(path):
                raise UsageError(f"--{name} names the file that standard output goes to; use a different file, or -")
        self._places: dict[str, Place] = {}
        try:
            for name, path in paths.items():
                self._places[name] = _place(name, path)
        except BaseException:
            self.close()
            raise

    def write(self, run: Run) -> None:
        """Write every report.

        Raises:
            UsageError: A report couldn't be written.
        """
        for name, place in self._places.items():
            try:
                place.write(FORMATS[name](run))
            except OSError as error:
                raise UsageError(f"--{name}: could not write the report ({error.strerror})") from None

    def close(self) -> None:
        """Remove a partially written report."""
        for place in self._places.values():
            place.close()


def wanted(options: Namespace) -> dict[str, Path]:
    """Return the path of each requested report by its format; ``/dev/stdout`` also means standard output."""
    paths = {name: getattr(options, name) for name in FORMATS}
    return {
        name: STANDARD_OUTPUT if named_descriptor(path) == _STANDARD_OUTPUT_NUMBER else path
        for name, path in paths.items()
        if path
    }


def _is_standard_output(path: Path) -> bool:
    """Return whether standard output is redirected to the regular file at `path`."""
    try:
        return path.is_file() and os.path.samestat(path.stat(), os.fstat(_STANDARD_OUTPUT_NUMBER))
    except OSError:
        return False


def _place(name: str, path: Path) -> Place:
    if path == STANDARD_OUTPUT:
        if getattr(sys.stdout, "name", None) == os.devnull:  # closed by the calling process
            raise UsageError(f"--{name}: standard output is closed")
        return _StandardOutput()
    try:
        return ReportFile(path)
    except OSError as error:
        raise UsageError(f"--{name}: could not write to this path ({error.strerror or error})") from None
