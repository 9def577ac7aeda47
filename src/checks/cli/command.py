"""Executes the command line: runs the checks, or shows the settings, the checks, or their requests."""

import shutil
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from checks.cli.arguments import UsageError, unknown_check
from checks.cli.console import STANDARD_OUTPUT, Console
from checks.cli.outputs import Outputs, wanted
from checks.cli.session import Session
from checks.clients.time_budget import TimeBudget
from checks.diagnosis.comparison import Baseline
from checks.engine.model import Check
from checks.engine.registry import all_checks
from checks.report import github, links
from checks.report.exit_status import ExitStatus
from checks.report.run import Run
from checks.report.terminal.footer import summary_lines
from checks.report.terminal.options import RenderOptions, shows_hyperlinks
from checks.report.terminal.overview import check_lines, nothing_given_lines, setting_lines
from checks.report.terminal.plan_output import explained_lines
from checks.settings.environment import home_folder, read_settings
from checks.settings.secret import Redactor
from checks.settings.settings import Settings
from checks.settings.urls import host, is_loopback

if TYPE_CHECKING:
    from pathlib import Path

NARROWEST, WIDEST = 60, 110
"""Columns. A narrower terminal wraps the lines, and longer lines are hard to read."""


def execute(options: Namespace, environ: Mapping[str, str], version: str) -> int:
    """Execute the command line and return the exit status.

    Raises:
        UsageError: The options are invalid or inconsistent, or a report can't be written.
        SettingsError: A setting in the environment is invalid.
    """
    chosen = _chosen(options.checks)
    settings = Settings() if options.list else replace(read_settings(environ, home_folder()), sample=options.sample)
    settings = replace(settings, guide_url=settings.guide_url or links.local_guide())
    shown = settings.redacted()
    stream = sys.stderr if STANDARD_OUTPUT in wanted(options).values() else sys.stdout
    console, look = Console(stream), _look(options, shown, environ, tty=stream.isatty())
    status = ExitStatus.PASSED
    if options.list:
        console.show(check_lines(chosen, look))
    elif options.explain:
        console.show(explained_lines(chosen, shown, look))
    elif options.check_settings:
        console.show(setting_lines(shown, look))
    elif settings.credentials:
        budget = TimeBudget(options.within)
        earlier, notes = _earlier(options, settings)
        settings = replace(settings, notes=(*settings.notes, *notes))
        asking = Session(chosen, settings, console, look, version=version, budget=budget, earlier=earlier)
        status = _run(options, asking, environ)
    else:
        console.show(nothing_given_lines(shown, look))
        status = ExitStatus.UNKNOWN
    if console.error:
        raise UsageError(f"The report on the terminal could not be written ({console.error.strerror}).")
    return status


def _run(options: Namespace, asking: Session, environ: Mapping[str, str]) -> ExitStatus:
    """Run the checks, show the results, write the reports, and return the exit status."""
    console = asking.console
    with closing(Outputs(options, asking.settings.ssh_key)) as outputs:
        try:
            with github.stop_commands(environ, console.show):
                asking.ask(options.wait)
                console.show(summary_lines(_whole(options, asking), asking.look))
            return _write(_whole(options, asking), outputs, console, environ)
        except KeyboardInterrupt:  # after the last result; a second signal ends the process
            asking.interrupted = True
            return _write(_whole(options, asking), outputs, console, environ)


def _whole(options: Namespace, asking: Session) -> Run:
    return Run(
        results=tuple(asking.results),
        checks=tuple(asking.checks),
        settings=asking.shown,
        started=asking.started,
        finished=datetime.now(UTC),
        version=asking.version,
        require_all=options.require_all,
        interrupted=asking.interrupted,
        earlier=asking.earlier,
        within=asking.budget.shown if asking.budget.is_set else "",
    )


def _write(whole: Run, outputs: Outputs, console: Console, environ: Mapping[str, str]) -> ExitStatus:
    outputs.write(whole)
    github.report_to_github(whole, environ, console.show)
    return whole.exit_status


def _earlier(options: Namespace, settings: Settings) -> tuple[Baseline | None, tuple[str, ...]]:
    """Return the earlier report, or None and a note in the first run of a series.

    In a series, each run compares with the report that the previous run wrote, so that the first run has no report,
    and an update of this project can change the format. Otherwise, a missing report is a mistake.

    Raises:
        UsageError: The report is missing or can't be compared.
    """
    path: Path | None = options.compare
    if not path:
        return None, ()
    # This import takes as long as all others together, and only a comparison needs it.
    from checks.diagnosis.baseline import BaselineError, OtherVersionError, read_baseline  # noqa: PLC0415

    in_series = options.within is not None or options.json == path
    if in_series and not path.exists():
        return None, ("There is no earlier report yet, so nothing was compared (--compare).",)
    try:
        return read_baseline(path, settings.redacted(), Redactor(settings.secrets).within), ()
    except BaselineError as error:
        if in_series and isinstance(error, OtherVersionError):
            return None, (f"Nothing was compared (--compare): {error}.",)
        raise UsageError(f"--compare: {error}") from None


def _chosen(names: Sequence[str]) -> tuple[Check, ...]:
    """Return the named checks and their prerequisites in the order of the guide, or all checks without a name."""
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


def _look(options: Namespace, settings: Settings, environ: Mapping[str, str], *, tty: bool) -> RenderOptions:
    plain = options.no_color or environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    columns = shutil.get_terminal_size().columns
    return RenderOptions(
        width=min(max(columns, NARROWEST), WIDEST),
        color=tty and not plain,
        hyperlinks=tty and not plain and shows_hyperlinks(environ),
        verbose=options.verbose,
        guide_url=settings.guide_url,
        links_note=links.note(settings.guide_url),
        given=settings.credentials,
        can_revoke=not environ.get("CI") and not is_loopback(host(settings.terraform_url)),
    )
