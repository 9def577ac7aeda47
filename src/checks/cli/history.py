"""``history`` files reports of any number of runs and organizations in a ledger, and shows what changed."""

import argparse
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from checks.cli.arguments import UsageError
from checks.cli.console import Console
from checks.cli.outputs import STANDARD_OUTPUT
from checks.history import html_page, json_output, markdown_output, metrics, terminal_output, wording
from checks.history.filing import file_report
from checks.history.ledger import Ledger, LedgerError
from checks.history.overview import Overview, read_overview
from checks.history.report_reader import ReportError, read_report
from checks.report.exit_status import ExitStatus
from checks.report.report_file import ReportFile
from checks.report.terminal.results import RenderOptions

DEFAULT = Path("history.sqlite")
"""The default ledger, in the current folder."""

_DESCRIPTION = """\
File the JSON reports of any number of runs and organizations in a ledger, which is
an SQLite file, and show what is new, fixed, or still open, and since when. The command
sends no requests, and needs no credentials."""

_EPILOG = """\
examples:
  file the reports of last night, and show what changed:
      %(prog)s add reports/*.json
      %(prog)s show
  write a page for a browser:
      %(prog)s html history.html
  end a pipeline with status 3 only if something new failed:
      %(prog)s check --new
  write metrics for the textfile collector of Prometheus:
      %(prog)s metrics /var/lib/node_exporter/bitbucket_terraform.prom

exit status:
  0  everything was filed or shown; check: nothing is open
  1  check: a failure is open
  2  check: an organization is unknown, or was not checked in the last 36 hours;
     a report can't be filed, the ledger can't be used, or the command line is
     invalid
  3  check --new: something failed for the first time, or is no longer connected"""

FORMATS: Mapping[str, tuple[str, Callable[[Overview], str]]] = {
    "html": ("write an HTML page", html_page.text),
    "json": ("write JSON for other programs", json_output.text),
    "markdown": ("write a Markdown summary for a chat or a ticket", markdown_output.text),
    "metrics": ("write metrics in the text format of Prometheus", metrics.text),
}
"""The actions that write a file, with their help and the function that returns the text."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # The value that argparse quotes might be a secret.
        raise UsageError(re.sub("'.*'", "the value", message.removeprefix("argument ")))


def main(arguments: Sequence[str], environ: Mapping[str, str], program: str) -> int:
    """File reports or show the history, and return the exit status.

    Args:
        arguments: The arguments of the subcommand.
        environ: The environment variables.
        program: The command that runs this subcommand, for the help.

    Raises:
        UsageError: An argument is missing or invalid, a report can't be filed, or the ledger can't be used.
        SystemExit: The help was shown.
    """
    options = parse(arguments, program)
    now = datetime.now(UTC)
    try:
        with Ledger(options.ledger, create=options.action == "add") as ledger:
            if options.action == "add":
                return _add(options.reports, ledger, now)
            overview = read_overview(ledger, now)
    except LedgerError as error:
        raise UsageError(f"--ledger: {error}") from None
    if options.action in FORMATS:
        return _write(options.file, FORMATS[options.action][1](overview))
    if options.action == "check" and not options.new:
        return _check(overview)
    look = RenderOptions(shutil.get_terminal_size().columns, color=_has_color(options, environ))
    if options.action == "check":
        return _check_new(overview, look)
    Console(sys.stdout).show(terminal_output.lines(overview, look))
    return ExitStatus.PASSED


def parse(arguments: Sequence[str], program: str) -> argparse.Namespace:
    """Return the options. Raises `UsageError` if an argument is missing or invalid, and `SystemExit` for the help."""
    ledger = _Parser(add_help=False)
    ledger.add_argument(
        "--ledger", metavar="FILE", type=Path, default=DEFAULT, help=f"the ledger (default: {DEFAULT} in this folder)"
    )
    parser = _Parser(
        prog=program,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", parents=[ledger], help="file reports; the ledger is created if it doesn't exist")
    add.add_argument("reports", metavar="REPORT", nargs="+", type=Path, help="JSON report of a run")
    show = actions.add_parser("show", parents=[ledger], help="show the history in the terminal")
    check = actions.add_parser("check", parents=[ledger], help="exit with a status for pipelines")
    check.add_argument(
        "--new", action="store_true", help="show only what is new, and exit with status 3 if something is"
    )
    for each in (show, check):
        each.add_argument("--no-color", action="store_true", help="disable color (also: set NO_COLOR)")
    for name, (summary, _) in FORMATS.items():
        action = actions.add_parser(name, parents=[ledger], help=summary)
        action.add_argument(
            "file",
            metavar="FILE",
            nargs="?",
            type=Path,
            default=STANDARD_OUTPUT,
            help="file (default: standard output)",
        )
    return parser.parse_args(list(arguments))


def _add(reports: Sequence[Path], ledger: Ledger, now: datetime) -> int:
    """File each report separately, so that an invalid one doesn't prevent the others from being filed."""
    filed, refused = 0, []
    for path in reports:
        try:
            filed += file_report(ledger, read_report(path, now))
        except ReportError as error:
            refused.append(f"{path}: {error}")
    known = len(reports) - filed - len(refused)
    Console(sys.stdout).show([f"{filed:,} filed, {known:,} already filed, {len(refused):,} refused"])
    if refused:
        raise UsageError("; ".join(refused))
    return ExitStatus.PASSED


def _write(path: Path, text: str) -> int:
    if path == STANDARD_OUTPUT:
        Console(sys.stdout).write(text)
        return ExitStatus.PASSED
    try:
        file = ReportFile(path)
        try:
            file.write(text)
        finally:
            file.close()
    except OSError as error:
        raise UsageError(f"FILE: could not write the file ({error.strerror})") from None
    return ExitStatus.PASSED


def _check(overview: Overview) -> int:
    """Print the totals, and return the status of the worst organization."""
    Console(sys.stdout).show([wording.totals(overview)])
    if any(one.new or one.open for one in overview.standings):
        return ExitStatus.FAILED
    unknown = not overview.standings or any(one.overdue or one.state == "unknown" for one in overview.standings)
    return ExitStatus.UNKNOWN if unknown else ExitStatus.PASSED


def _check_new(overview: Overview, look: RenderOptions) -> int:
    """Print what is new, and return whether there is any."""
    found = [line for section in ("new", "disconnected") for line in terminal_output.section(section, overview, look)]
    Console(sys.stdout).show(found[1:] or ["Nothing new."])
    return ExitStatus.NEWS if found else ExitStatus.PASSED


def _has_color(options: argparse.Namespace, environ: Mapping[str, str]) -> bool:
    plain = options.no_color or environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain
