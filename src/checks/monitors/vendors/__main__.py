"""``python -m checks.monitors.vendors`` checks whether the vendors' pages still match the facts of the guide."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from checks.facts.index import UnknownFactError, entries
from checks.monitors.issue import issue_file
from checks.monitors.vendors import operations, report
from checks.monitors.vendors.nightly import NightlyScan, VendorLedger, find_unreviewed, run_scan
from checks.monitors.vendors.page_cache import PageCache
from checks.monitors.vendors.uses import Uses, uses
from checks.monitors.web import Web

EPILOG = (
    "Exit status: 0 nothing to do; 1 a page changed, or a fact or a page was not reviewed for too long; "
    "2 no page could be checked."
)


def main(arguments: Sequence[str] | None = None, web: Web | None = None, day: date | None = None) -> int:
    """Run the command and return the exit status.

    Args:
        arguments: The command-line arguments; by default, the arguments of this process.
        web: Reads pages; by default from the internet.
        day: The day of the scan; by default today.
    """
    options = _parser().parse_args(arguments)
    try:
        if options.uses:
            return _print_uses(options.uses, options.source)
        if options.fingerprint:
            return _fingerprint(options.fingerprint, options.accepted)
        return _scan(options, PageCache(web or Web()), day or datetime.now(UTC).date())
    except (UnknownFactError, ValueError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2


def _scan(options: argparse.Namespace, cache: PageCache, day: date) -> int:
    with issue_file(options.markdown) as write:
        sources = {name: entry.source for name, entry in entries().items()}
        accepted, state = VendorLedger.load(options.accepted), VendorLedger.load(options.ledger)
        scan = run_scan(sources, cache, accepted.over(state), day)
        scan.unreviewed = find_unreviewed(options.source, day)
        if not scan.inconclusive:
            scan.kept.store(options.ledger)
            if options.accept:
                scan.found.accepted().store(options.accepted)
        found = report.build(scan, sources, {} if scan.inconclusive else _find_uses(scan, options.source))
        write(found)
    print(found.terminal)
    return scan.exit_status


def _find_uses(scan: NightlyScan, docs: Path) -> dict[str, Uses]:
    """Return the uses of each fact that needs attention."""
    names = [*(name for verdict in report.ALARMS for name in scan.of(verdict)), *scan.lost, *scan.changes]
    return {name: uses(name, docs) for name in names}


def _print_uses(name: str, docs: Path) -> int:
    used_by: Uses = uses(name, docs)
    print(f"{name}:")
    print("\n".join(f"  {line}" for line in used_by.lines) or "  not used")
    return 0


def _fingerprint(folder: Path, path: Path) -> int:
    """Store the operations of downloaded OpenAPI documents in the ledger."""
    known = VendorLedger.load(path).accepted()
    for published in operations.DOCUMENTS:
        document = json.loads((folder / published.file).read_text(encoding="utf-8"))
        known.operations.update(operations.fingerprints(published, document))
    known.store(path)
    absent = [name for name, parts in known.operations.items() if not parts]
    print(f"Stored {len(known.operations)} operations in {path}.")
    print(f"Not in the vendors' documents: {', '.join(absent) or 'none'}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nox -s vendors --", description=__doc__, epilog=EPILOG)
    parser.add_argument("--uses", metavar="FACT", help="list the uses of a fact, without reading any page")
    parser.add_argument(
        "--fingerprint",
        metavar="FOLDER",
        type=Path,
        help="store the operations of the vendors' OpenAPI documents in this folder, without reading any page",
    )
    parser.add_argument(
        "--accept", action="store_true", help="accept the current changes, so that they are no longer reported"
    )
    parser.add_argument(
        "--source", type=Path, default=Path("docs"), help="read the pages in this folder (default: docs)"
    )
    parser.add_argument(
        "--ledger",
        type=Path,
        default=Path("_build/monitors/vendors.json"),
        help="store the state of the nightly run in this file (default: _build/monitors/vendors.json)",
    )
    parser.add_argument(
        "--accepted",
        type=Path,
        default=Path("docs/monitors/vendors.json"),
        help="read the accepted state in this file; --accept writes it (default: docs/monitors/vendors.json)",
    )
    parser.add_argument("--markdown", type=Path, help="write the text of the issue to this file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
