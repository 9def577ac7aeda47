"""Check the pictures of the guide, or retake them."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from checks.monitors.issue import Point, Report, Section, issue_file
from checks.monitors.pictures.verdicts import JudgedPicture, PictureVerdict, judge_pictures

_SEEN = Path("_build/pictures")
BLIND_SPOT = (
    "A picture shows the sandbox. The vendors' own screens are visible only after a login, and not checked here."
)
_RETAKE = "`nox -s pictures -- --retake`, check the difference, then run it again with `--accept`."
_FIXES = {
    PictureVerdict.LEAKING: f"Remove it from the text of the page first. If it is in the file: {_RETAKE}",
    PictureVerdict.STALE: _RETAKE,
    PictureVerdict.MISSING: _RETAKE,
    PictureVerdict.ORPHANED: "Add it to a page, or delete it with `nox -s pictures -- --retake --accept`.",
    PictureVerdict.UNREADABLE: "Correct its text in the page, or the part of the screen that it shows.",
    PictureVerdict.UNKNOWN: "Run `nox -s pictures` and fix the error.",
}
"""The fix for each verdict, the most urgent first."""


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


def _judge(docs: Path, today: date, file: Path | None) -> int:
    with issue_file(file) as write:
        begun = time.monotonic()
        verdicts = judge_pictures(docs, today)
        print(*verdicts, sep="\n")
        print(f"{summarize(verdicts)}; {time.monotonic() - begun:.1f} s")
        write(report(verdicts, today))
    return 0 if all_fresh(verdicts) else 1


def report(verdicts: Sequence[JudgedPicture], today: date) -> Report:
    """Return the report about the pictures on a day."""
    sections = [
        Section(
            verdict.capitalize(), fix, [Point(one.picture, one.reason) for one in verdicts if one.verdict is verdict]
        )
        for verdict, fix in _FIXES.items()
    ]
    title = "Pictures" + (": nothing to do" if all_fresh(verdicts) else "")
    return Report("pictures", title, f"On {today.isoformat()}: {summarize(verdicts)}.", sections, BLIND_SPOT)


def all_fresh(verdicts: Sequence[JudgedPicture]) -> bool:
    """Return whether there are pictures and all are fresh."""
    return bool(verdicts) and all(one.verdict is PictureVerdict.FRESH for one in verdicts)


def summarize(verdicts: Sequence[JudgedPicture]) -> str:
    """Return the number of pictures for each verdict as text."""
    counts = Counter(one.verdict for one in verdicts)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in PictureVerdict if counts[verdict]) or "no picture"


def _retake(docs: Path, seen: Path, today: date, *, accept: bool) -> int:
    """Retake all pictures."""
    from checks.monitors.pictures.retake import retake_and_compare  # noqa: PLC0415 - checking needs no browser
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
