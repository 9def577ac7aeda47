"""Runs Sphinx's linkcheck in this process, which an alarm ends: `linkcheck.look` starts it and reads what it leaves."""

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


class Places:
    """Where each address stands in the guide: linkcheck itself keeps the first place alone.

    Args:
        app: What reads the pages.
        root: The folder from which places are named.
    """

    def __init__(self, app: Sphinx, root: Path) -> None:
        self._app, self._root = app, root
        self._known: dict[str, list[str]] = {}
        app.connect("doctree-resolved", self._note)

    def of(self, address: str, page: str) -> list[str]:
        """Return every place of `address`, as ``docs/create-workspace.md:12``; `page` where it is known of no other."""
        return self._known.get(address) or [self._path(page)]

    def _note(self, app: Sphinx, document: nodes.document, page: str) -> None:
        for node in document.findall(nodes.reference):
            if address := node.get("refuri"):
                # Linkcheck may ask at another address than the one in the page, and names it by that.
                asked = app.emit_firstresult("linkcheck-process-uri", address) or address
                places = self._known.setdefault(asked, [])
                if (place := self._place(page, node)) not in places:
                    places.append(place)

    def _place(self, page: str, node: nodes.Element) -> str:
        try:
            return f"{self._path(page)}:{get_node_line(node)}"
        except ValueError:  # what a program writes into a page can stand on no line
            return self._path(page)

    def _path(self, page: str) -> str:
        return os.path.relpath(self._app.env.doc2path(page), self._root)


def _time_is_up(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise TimeoutError


def main(source: str, config: str, folder: str, seconds: str, timeout: str) -> int:
    """Let linkcheck look; write the links to ``links.json`` in `folder`, where linkcheck writes its output too.

    Raises:
        TypeError: Sphinx runs another builder.
    """
    overrides = {
        "linkcheck_ignore": [one.pattern for one in IGNORED],
        "linkcheck_timeout": float(timeout),
        "linkcheck_workers": 8,
        # Below its first wait of 60 seconds, so that 429 without Retry-After ends at once: we look again ourselves.
        "linkcheck_rate_limit_timeout": 30,
        "nitpicky": False,
    }
    doctrees = str(Path(folder, "doctrees"))
    app = Sphinx(source, config, folder, doctrees, "linkcheck", confoverrides=overrides, status=None, warning=None)
    builder = app.builder
    if not isinstance(builder, CheckExternalLinksBuilder):
        raise TypeError("Sphinx runs another builder than linkcheck.")
    signal.signal(signal.SIGALRM, _time_is_up)
    # Sphinx reads the pages first. Each one sets the clock anew, so that the asking has the whole time.
    app.connect("doctree-resolved", lambda *_: signal.setitimer(signal.ITIMER_REAL, float(seconds)))
    places = Places(app, Path(config).resolve())
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
    # Threads of linkcheck may still wait for a server; nothing is left to do for them.
    os._exit(status)
