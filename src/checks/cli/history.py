"""``history`` files reports of any number of runs and organizations in a ledger, and shows what changed."""

import argparse
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

from checks.cli.arguments import Parser, UsageError
from checks.cli.console import STANDARD_OUTPUT, Console
from checks.history import terminal_output, wording
from checks.history.ledger import Ledger, LedgerError
from checks.history.overview import Overview, read_overview
from checks.report.exit_status import ExitStatus
from checks.report.sanitize import sanitize
from checks.report.terminal.options import RenderOptions

DEFAULT = Path("history.sqlite")
"""The default ledger, in the current folder."""

_DESCRIPTION = """\
File the JSON reports of any number of runs and organizations in a ledger,
which is an SQLite file, and show what is new, fixed, or still open, and since
when. The command sends no requests, and needs no credentials."""

_EPILOG = """\
examples:
  file the reports of last night, and show what changed:
      %(prog)s add reports/*.json
      %(prog)s show
  write a page for a browser:
      %(prog)s html history.html
  end a pipeline with status 3 only if something new failed:
      %(prog)s check --new
  the same for an organization that is too large to be checked in one night, and
  with status 2 if an item has no result of the last seven days:
      %(prog)s check --new --max-age 7
  hide an organization that was renamed or is no longer checked:
      %(prog)s retire acme-old
  write metrics for the textfile collector of Prometheus:
      %(prog)s metrics /var/lib/node_exporter/bitbucket_terraform.prom

exit status:
  0  everything was filed or shown; check: nothing is open
  1  check: a failure is open
  2  check: an organization is unknown, or was not checked in the last 36 hours
     (check --new: only with --max-age); the ledger contains no run; a report
     can't be filed, the ledger can't be used, or the command line is invalid
  3  check --new: something failed for the first time, or is no longer connected"""

FORMATS = {
    "html": ("write an HTML page", "checks.history.html_page"),
    "json": ("write JSON for other programs", "checks.history.json_output"),
    "markdown": ("write a Markdown summary for a chat or a ticket", "checks.history.markdown_output"),
    "metrics": ("write metrics in the text format of Prometheus", "checks.history.metrics"),
}
"""The actions that write a file, with their help and the module whose function ``text(overview)`` returns the text."""


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
            if options.action == "retire":
                return _retire(options.organization, overview, ledger)
    except LedgerError as error:
        raise UsageError(f"--ledger: {error}") from None
    if options.action in FORMATS:
        return _write(options.file, import_module(FORMATS[options.action][1]).text(overview), options.ledger)
    look = RenderOptions(shutil.get_terminal_size().columns, color=_has_color(options, environ))
    if options.action == "check":
        return _check(overview, look, options)
    _show(terminal_output.lines(overview, look))
    return ExitStatus.PASSED


