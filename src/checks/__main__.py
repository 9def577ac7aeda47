"""Arguments in, exit status out."""

import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path

from checks.clients.connection import Connection
from checks.clients.environment import read_settings
from checks.clients.given import SettingsError
from checks.clients.settings import Settings
from checks.engine.arguments import PROGRAM, UsageError, parse, unknown_check
from checks.engine.model import Check, Result
from checks.engine.progress import ProgressLine
from checks.engine.registry import all_checks
from checks.engine.report import github, html_report, json_report, junit, markdown
from checks.engine.report.files import ReportFile
from checks.engine.report.overview import check_lines, nothing_given_lines, opening_line, setting_lines
from checks.engine.report.plain import harmless, wrapped
from checks.engine.report.run import RIGHT, UNDECIDED, Run
from checks.engine.report.text import Look, result_lines, summary_lines
from checks.engine.runner import run

INTERRUPTED = 130
NARROWEST, WIDEST = 60, 110
"""Columns. On a narrower terminal the lines break by themselves; wider than this, nobody reads with ease."""

FORMATS: Mapping[str, Callable[[Run], str]] = {
    "json": json_report.text,
    "junit": junit.text,
    "html": html_report.text,
    "markdown": markdown.text,
}


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Check the connection as the command line says, and return the exit status.

    Args:
        arguments: What stands after the name of the program.
        environ: The environment variables.
    """
    try:
        options = parse(arguments, _version())
        chosen = _chosen(options.checks)
        settings = Settings() if options.list else read_settings(environ, Path.home())
        look = _look(options, settings, environ)
        if options.list:
            return _show(check_lines(chosen, look))
        if options.check_settings:
            return _show(setting_lines(settings, look))
        if not settings.credentials:
            _show(nothing_given_lines(settings, look))
            return UNDECIDED
        with ExitStack() as stack:
            files = {name: stack.enter_context(closing(file)) for name, file in _files(options)}
            with github.quoting(environ, _show):
                whole = _check(chosen, settings, look, require_all=options.require_all)
            if whole.interrupted:
                return INTERRUPTED
            _write(files, whole)
            github.tell(whole, environ, _show)
            return whole.exit_status
    except (UsageError, SettingsError) as error:
        sys.stderr.write(f"{PROGRAM}: {harmless(str(error))}\n")
        return UNDECIDED


def _check(chosen: Sequence[Check], settings: Settings, look: Look, *, require_all: bool) -> Run:
    """Ask the checks, show each result as soon as it is known, and return them all, or those before Ctrl-C."""
    started = datetime.now(UTC)
    progress = ProgressLine(sys.stderr, shutil.get_terminal_size().columns)
    known: list[Result] = []
    interrupted = False

    def results(connection: Connection) -> Iterator[Result]:
        for result in run(chosen, connection):
            known.append(result)
            progress.erase()
            yield result

    try:
        _show(wrapped(opening_line(chosen, settings), look.width))
        with closing(Connection(settings, progress)) as connection:
            _show(result_lines(results(connection), look))
    except KeyboardInterrupt:
        progress.erase()
        interrupted = True
    whole = Run(
        results=tuple(known),
        settings=settings,
        started=started,
        finished=datetime.now(UTC),
        version=_version(),
        require_all=require_all,
        interrupted=interrupted,
    )
    if interrupted:
        _show(["", f"Interrupted. {len(chosen) - len(known)} of {len(chosen)} checks were not asked."])
    _show(summary_lines(whole, look))
    return whole


def _write(files: Mapping[str, ReportFile], whole: Run) -> None:
    for name, file in files.items():
        try:
            file.write(FORMATS[name](whole))
        except OSError as error:
            raise UsageError(f"--{name}: the report could not be written ({error.strerror}).") from None


def _chosen(names: Sequence[str]) -> tuple[Check, ...]:
    """Return the checks that were named and all that they build on, in the order of the guide; all, if none was."""
    known = {check.id: check for check in all_checks()}
    wanted: set[Check] = set()

    def want(check: Check) -> None:
        wanted.add(check)
        for prerequisite in check.after:
            want(prerequisite)

    for name in names:
        plain = name.replace("_", "-").lower()
        if plain not in known:
            raise unknown_check(name, known)
        want(known[plain])
    return tuple(check for check in known.values() if not names or check in wanted)


def _look(options: Namespace, settings: Settings, environ: Mapping[str, str]) -> Look:
    plain = options.no_color or environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    columns = shutil.get_terminal_size().columns
    return Look(
        width=min(max(columns, NARROWEST), WIDEST),
        colour=sys.stdout.isatty() and not plain,
        verbose=options.verbose,
        guide_url=settings.guide_url,
        given=settings.credentials,
    )


def _files(options: Namespace) -> Iterator[tuple[str, ReportFile]]:
    paths: dict[Path, str] = {}
    for name in FORMATS:
        path = getattr(options, name)
        if path:
            other = paths.setdefault(path.absolute(), name)
            if other != name:
                raise UsageError(f"--{other} and --{name} name the same file. Give each its own.")
            try:
                yield name, ReportFile(path)
            except OSError as error:
                raise UsageError(f"--{name}: nothing can be written there ({error.strerror or error}).") from None


def _show(lines: Iterable[str]) -> int:
    for line in lines:
        try:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        except BrokenPipeError:  # whoever read along has seen enough; the reports are still to be written
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return RIGHT


def _version() -> str:
    return version("bitbucket-terraform-guide")


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows few letters still gets its report
    status = main(sys.argv[1:], os.environ)
    if status == INTERRUPTED:
        # Whoever interrupts does not want to wait for the requests that are still under way.
        os._exit(status)
    sys.exit(status)
