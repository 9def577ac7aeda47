"""Measure each page with Lighthouse: ``python tests/pages/lighthouse.py [--live] [--page NAME] [FOLDER]``.

Lighthouse simulates a phone, and pages are compressed. The exit status is 1 if a score is too low. Other processes
affect the performance score, so a page with a low score is measured five times, and the median counts. The script
needs Chromium and `npx`, which downloads Lighthouse. The search page and the 404 page are skipped, because search
engines must not index them.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from shutil import which
from statistics import median_low
from typing import Any

from starlette.responses import Response

from conftest import serving

sys.path.append(str(Path(__file__).parents[1] / "support"))  # pytest does this itself

from live_pages import STATES, LivePages

MINIMUM = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
VERSION = "12.8.2"
TIMES = 5
SKIPPED = {"404.html", "search.html"}


def main(words: Sequence[str]) -> int:
    """Print the scores of the pages and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("_build/html"), help="the built pages")
    parser.add_argument("--live", action="store_true", help="measure the pages as the live guide serves them")
    parser.add_argument("--page", action="append", help="measure only this page, such as verify.html; repeatable")
    arguments = parser.parse_args(words)
    folder: Path = arguments.folder
    short = False
    sys.stdout.write("  ".join(MINIMUM) + "\n")
    with _live(folder) if arguments.live else _published(folder) as (address, cookie):
        for page in arguments.page or sorted(str(path.relative_to(folder)) for path in folder.rglob("*.html")):
            if page in SKIPPED or page.startswith("_"):
                continue
            scores = scored(f"{address}/{page}", cookie)
            if _short(scores):
                scores = _median([scores, *(scored(f"{address}/{page}", cookie) for _ in range(TIMES - 1))])
            short |= _short(scores)
            columns = [f"{scores[category]:>{len(category)}}" for category in MINIMUM]
            sys.stdout.write("  ".join([*columns, page]) + "\n")
            sys.stdout.flush()
    return int(short)


@contextmanager
def _published(folder: Path) -> Iterator[tuple[str, str]]:
    with serving(folder) as address:
        yield address, ""


@contextmanager
def _live(folder: Path) -> Iterator[tuple[str, str]]:
    """Serve the pages with the live layer, and with cards in all states; yield the URL and the reader's cookie."""
    server = LivePages(folder)
    try:
        for check, state in zip(server.checks, cycle(STATES), strict=False):
            if state != "not-run":
                server.show(**{check.replace("-", "_"): state})
        yield server.keys.origin, server.keys.admit(Response()).headers["set-cookie"].partition(";")[0]
    finally:
        server.stop()


def _short(scores: Mapping[str, int]) -> bool:
    return any(scores[category] < minimum for category, minimum in MINIMUM.items())


def _median(runs: Sequence[Mapping[str, int]]) -> dict[str, int]:
    return {category: median_low(run[category] for run in runs) for category in MINIMUM}


def scored(url: str, cookie: str = "") -> dict[str, int]:
    """Return the scores of the page at `url`, from 0 to 100, in a browser with this cookie."""
    npx, chromium = which("npx"), which("chromium") or which("google-chrome")
    if not npx or not chromium:
        sys.exit("Lighthouse needs npx and Chromium.")
    command = [npx, "--yes", f"lighthouse@{VERSION}", url, "--quiet", "--output=json", "--output-path=stdout"]
    command += [f"--only-categories={','.join(MINIMUM)}", "--chrome-flags=--headless=new --no-sandbox"]
    command += [f"--extra-headers={json.dumps({'Cookie': cookie})}"] if cookie else []
    done = subprocess.run(
        command, env=os.environ | {"CHROME_PATH": chromium}, capture_output=True, text=True, check=True
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return {category: round(report["categories"][category]["score"] * 100) for category in MINIMUM}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
