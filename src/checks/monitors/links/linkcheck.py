"""Run Sphinx's linkcheck on the guide within a time limit, in a separate process.

A server that always responds with 429 and Retry-After makes linkcheck wait forever, and its threads cannot be
stopped from outside. Here an alarm ends the wait, and the results so far are kept.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

MARGIN = 300
"""Seconds for reading the pages, in addition to the time for requests. A busy machine needs more than one minute."""

MODULE = "checks.monitors.links.fetching"
"""The module that runs in that process."""

TIMEOUT = 20
"""Seconds without data after which a request is abandoned."""


class LinkcheckError(Exception):
    """The guide could not be read, so no link was checked. The message contains the reason."""


@dataclass(frozen=True)
class Link:
    """A URL, and every location in the guide that links to it, as ``docs/create-workspace.md:12``."""

    address: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class LinkcheckRow:
    """Linkcheck's result for a URL: its own status and information, and the HTTP status or 0."""

    status: str
    code: int = 0
    info: str = ""


def run_linkcheck(
    source: Path, config: Path, seconds: float, timeout: float = TIMEOUT
) -> list[tuple[Link, LinkcheckRow | None]]:
    """Return every external link of the pages in `source` with linkcheck's row; None if the time ran out.

    Args:
        source: The folder of the pages.
        config: The folder of ``conf.py``.
        seconds: The time limit for all requests.
        timeout: Seconds without data after which one request is abandoned.

    Raises:
        LinkcheckError: The pages could not be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", MODULE, str(source), str(config), folder, str(seconds), str(timeout)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + MARGIN, check=False)
        except subprocess.TimeoutExpired:
            raise LinkcheckError(f"Sphinx did not read the pages within {MARGIN} seconds.") from None
        links = Path(folder, "links.json")
        if done.returncode or not links.exists():
            raise LinkcheckError(f"Sphinx could not read the pages: {_last_line(done.stderr)}")
        rows = _rows(Path(folder, "output.json"))
        found = [Link(one, tuple(places)) for one, places in json.loads(links.read_text(encoding="utf-8")).items()]
    return [(link, rows.get(link.address)) for link in found if link.address.startswith(("http:", "https:"))]


def _rows(path: Path) -> dict[str, LinkcheckRow]:
    """Read linkcheck's output: one JSON object per line. A truncated last line is omitted."""
    rows = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        rows[row["uri"]] = LinkcheckRow(row["status"], row["code"], row["info"])
    return rows


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no reason was printed.")
