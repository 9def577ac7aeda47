"""Arguments in, exit status out."""

import os
import shutil
import signal
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import NoReturn

from checks.clients.environment import read_settings
from checks.clients.given import SettingsError
from checks.clients.settings import Settings
from checks.engine.arguments import PROGRAM, UsageError, parse, unknown_check
from checks.engine.asking import Asking
from checks.engine.comparison import Earlier
from checks.engine.console import Console, to_nowhere
from checks.engine.model import Check
from checks.engine.registry import all_checks
from checks.engine.report import github
from checks.engine.report.explanation import explained_lines
from checks.engine.report.outputs import STANDARD_OUTPUT, Outputs, wanted
from checks.engine.report.overview import check_lines, nothing_given_lines, setting_lines
from checks.engine.report.plain import harmless
from checks.engine.report.run import RIGHT, UNDECIDED, Run
from checks.engine.report.summary import summary_lines
from checks.engine.report.text import Look

INTERRUPTED = 130
NARROWEST, WIDEST = 60, 110
"""Columns. On a narrower terminal the lines break by themselves; wider than this, nobody reads with ease."""


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
        chosen = _chosen(options.checks)
        settings = Settings() if options.list else replace(read_settings(environ, Path.home()), sample=options.sample)
        stream = sys.stderr if STANDARD_OUTPUT in wanted(options).values() else sys.stdout
        console, look = Console(stream), _look(options, settings, environ, tty=stream.isatty())
        if options.list:
            console.show(check_lines(chosen, look))
        elif options.explain:
            console.show(explained_lines(chosen, settings, look))
        elif options.check_settings:
            console.show(setting_lines(settings, look))
        elif settings.credentials:
            return _run(options, Asking(chosen, settings, console, look), environ)
        else:
            console.show(nothing_given_lines(settings, look))
            return UNDECIDED
    except (UsageError, SettingsError) as error:
        sys.stderr.write(f"{PROGRAM}: {harmless(str(error))}\n")
        return UNDECIDED
    return RIGHT


def _run(options: Namespace, asking: Asking, environ: Mapping[str, str]) -> int:
    """Ask the checks, show what came of it, write the reports, and return the exit status."""
    console = asking.console
    earlier = _earlier(options.compare, asking.settings) if options.compare else None
    with closing(Outputs(options)) as outputs:
        with github.quoting(environ, console.show):
            asking.ask(options.wait)
            whole = Run(
                results=tuple(asking.results),
                settings=asking.settings,
                started=asking.started,
                finished=datetime.now(UTC),
                version=_version(),
                require_all=options.require_all,
                interrupted=asking.interrupted,
                earlier=earlier,
            )
            console.show(summary_lines(whole, asking.look))
        if whole.interrupted:
            return INTERRUPTED
        outputs.write(whole)
        github.tell(whole, environ, console.show)
        return whole.exit_status


def _earlier(path: Path, settings: Settings) -> Earlier:
    # It takes as long to load as all else together, and only a comparison needs it.
    from checks.engine.earlier import EarlierReportError, read_earlier  # noqa: PLC0415

    try:
        return read_earlier(path, settings)
    except EarlierReportError as error:
        raise UsageError(f"--compare: {error}") from None


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


def _look(options: Namespace, settings: Settings, environ: Mapping[str, str], *, tty: bool) -> Look:
    plain = options.no_color or environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    columns = shutil.get_terminal_size().columns
    return Look(
        width=min(max(columns, NARROWEST), WIDEST),
        colour=tty and not plain,
        verbose=options.verbose,
        guide_url=settings.guide_url,
        given=settings.credentials,
    )


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
        to_nowhere(sys.stdout)
        return RIGHT


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
