"""Follow the steps of the guide in a browser, in the sandbox, and compare its pictures with the screens."""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from checks.live import site
from checks.monitors.pictures.manifest import read_manifest
from checks.monitors.pictures.retake import Camera, report_differences
from checks.monitors.pictures.verdicts import PictureVerdict, judge_pictures
from checks.monitors.robot.browser import NoBrowserError, chromium
from checks.monitors.robot.guide import GuideError, read
from checks.monitors.robot.menus import try_menus
from checks.monitors.robot.routes import ROUTES, find_unreachable
from checks.monitors.robot.walk import StoppedError, walk
from checks.report import links


def main(words: Sequence[str] | None = None) -> int:
    """Follow every route, and return the exit status: 1 if a step fails, or a picture differs from its screen."""
    parser = argparse.ArgumentParser(prog="nox -s walk --", description=__doc__)
    parser.add_argument("--headed", action="store_true", help="show the browser window")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="read the pages in this folder (default: docs)")
    parser.add_argument(
        "--route",
        type=int,
        choices=range(1, len(ROUTES) + 1),
        action="append",
        help="follow only this route; repeatable",
    )
    parser.add_argument(
        "--seen",
        type=Path,
        default=Path("_build/walk"),
        help="store the screenshot of a failed step in this folder (default: _build/walk)",
    )
    parser.add_argument("--no-live", action="store_true", help="don't open the live guide")
    arguments = parser.parse_args(words)
    live = None if arguments.no_live else links.built_pages()
    if live is None and not arguments.no_live:
        print(site.MISSING, file=sys.stderr)
        return 1
    routes = [ROUTES[number - 1] for number in arguments.route or range(1, len(ROUTES) + 1)]
    try:
        found = read(arguments.docs.resolve())
        if stray := find_unreachable(found):
            print(
                "No route contains these steps. Add their sections to SECTIONS in routes.py:",
                *stray,
                sep="\n",
                file=sys.stderr,
            )
            return 1
        with chromium(headed=arguments.headed) as browser:
            camera = Camera(datetime.now(UTC).date(), f"Chromium {browser.version}")
            for route in routes:
                begun = time.monotonic()
                # The cards are the same on Terraform Enterprise, except for those about its host.
                with_cards = live if route.edition == "hcp" and not route.mistake else None
                take = None if route.mistake else camera
                walked = walk(browser, found, route, arguments.seen, take, live=with_cards)
                hands = sum(walked.manual_counts.values())
                print(
                    f"{route}: {walked.steps} steps, {hands} with a hook, {time.monotonic() - begun:.1f} s", flush=True
                )
                if with_cards:
                    cards = f"the expected cards changed after each step and for {walked.faults} faults"
                    print(f"    live guide: {cards}, within {walked.slowest:.1f} s", flush=True)
                for hook, times in walked.manual_counts.items():
                    print(f"    {times} x {hook}", flush=True)
            if problems := try_menus(browser, arguments.docs.resolve()):
                print(*problems, sep="\n", file=sys.stderr)
                return 1
        return _compare_pictures(arguments.docs.resolve(), camera, arguments.seen)
    except (NoBrowserError, GuideError, StoppedError, ValueError) as reason:
        print(*reason.args, file=sys.stderr)
        return 1


def _compare_pictures(docs: Path, camera: Camera, seen: Path) -> int:
    """Return 1 if a picture differs from its screen, although `nox -s pictures` finds no reason to retake it."""
    before = read_manifest(docs)
    changed = {
        name for name, record in camera.records.items() if name not in before or before[name].pixels != record.pixels
    }
    if not changed:
        print(f"{len(camera.records)} pictures are identical to their screens.")
        return 0
    verdicts = judge_pictures(docs, camera.today)
    reported = {one.picture for one in verdicts if one.verdict is not PictureVerdict.FRESH}
    real = {name for name, record in before.items() if record.is_of_vendor}
    differing = report_differences(docs, camera, before, seen, changed - reported - real)
    if differing:
        print(
            f"These pictures differ from the screens, but not in anything that `nox -s pictures` reads: "
            f"{', '.join(differing)}. Review them with: nox -s pictures -- --retake",
            file=sys.stderr,
        )
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
