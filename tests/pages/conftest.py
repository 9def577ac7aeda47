"""The finished site, served as a web server would, and a browser that looks at it."""

import gzip
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that one may run them alone or leave them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Compressing(SimpleHTTPRequestHandler):
    """Serves files with gzip, as every web server in earnest does."""

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
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the report of the tests free of a log of requests."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve `folder` on loopback and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def html(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of the site, built as CI builds it, once for all workers of pytest-xdist."""
    top = tmp_path_factory.getbasetemp()
    out = (top if worker_id == "master" else top.parent) / "site"
    said = out.with_suffix(".said")
    with FileLock(out.with_suffix(".lock")):
        if not said.exists():
            command = [sys.executable, "-m", "sphinx", "-nW", "-E", "-q", "-c", ".", "docs", str(out)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            said.write_text(f"{done.returncode} {done.stderr}", encoding="utf-8")
    assert said.read_text(encoding="utf-8") == "0 "
    return out


@pytest.fixture(scope="session")
def site(html: Path) -> Iterator[str]:
    """The address at which the site is served."""
    with serving(html) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium, as the machine has it."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the group `browser` is not installed")
    chromium = which("chromium") or which("chromium-browser") or which("google-chrome")
    assert chromium, "These tests need Chromium. On Debian: apt-get install chromium"
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


Open = Callable[..., "Page"]


@pytest.fixture
def show(site: str, browser: "Browser") -> Iterator[Open]:
    """Open a page, or none yet, in a fresh browser window. Errors in scripts and calls to other hosts fail the test."""
    contexts: list[Any] = []
    faults: list[str] = []

    def note(url: str) -> None:
        if not url.startswith((site, "data:", "blob:")):
            faults.append(f"asks another host: {url}")

    def open_page(name: str | None, *, width: int = 1280, scheme: str = "light", **options: Any) -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: note(request.url))
        if name is not None:
            page.goto(f"{site}/{name}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
