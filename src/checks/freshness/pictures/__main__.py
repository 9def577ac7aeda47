"""Judge the pictures of the guide, or take them anew."""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from checks.freshness.pictures.judge import Sight, judge

_SEEN = Path("_build/pictures")


def main(words: Sequence[str] | None = None) -> int:
    """Judge or retake, and return the exit status: 1 where a picture is not fresh or differs too much."""
    parser = argparse.ArgumentParser(prog="nox -s pictures --", description=__doc__)
    parser.add_argument("--retake", action="store_true", help="take all anew, and show before, after and difference")
    parser.add_argument("--accept", action="store_true", help="with --retake: put the new ones in place of the old")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="the folder of the pages")
    parser.add_argument("--seen", type=Path, default=_SEEN, help="where the comparison goes")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=datetime.now(UTC).date(), help="judge as of this day"
    )
    arguments = parser.parse_args(words)
    if arguments.accept and not arguments.retake:
        parser.error("--accept puts new pictures in place of the old ones: it needs --retake.")
    docs = arguments.docs.resolve()
    if arguments.retake:
        return _retake(docs, arguments.seen, arguments.today, accept=arguments.accept)
    begun = time.monotonic()
    verdicts = judge(docs, arguments.today)
    for verdict in verdicts:
        print(verdict)
    counts = {sight: sum(one.sight is sight for one in verdicts) for sight in Sight}
    told = ", ".join(f"{count} {sight}" for sight, count in counts.items() if count) or "no picture"
    print(f"{told}; {time.monotonic() - begun:.1f} s")
    return 0 if verdicts and all(one.sight is Sight.FRESH for one in verdicts) else 1


def _retake(docs: Path, seen: Path, today: date, *, accept: bool) -> int:
    """Take all anew; what only this needs is read only now."""
    from checks.freshness.pictures.replace import retaken  # noqa: PLC0415 - judging does without a browser
    from checks.freshness.robot.browser import NoBrowserError  # noqa: PLC0415 - the same
    from checks.freshness.robot.walk import StoppedError  # noqa: PLC0415 - the same

    try:
        return retaken(docs, seen, today, accept=accept)
    except (NoBrowserError, LookupError, StoppedError) as reason:
        print(*reason.args, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
