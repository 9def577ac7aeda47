"""Runs Sphinx's linkcheck over the guide within a time limit, in a process of its own.

A server that answers 429 with Retry-After for ever keeps linkcheck waiting for ever, and its threads cannot
be stopped from outside. Here an alarm ends the wait; the results so far are kept.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from checks.freshness.links.ignored import IGNORED

MARGIN = 300
"""Seconds that reading the pages may take on top of the time for asking; a busy machine needs more than one minute."""

TIMEOUT = 20
"""Seconds after which a page that keeps silent is given up."""


class NotLookedError(Exception):
    """The guide could not be read, so no link was looked at; the message says why."""


@dataclass(frozen=True)
class Link:
    """An address and the first place in the guide that leads to it."""

    address: str
    page: str
    line: int


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
        command = [sys.executable, "-m", __spec__.name, str(source), str(config), folder, str(seconds), str(timeout)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + MARGIN, check=False)
        except subprocess.TimeoutExpired:
            raise NotLookedError(f"Sphinx did not read the pages within {MARGIN} seconds.") from None
        links = Path(folder, "links.json")
        if done.returncode or not links.exists():
            raise NotLookedError(f"Sphinx could not read the pages: {_last_line(done.stderr)}")
        rows = _rows(Path(folder, "output.json"))
        found = [Link(**link) for link in json.loads(links.read_text(encoding="utf-8"))]
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


def _time_is_up(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise TimeoutError


def main(source: str, config: str, folder: str, seconds: str, timeout: str) -> int:
    """Let linkcheck look; write the links to ``links.json`` in `folder`, where linkcheck writes its output too.

    Raises:
        TypeError: Sphinx runs another builder.
    """
    from sphinx.application import Sphinx  # noqa: PLC0415 - whoever only reads the rows needs no Sphinx
    from sphinx.builders.linkcheck import CheckExternalLinksBuilder  # noqa: PLC0415 - the same

    overrides = {
        "linkcheck_ignore": [one.pattern for one in IGNORED],
        "linkcheck_timeout": float(timeout),
        "linkcheck_workers": 8,
        # Below its first wait of 60 seconds, so that 429 without Retry-After ends at once: we look again ourselves.
        "linkcheck_rate_limit_timeout": 30,
        "nitpicky": False,
    }
    app = Sphinx(
        source,
        config,
        folder,
        os.path.join(folder, "doctrees"),  # noqa: PTH118 - Sphinx takes texts here
        "linkcheck",
        confoverrides=overrides,
        status=None,
        warning=None,
    )
    builder = app.builder
    if not isinstance(builder, CheckExternalLinksBuilder):
        raise TypeError("Sphinx runs another builder than linkcheck.")
    signal.signal(signal.SIGALRM, _time_is_up)
    # Sphinx reads the pages first. Each one sets the clock anew, so that the asking has the whole time.
    app.connect("doctree-resolved", lambda *_: signal.setitimer(signal.ITIMER_REAL, float(seconds)))
    try:
        app.build()
    except TimeoutError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    root = Path(config).resolve()
    found = [
        {"address": link.uri, "page": os.path.relpath(link.docpath, root), "line": link.lineno}
        for link in builder.hyperlinks.values()
    ]
    Path(folder, "links.json").write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.stdout.flush()
    status = main(*sys.argv[1:])
    # Threads of linkcheck may still wait for a server; nothing is left to do for them.
    os._exit(status)
