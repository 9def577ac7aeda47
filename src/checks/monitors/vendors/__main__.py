"""``python -m checks.monitors.vendors`` asks whether the vendors still say what the guide's facts say."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from pathlib import Path

from checks.facts.fact import Source
from checks.facts.index import UnknownFactError, entries
from checks.monitors.vendors import ledger, operations, report
from checks.monitors.vendors.code_references import Code
from checks.monitors.vendors.nightly import NightlyScan, look
from checks.monitors.vendors.page_cache import PageCache
from checks.monitors.vendors.uses import Uses, uses
from checks.monitors.web import Web
from checks.report.report_file import ReportFile

Format = Callable[[NightlyScan, Mapping[str, Source], Mapping[str, Uses]], str]
PACKAGE = Path(__file__).parents[2]
EPILOG = "Exit status: 0 nothing to do; 1 something changed, or was not seen for too long; 2 nobody could look."


def main(arguments: Sequence[str] | None = None, web: Web | None = None, day: date | None = None) -> int:
    """Do what the arguments ask for; return the exit status.

    Args:
        arguments: The arguments of the command line, by default those of this process.
        web: Asks for pages; by default it asks the web.
        day: The day of the look, by default today.
    """
    options = _parser().parse_args(arguments)
    try:
        if options.uses:
            return _tell_uses(options.uses, options.source)
        if options.fingerprint:
            return _fingerprint(options.fingerprint, options.ledger)
        return _watch(options, PageCache(web or Web()), day or datetime.now(UTC).date())
    except (UnknownFactError, ValueError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2


def _watch(options: argparse.Namespace, library: PageCache, day: date) -> int:
    with ExitStack() as opened:
        reports = [(opened.enter_context(closing(ReportFile(path))), text) for path, text in _asked(options)]
        sources = {name: entry.fact.source for name, entry in entries().items()}
        night = look(sources, library, ledger.read(options.ledger), day)
        resting = {} if night.blind else _resting(night, options.source)
        if not night.blind:
            ledger.write(options.ledger, night.found if options.accept else night.kept)
        for file, text in reports:
            file.write(text(night, sources, resting))
    print(report.terminal(night, sources, resting))
    return night.exit_status


def _resting(night: NightlyScan, docs: Path) -> dict[str, Uses]:
    """Return what rests on each fact that asks for attention."""
    code = Code(PACKAGE)
    names = [*(name for verdict in report.ALARMS for name in night.of(verdict)), *night.changes]
    return {name: uses(name, docs, code) for name in names}


def _asked(options: argparse.Namespace) -> Iterator[tuple[Path, Format]]:
    if options.json:
        yield options.json, report.document
    if options.markdown:
        yield options.markdown, report.markdown


def _tell_uses(name: str, docs: Path) -> int:
    resting: Uses = uses(name, docs, Code(PACKAGE))
    print(f"{name}:")
    print("\n".join(f"  {line}" for line in resting.lines) or "  nothing rests on it")
    return 0


def _fingerprint(folder: Path, path: Path) -> int:
    """Remember the operations in documents that somebody downloaded and read."""
    known = ledger.read(path)
    for published in operations.DOCUMENTS:
        document = json.loads((folder / published.file).read_text(encoding="utf-8"))
        known.operations.update(operations.fingerprints(published, document))
    ledger.write(path, known)
    absent = [name for name, parts in known.operations.items() if not parts]
    print(f"{len(known.operations)} operations are remembered in {path}.")
    print(f"Not in the vendors' documents: {', '.join(absent) or 'none'}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nox -s vendors --", description=__doc__, epilog=EPILOG)
    parser.add_argument("--uses", metavar="FACT", help="tell what rests on a fact, and look at nothing")
    parser.add_argument(
        "--fingerprint",
        metavar="FOLDER",
        type=Path,
        help="remember the operations in the vendors' OpenAPI documents in this folder, and look at nothing",
    )
    parser.add_argument("--accept", action="store_true", help="remember what changed, and tell it no more")
    parser.add_argument("--source", type=Path, default=Path("docs"), help="the folder of the pages (docs)")
    parser.add_argument(
        "--ledger",
        type=Path,
        default=Path("docs/monitors/vendors.json"),
        help="what is remembered (docs/monitors/vendors.json)",
    )
    parser.add_argument("--json", type=Path, help="write the report for programs to this file")
    parser.add_argument("--markdown", type=Path, help="write the text of the issue to this file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
