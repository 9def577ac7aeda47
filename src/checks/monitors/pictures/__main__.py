"""Check the pictures of the guide, or retake them."""

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from pathlib import Path

from checks.monitors.pictures.report import all_fresh, markdown, summarize
from checks.monitors.pictures.verdicts import judge_pictures
from checks.report.report_file import ReportFile

_SEEN = Path("_build/pictures")


def main(words: Sequence[str] | None = None) -> int:
    """Check or retake the pictures, and return the exit status.

    1: a picture is not fresh or differs too much; 2: the report cannot be written.
    """
    parser = argparse.ArgumentParser(prog="nox -s pictures --", description=__doc__)
    parser.add_argument(
        "--retake", action="store_true", help="retake all pictures, and show before, after, and difference"
    )
    parser.add_argument("--accept", action="store_true", help="with --retake: replace the old pictures")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="read the pages in this folder (default: docs)")
    parser.add_argument(
        "--seen", type=Path, default=_SEEN, help="write the comparison to this folder (default: _build/pictures)"
    )
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        default=datetime.now(UTC).date(),
        help="check as of this day (default: today)",
    )
    parser.add_argument("--markdown", type=Path, help="write the text of the issue to this file")
    arguments = parser.parse_args(words)
    if arguments.accept and not arguments.retake:
        parser.error("--accept replaces pictures, so it requires --retake.")
    docs = arguments.docs.resolve()
    if arguments.retake:
        return _retake(docs, arguments.seen, arguments.today, accept=arguments.accept)
    try:
        return _judge(docs, arguments.today, arguments.markdown)
    except (ValueError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2


def _judge(docs: Path, today: date, report: Path | None) -> int:
    with ExitStack() as opened:
        file = opened.enter_context(closing(ReportFile(report))) if report else None
        begun = time.monotonic()
        verdicts = judge_pictures(docs, today)
        print(*verdicts, sep="\n")
        print(f"{summarize(verdicts)}; {time.monotonic() - begun:.1f} s")
        if file:
            file.write(markdown(verdicts, today))
    return 0 if all_fresh(verdicts) else 1


def _retake(docs: Path, seen: Path, today: date, *, accept: bool) -> int:
    """Retake all pictures."""
    from checks.monitors.pictures.accept import retake_and_compare  # noqa: PLC0415 - checking needs no browser
    from checks.monitors.robot.browser import NoBrowserError  # noqa: PLC0415 - the same
    from checks.monitors.robot.guide import GuideError  # noqa: PLC0415 - the same
    from checks.monitors.robot.walk import StoppedError  # noqa: PLC0415 - the same

    try:
        return retake_and_compare(docs, seen, today, accept=accept)
    except (NoBrowserError, GuideError, StoppedError) as reason:
        print(*reason.args, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