def parser(program: str) -> argparse.ArgumentParser:
    """Return the parser of the command line; `program` is what the reader types."""
    ledger = Parser(add_help=False)
    ledger.add_argument(
        "--ledger", metavar="FILE", type=Path, default=DEFAULT, help=f"the ledger (default: {DEFAULT} in this folder)"
    )
    made = Parser(
        prog=program,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    actions = made.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", parents=[ledger], help="file reports; the ledger is created if it doesn't exist")
    add.add_argument("reports", metavar="REPORT", nargs="+", type=Path, help="JSON report of a run")
    show = actions.add_parser("show", parents=[ledger], help="show the history in the terminal")
    check = actions.add_parser("check", parents=[ledger], help="exit with a status for pipelines")
    check.add_argument(
        "--new", action="store_true", help="show only what is new, and exit with status 3 if something is"
    )
    check.add_argument(
        "--max-age",
        metavar="DAYS",
        type=_days,
        default=0,
        help="an unknown item counts with its last result if that isn't older (default: 0, only the last run)",
    )
    retire = actions.add_parser(
        "retire", parents=[ledger], help="hide an organization until a report of a later run is filed"
    )
    retire.add_argument("organization", metavar="ORGANIZATION", help="the name of the organization, as in the history")
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
    return made


def parse(arguments: Sequence[str], program: str) -> argparse.Namespace:
    """Return the options. Raises `UsageError` if an argument is missing or invalid, and `SystemExit` for the help."""
    return parser(program).parse_args(list(arguments))


def _days(given: str) -> int:
    if not re.fullmatch(r"[1-9]\d?", given, re.ASCII):
        raise argparse.ArgumentTypeError("expected 1 to 99 days, such as --max-age=7")
    return int(given)


def _add(reports: Sequence[Path], ledger: Ledger, now: datetime) -> int:
    """File each report separately, so that an invalid one doesn't prevent the others from being filed."""
    # The history is shown faster without the modules that validate reports.
    from checks.history.filing import file_report  # noqa: PLC0415
    from checks.history.report_format import ReportError  # noqa: PLC0415
    from checks.history.report_reader import read_report  # noqa: PLC0415

    filed, refused = 0, []
    for path in reports:
        try:
            filed += file_report(ledger, read_report(path, now))
        except ReportError as error:
            refused.append(f"{path}: {error}")
    known = len(reports) - filed - len(refused)
    _show([f"{filed:,} filed, {known:,} already filed, {len(refused):,} refused"])
    if refused:
        raise UsageError("; ".join(refused))
    return ExitStatus.PASSED


def _retire(name: str, overview: Overview, ledger: Ledger) -> int:
    from checks.history.filing import retire  # noqa: PLC0415 - as in `_add`

    found = next((one.organization for one in overview.standings if one.name == name), None)
    if found is None:
        names = ", ".join(one.name for one in overview.standings) or "none"
        raise UsageError(f"ORGANIZATION: the history has no organization {name}; it has: {names}")
    retire(ledger, found.number)
    _show([f"{sanitize(name)} is hidden until you file a report of a later run."])
    return ExitStatus.PASSED


def _write(path: Path, text: str, ledger: Path) -> int:
    if path == STANDARD_OUTPUT:
        _show([text.removesuffix("\n")])
        return ExitStatus.PASSED
    from checks.report.report_file import ReportFile, same_file  # noqa: PLC0415 - as in `_add`

    if same_file(path, ledger):
        raise UsageError("FILE: the file is the ledger; use a different file")
    try:
        file = ReportFile(path)
        try:
            file.write(text)
        finally:
            file.close()
    except OSError as error:
        raise UsageError(f"FILE: could not write the file ({error.strerror or error})") from None
    return ExitStatus.PASSED


def _check(overview: Overview, look: RenderOptions, options: argparse.Namespace) -> int:
    """Show what is new, or the totals, and why an organization is unknown, and return the status."""
    standings = overview.standings
    if not standings:
        _show(["All organizations are retired." if overview.retired else "The ledger contains no run."])
        return ExitStatus.UNKNOWN
    if options.new:
        found = [line for one in ("new", "disconnected") for line in terminal_output.section(one, overview, look)]
        status = ExitStatus.NEWS if found else ExitStatus.PASSED
        found = [*found[1:], "", wording.TIME_ZONE] if found else ["Nothing new."]
    else:
        found = [wording.totals(overview)]
        status = ExitStatus.FAILED if any(one.new or one.open for one in standings) else ExitStatus.PASSED
    if not options.new or options.max_age:
        unknown = [one for one in standings if one.is_unknown(timedelta(days=options.max_age))]
        found += [f"{sanitize(one.name)}: {wording.unknown(one, overview.now)}." for one in unknown]
        if status is ExitStatus.PASSED and unknown:
            status = ExitStatus.UNKNOWN
    _show(found)
    return status


def _show(lines: Iterable[str]) -> None:
    """Print lines. Raises `UsageError` if standard output is a full disk, because part of the output is lost."""
    console = Console(sys.stdout)
    console.show(lines)
    if console.error:
        raise UsageError(f"standard output could not be written ({console.error.strerror})")


def _has_color(options: argparse.Namespace, environ: Mapping[str, str]) -> bool:
    plain = options.no_color or environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain
