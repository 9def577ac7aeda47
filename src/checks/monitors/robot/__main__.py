"""Walk the guide in a browser, on the imitation of both services."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from checks.monitors.robot.browser import NoBrowserError, chromium
from checks.monitors.robot.guide import GuideError, read
from checks.monitors.robot.routes import WAYS, left_out
from checks.monitors.robot.walk import StoppedError, walk


def main(words: Sequence[str] | None = None) -> int:
    """Walk every way, and return the exit status: 1 where the walk stops."""
    parser = argparse.ArgumentParser(prog="nox -s walk --", description=__doc__)
    parser.add_argument("--headed", action="store_true", help="watch the browser")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="the folder of the pages")
    parser.add_argument("--way", type=int, choices=range(1, len(WAYS) + 1), action="append", help="only this way")
    parser.add_argument("--seen", type=Path, default=Path("_build/walk"), help="where to keep what was seen last")
    arguments = parser.parse_args(words)
    ways = [WAYS[number - 1] for number in arguments.way or range(1, len(WAYS) + 1)]
    try:
        found = read(arguments.docs.resolve())
        if stray := left_out(found):
            print("No way leads by these. Name their sections in ROUTES, in way.py:", *stray, sep="\n", file=sys.stderr)
            return 1
        with chromium(headed=arguments.headed) as browser:
            for way in ways:
                begun = time.monotonic()
                walked = walk(browser, found, way, arguments.seen)
                hands = sum(walked.by_hand.values())
                print(f"{way}: {walked.steps} steps, {hands} with a hook, {time.monotonic() - begun:.1f} s", flush=True)
                for hook, times in walked.by_hand.items():
                    print(f"    {times} x {hook}", flush=True)
    except (NoBrowserError, GuideError, StoppedError) as reason:
        print(*reason.args, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
