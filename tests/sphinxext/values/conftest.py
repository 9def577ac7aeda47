"""A small site with the extension, built once, served on loopback, and opened in a real browser."""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = Path(__file__).parent


CONF = """
extensions = ["checks.sphinxext.values"]
suppress_warnings = ["config.cache"]
values_left_to_reader = ["<YOUR SECRET>"]
values_fields = {
    "organization": {
        "label": "Organization",
        "placeholder": "<YOUR ORGANIZATION>",
        "pattern": "[a-z]+",
        "example": "acme",
        "help": "Its name.",
    }
}
"""


class Build(Protocol):
    """Builds a site and returns the warnings."""

    def __call__(self, source: Path, output: Path, builder: str = "html") -> str: ...


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Log nothing, so that the test report contains no requests."""


@pytest.fixture(scope="session")
def build() -> Build:
    """Build a site in this process. A declaration that stops the build raises its `ConfigError`."""

    def run(source: Path, output: Path, builder: str = "html") -> str:
        warned = StringIO()
        with patch_docutils(source), docutils_namespace():
            app = Sphinx(source, source, output, f"{output}.doctrees", builder, status=None, warning=warned)
            app.build()
        return strip_colors(warned.getvalue())

    return run


@pytest.fixture(scope="session")
def site_source() -> Path:
    """The sources of the fixture site; skips the test if a required package is not installed."""
    for needed in ("furo", "myst_parser", "sphinx_copybutton"):
        pytest.importorskip(needed)
    return HERE / "site"


@pytest.fixture(scope="session")
def html(build: Build, site_source: Path, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The fixture site, built with warnings as errors."""

    def build_site(output: Path) -> None:
        assert build(site_source, output) == ""

    return once("values", build_site)


@pytest.fixture(scope="session")
def address(html: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(html))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def visit(window: "Callable[..., Page]", address: str) -> "Callable[..., Page]":
    """Open a page of the site in a new window; options as for the fixture `window`."""

    def opened(path: str = "index.html", **options: Any) -> "Page":
        page = window(**options)
        page.goto(f"{address}/{path}")
        return page

    return opened


@pytest.fixture
def page(build, tmp_path):
    """Return a function that builds one page, and returns the warnings and the output."""

    def build_page(text, builder="html", suffix=".rst"):
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        markdown = "extensions.append('myst_parser')\n" if suffix == ".md" else ""
        (source / "conf.py").write_text(CONF + markdown)
        title = "# Title\n\n" if suffix == ".md" else "Title\n=====\n\n"
        (source / f"index{suffix}").write_text(title + text)
        warned = build(source, tmp_path / builder, builder)
        outputs = {
            "html": "index.html",
            "text": "index.txt",
            "latex": "projectnamenotset.tex",
            "epub": "index.xhtml",
        }
        return warned, (tmp_path / builder / outputs[builder]).read_text()

    return build_page
