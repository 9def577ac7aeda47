"""The built site on a local web server, and browser windows for it."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder, so that they can be selected or deselected."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Compressing(SimpleHTTPRequestHandler):
    """A request handler that compresses files with gzip, like production web servers."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        body = (path if found else Path(self.directory) / "404.html").read_bytes()
        compressed = path.suffix in {".html", ".css", ".js", ".svg", ".txt"} or not found
        body = gzip.compress(body, 6) if compressed else body
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(path) if found else "text/html")
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(ConnectionError):  # the browser has closed the page
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing, so that the test report contains no requests."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve `folder` on loopback and yield its URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site(html: Path) -> Iterator[str]:
    """The URL of the site."""
    with serving(html) as address:
        yield address


Show = Callable[..., "Page"]


@pytest.fixture
def show(site: str, window: Show) -> Show:
    """Open a page of the site in a new window; options as for the fixture `window`."""

    def opened(name: str, **options: Any) -> "Page":
        page = window(**options)
        page.goto(f"{site}/{name}")
        return page

    return opened
