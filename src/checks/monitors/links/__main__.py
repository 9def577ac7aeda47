"""``python -m checks.monitors.links`` checks every external link of the guide."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from pathlib import Path

from checks.monitors.links import ledger, report
from checks.monitors.links.linkcheck import LinkcheckError, run_linkcheck
from checks.monitors.links.verdict import judge_link
from checks.monitors.web import Web
from checks.report.report_file import ReportFile

EPILOG = "Exit status: 0 nothing to do; 1 a link moved or failed for the third time; 2 no link could be checked."


def main(arguments: Sequence[str] | None = None, day: date | None = None) -> int:
    """Check the links, update the ledger, write the reports, and return the exit status. `day` defaults to today."""
    options = _parser().parse_args(arguments)
    try:
        with ExitStack() as opened:
            reports = [(opened.enter_context(closing(ReportFile(path))), text) for path, text in _report_files(options)]
            scan = _scan(options, day or datetime.now(UTC).date())
            for file, text in reports:
                file.write(text(scan))
    except (LinkcheckError, ValueError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    print(report.terminal(scan))
    return scan.exit_status


def _scan(options: argparse.Namespace, today: date) -> report.LinkScan:
    """Check the links and update the ledger. If no link responds, leave the ledger unchanged."""
    remembered = ledger.read(options.ledger)
    looked = run_linkcheck(options.source, options.config, options.seconds)
    web = Web()
    judged = [judge_link(link, row, web) for link, row in looked]
    scan = report.LinkScan(today, judged, ledger.update(remembered, judged, today))
    if scan.blind:
        return report.LinkScan(today, judged, remembered)
    ledger.write(options.ledger, scan.ledger)
    return scan


def _report_files(options: argparse.Namespace) -> Iterator[tuple[Path, Callable[[report.LinkScan], str]]]:
    if options.json:
        yield options.json, report.document
    if options.markdown:
        yield options.markdown, report.markdown


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nox -s links --", description=__doc__, epilog=EPILOG)
    parser.add_argument(
        "--source", type=Path, default=Path("docs"), help="read the pages in this folder (default: docs)"
    )
    parser.add_argument(
        "--config", type=Path, default=Path(), help="read conf.py in this folder (default: this folder)"
    )
    parser.add_argument(
        "--ledger",
        type=Path,
        default=Path("docs/monitors/links.json"),
        help="store the state of each link in this file (default: docs/monitors/links.json)",
    )
    parser.add_argument(
        "--seconds", type=float, default=300, help="limit the time for requests, in seconds (default: 300)"
    )
    parser.add_argument("--json", type=Path, help="write a JSON report to this file")
    parser.add_argument("--markdown", type=Path, help="write the text of the issue to this file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
