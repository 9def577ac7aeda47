"""Run Sphinx's linkcheck with a time limit. `linkcheck.run_linkcheck` starts this module and reads its files."""

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.linkcheck import CheckExternalLinksBuilder
from sphinx.util.nodes import get_node_line

from checks.monitors.links.ignored import IGNORED


class LinkLocations:
    """Every location of each URL in the guide. Linkcheck itself keeps only the first.

    Args:
        app: The Sphinx application that reads the pages.
        root: The folder that locations are relative to.
    """

    def __init__(self, app: Sphinx, root: Path) -> None:
        self._app, self._root = app, root
        self._known: dict[str, list[str]] = {}
        app.connect("doctree-resolved", self._note)

    def of(self, address: str, page: str) -> list[str]:
        """Return the locations of `address`, as ``docs/create-workspace.md:12``; `page` if none is known."""
        return self._known.get(address) or [self._path(page)]

    def _note(self, app: Sphinx, document: nodes.document, page: str) -> None:
        for node in document.findall(nodes.reference):
            if address := node.get("refuri"):
                # Linkcheck can request a different URL than the one in the page, and reports that URL.
                asked = app.emit_firstresult("linkcheck-process-uri", address) or address
                places = self._known.setdefault(asked, [])
                if (place := self._place(page, node)) not in places:
                    places.append(place)

    def _place(self, page: str, node: nodes.Element) -> str:
        try:
            return f"{self._path(page)}:{get_node_line(node)}"
        except ValueError:  # generated content can have no line number
            return self._path(page)

    def _path(self, page: str) -> str:
        return os.path.relpath(self._app.env.doc2path(page), self._root)


def _time_is_up(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise TimeoutError


def main(source: str, config: str, folder: str, seconds: str, timeout: str) -> int:
    """Run linkcheck; write the links to ``links.json`` in `folder`, where linkcheck also writes its output.

    Raises:
        TypeError: Sphinx runs a different builder.
    """
    overrides = {
        "linkcheck_ignore": [one.pattern for one in IGNORED],
        "linkcheck_timeout": float(timeout),
        "linkcheck_workers": 8,
        # Below linkcheck's first wait of 60 seconds, so that 429 without Retry-After ends at once: the monitor
        # sends its own second request.
        "linkcheck_rate_limit_timeout": 30,
        "nitpicky": False,
    }
    doctrees = str(Path(folder, "doctrees"))
    app = Sphinx(source, config, folder, doctrees, "linkcheck", confoverrides=overrides, status=None, warning=None)
    builder = app.builder
    if not isinstance(builder, CheckExternalLinksBuilder):
        raise TypeError("Sphinx runs a different builder than linkcheck.")
    signal.signal(signal.SIGALRM, _time_is_up)
    # Sphinx reads the pages first. Each page restarts the timer, so that the requests get the whole time.
    app.connect("doctree-resolved", lambda *_: signal.setitimer(signal.ITIMER_REAL, float(seconds)))
    places = LinkLocations(app, Path(config).resolve())
    try:
        app.build()
    except TimeoutError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    found = {link.uri: places.of(link.uri, link.docname) for link in builder.hyperlinks.values()}
    Path(folder, "links.json").write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.stdout.flush()
    status = main(*sys.argv[1:])
    # Linkcheck threads can still wait for a server, and their results are not needed.
    os._exit(status)
