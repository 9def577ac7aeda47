"""Runs Sphinx's linkcheck over the guide within a time limit, in a process of its own.

A server that answers 429 with Retry-After for ever keeps linkcheck waiting for ever, and its threads cannot
be stopped from outside. Here an alarm ends the wait; the results so far are kept.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

MARGIN = 300
"""Seconds that reading the pages may take on top of the time for asking; a busy machine needs more than one minute."""

ASKING = "checks.monitors.links.fetching"
"""The module that runs in that process."""

TIMEOUT = 20
"""Seconds after which a page that keeps silent is given up."""


class NotLookedError(Exception):
    """The guide could not be read, so no link was looked at; the message says why."""


@dataclass(frozen=True)
class Link:
    """An address, and every place in the guide that leads to it, as ``docs/create-workspace.md:12``."""

    address: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """What linkcheck says about an address: its own words for status and information, and a status of HTTP or 0."""

    status: str
    code: int = 0
    info: str = ""


def look(source: Path, config: Path, seconds: float, timeout: float = TIMEOUT) -> list[tuple[Link, Row | None]]:
    """Return every link that leaves the pages in `source`, with linkcheck's row; None where the time was up.

    Args:
        source: The folder of the pages.
        config: The folder of ``conf.py``.
        seconds: How long the web may be asked.
        timeout: How long one page may keep silent, in seconds.

    Raises:
        NotLookedError: The pages could not be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", ASKING, str(source), str(config), folder, str(seconds), str(timeout)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + MARGIN, check=False)
        except subprocess.TimeoutExpired:
            raise NotLookedError(f"Sphinx did not read the pages within {MARGIN} seconds.") from None
        links = Path(folder, "links.json")
        if done.returncode or not links.exists():
            raise NotLookedError(f"Sphinx could not read the pages: {_last_line(done.stderr)}")
        rows = _rows(Path(folder, "output.json"))
        found = [Link(one, tuple(places)) for one, places in json.loads(links.read_text(encoding="utf-8")).items()]
    return [(link, rows.get(link.address)) for link in found if link.address.startswith(("http:", "https:"))]


def _rows(path: Path) -> dict[str, Row]:
    """Read linkcheck's output: JSON, one object a line. A last line that was cut off is left out."""
    rows = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        rows[row["uri"]] = Row(row["status"], row["code"], row["info"])
    return rows


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "it gave no reason.")
