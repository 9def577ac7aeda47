"""``python -m checks.monitors.links`` looks at every link of the guide that leads to another site."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from pathlib import Path

from checks.monitors.links import ledger, report
from checks.monitors.links.linkcheck import NotLookedError, look
from checks.monitors.links.verdict import judge
from checks.monitors.web import Web
from checks.report.report_file import ReportFile

EPILOG = "Exit status: 0 nothing to do; 1 a link has moved or was broken for the third time; 2 nobody could look."


def main(arguments: Sequence[str] | None = None, day: date | None = None) -> int:
    """Look, remember, report; return the exit status. The night is that of `day`, by default today's."""
    options = _parser().parse_args(arguments)
    try:
        with ExitStack() as opened:
            reports = [(opened.enter_context(closing(ReportFile(path))), text) for path, text in _asked(options)]
            night = _night(options, day or datetime.now(UTC).date())
            for file, text in reports:
                file.write(text(night))
    except (NotLookedError, ValueError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    print(report.terminal(night))
    return night.exit_status


def _night(options: argparse.Namespace, today: date) -> report.Night:
    """Look, and remember; where nobody could look, what was remembered stays."""
    remembered = ledger.read(options.ledger)
    looked = look(options.source, options.config, options.seconds)
    web = Web()
    judged = [judge(link, row, web) for link, row in looked]
    night = report.Night(today, judged, ledger.updated(remembered, judged, today))
    if night.blind:
        return report.Night(today, judged, remembered)
    ledger.write(options.ledger, night.ledger)
    return night


def _asked(options: argparse.Namespace) -> Iterator[tuple[Path, Callable[[report.Night], str]]]:
    if options.json:
        yield options.json, report.document
    if options.markdown:
        yield options.markdown, report.markdown


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nox -s links --", description=__doc__, epilog=EPILOG)
    parser.add_argument("--source", type=Path, default=Path("docs"), help="the folder of the pages (docs)")
    parser.add_argument("--config", type=Path, default=Path(), help="the folder of conf.py (this one)")
    parser.add_argument(
        "--ledger",
        type=Path,
        default=Path("docs/monitors/links.json"),
        help="what is remembered of each link (docs/monitors/links.json)",
    )
    parser.add_argument("--seconds", type=float, default=300, help="how long the web may be asked (300)")
    parser.add_argument("--json", type=Path, help="write the report for programs to this file")
    parser.add_argument("--markdown", type=Path, help="write the text of the issue to this file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
