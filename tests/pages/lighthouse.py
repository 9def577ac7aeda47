"""Measure each page with Lighthouse: ``python tests/pages/lighthouse.py _build/html``.

Lighthouse simulates a phone, and pages are compressed. The exit status is 1 if a score is too low. Other processes
affect the performance score, so a page with a low score is measured five times, and the median counts. The script
needs Chromium and `npx`, which downloads Lighthouse. The search page and the 404 page are skipped, because search
engines must not index them.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import which
from statistics import median_low
from typing import Any

from conftest import serving

MINIMUM = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
VERSION = "12.8.2"
TIMES = 5
SKIPPED = {"404.html", "search.html"}


def main(folder: Path) -> int:
    """Print the scores of every page in `folder` and return the exit status."""
    short = False
    sys.stdout.write("  ".join(MINIMUM) + "\n")
    with serving(folder) as address:
        for page in sorted(str(path.relative_to(folder)) for path in folder.rglob("*.html")):
            if page in SKIPPED or page.startswith("_"):
                continue
            scores = scored(f"{address}/{page}")
            if _short(scores):
                scores = _median([scores, *(scored(f"{address}/{page}") for _ in range(TIMES - 1))])
            short |= _short(scores)
            columns = [f"{scores[category]:>{len(category)}}" for category in MINIMUM]
            sys.stdout.write("  ".join([*columns, page]) + "\n")
            sys.stdout.flush()
    return int(short)


def _short(scores: Mapping[str, int]) -> bool:
    return any(scores[category] < minimum for category, minimum in MINIMUM.items())


def _median(runs: Sequence[Mapping[str, int]]) -> dict[str, int]:
    return {category: median_low(run[category] for run in runs) for category in MINIMUM}


def scored(url: str) -> dict[str, int]:
    """Return the scores of the page at `url`, from 0 to 100."""
    npx, chromium = which("npx"), which("chromium") or which("google-chrome")
    if not npx or not chromium:
        sys.exit("Lighthouse needs npx and Chromium.")
    command = [npx, "--yes", f"lighthouse@{VERSION}", url, "--quiet", "--output=json", "--output-path=stdout"]
    command += [f"--only-categories={','.join(MINIMUM)}", "--chrome-flags=--headless=new --no-sandbox"]
    done = subprocess.run(
        command, env=os.environ | {"CHROME_PATH": chromium}, capture_output=True, text=True, check=True
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return {category: round(report["categories"][category]["score"] * 100) for category in MINIMUM}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "_build/html")))
