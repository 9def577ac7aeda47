import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest
from bs4 import BeautifulSoup
from docutils.parsers.rst import directives, roles
from sphinx.testing.util import SphinxTestApp

from checks.engine.model import Check, Finding, Step, check, passed
from checks.facts import bitbucket, terraform
from checks.sphinxext import domain

CONF = """
extensions = ["myst_parser", "sphinx_design", "checks.sphinxext"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "basic"
nitpicky = True
"""
VERIFY = "# Verify\n\n" + "".join(
    f"({anchor})=\n## Get {anchor}\n\n"
    for anchor in ("terraform-token", "consumer-key", "bitbucket-token", "ssh-key-path")
)


@check(Step.CONSUMER, reads=(terraform.OAUTH_CLIENTS,))
def blue_door(_: object) -> Iterator[Finding]:
    """The door is blue.

    A *red* door is locked.
    """
    yield passed("door", "blue", "blue")


@check(Step.CREATE_WORKSPACE, reads=(bitbucket.HOOKS,), also_reads=(terraform.PING,), after=(blue_door,))
def open_window(_: object) -> Iterator[Finding]:
    """The window is open.

    Fresh air matters.
    """
    yield passed("window", "open", "open")


@dataclass(frozen=True)
class Site:
    """A small site: the folders of its sources and its HTML, Sphinx's warnings, and the pages that Sphinx read."""

    pages: Path
    html: Path
    warnings: list[str]
    read: list[str]

    def text(self, page: str) -> str:
        return (self.html / f"{page}.html").read_text()


Build = Callable[..., Site]


@pytest.fixture
def matching() -> Callable[[list[str], str], bool]:
    """Return a function that requires exactly one warning, which matches a pattern."""

    def match(warnings: list[str], pattern: str) -> bool:
        assert len(warnings) == 1, warnings
        assert re.search(pattern, warnings[0]), warnings[0]
        return True

    return match


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[Check]:
    """The two checks of the test site. Tests can add more."""
    known = [blue_door, open_window]
    monkeypatch.setattr(domain, "all_checks", lambda: tuple(known))
    return known


@pytest.fixture
def build(tmp_path: Path, checks: list[Check]) -> Iterator[Build]:
    """Return a function that builds a valid site with one page for each step, and the given changes.

    `changes` maps page names to texts; None removes a page.
    """
    assert checks
    known_directives, known_roles = dict(directives._directives), dict(roles._roles)
    pages = tmp_path / "pages"

    def run(
        changes: Mapping[str, str | None] | None = None, *, conf: str = "", jobs: int = 1, fresh: bool = True
    ) -> Site:
        pages.mkdir(exist_ok=True)
        (pages / "conf.py").write_text(CONF + dedent(conf))
        sources = valid_pages() | {page: text and dedent(text) for page, text in (changes or {}).items()}
        names = [page for page, text in sources.items() if text is not None]
        sources["index"] = "# Start\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"
        for page, text in sources.items():
            if text is not None and (fresh or page in (changes or {})):
                (pages / f"{page}.md").write_text(text)
        app = SphinxTestApp(srcdir=pages, builddir=tmp_path / "built", freshenv=fresh, parallel=jobs)
        read: list[str] = []
        app.connect("source-read", lambda _, page, __: read.append(page))
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings(
                    "ignore", message="'myst_parser"
                )  # MyST uses an interface that a later Sphinx removes
                app.build()
            lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in app.warning.getvalue().splitlines()]
            return Site(pages, Path(app.outdir), [line for line in lines if line.strip()], read)
        finally:
            app.cleanup()

    yield run
    directives._directives, roles._roles = known_directives, known_roles


def valid_pages() -> dict[str, str | None]:
    """Return a valid page for each step."""
    shown = {check.step.value: check.id for check in (blue_door, open_window)}
    return {"verify": VERIFY} | {
        step.value: f"# {step.title}\n\n"
        + (
            f"```{{check}} {shown[step.value]}\n```\n"
            if step.value in shown
            else ":::{nothing-to-check}\nbecause.\n:::\n"
        )
        for step in Step
    }


@pytest.fixture
def shown(build: Build) -> Callable[..., BeautifulSoup]:
    """Return a function that builds a page with only one directive, without warnings."""

    def show(directive: str, argument: str = "") -> BeautifulSoup:
        site = build({"reference": f"# Reference\n\n```{{{directive}}} {argument}\n```\n"})
        assert site.warnings == []
        return BeautifulSoup(site.text("reference"), "html.parser")

    return show
