"""What holds for every page of the site."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted(str(page.relative_to(ROOT / "docs").with_suffix(".html")) for page in (ROOT / "docs").rglob("*.md")),
    "404.html",
    "search.html",
]
TRANSFER = 60 * 1024
"""Bytes of one page with all that it loads, compressed, pictures of screens apart."""

Show = Callable[..., "Page"]

OPEN_EVERY_TAB = """
nth => {
  let more = false;
  for (const set of document.querySelectorAll(".sd-tab-set")) {
    const tabs = set.querySelectorAll(":scope > input");
    if (tabs[nth]) tabs[nth].checked = true;
    more ||= nth + 1 < tabs.length;
  }
  for (const details of document.querySelectorAll("details")) details.open = true;
  return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(more))));
}
"""

CUT_OFF = """
() => [...document.querySelectorAll("article *")]
  .filter(element => element.offsetParent && element.getBoundingClientRect().right > 321)
  .filter(element => !element.closest("pre, .table-wrapper, svg, .visually-hidden, .headerlink"))
  .map(element => element.outerHTML.slice(0, 160))
"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    source = ROOT / "node_modules/axe-core/axe.min.js"
    assert source.is_file(), "These tests need axe-core. Run: npm ci"
    return source.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_no_barrier_is_found_at_any_width_in_any_scheme_with_any_tab_open(show: Show, axe: str, name: str) -> None:
    page = show(name)
    page.evaluate(axe)
    found = []
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        nth, more = 0, True
        while more:
            more = page.evaluate(OPEN_EVERY_TAB, nth)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                results: dict[str, Any] = page.evaluate(
                    "([where, options]) => axe.run(where, options)",
                    # Around the tabs a page stays what it was, whichever of them is open.
                    [".sd-tab-set" if nth else "html", {"resultTypes": ["violations"], "elementRef": False}],
                )
                found += [
                    f"{width} {scheme} tab {nth + 1}: {fault['id']}: {node['html'][:200]} {node.get('failureSummary')}"
                    for fault in results["violations"]
                    for node in fault["nodes"][:3]
                ]
            nth += 1
    assert found == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_weighs_at_most_60_kilobytes(show: Show, site: str, name: str) -> None:
    page = show(None)
    sizes: dict[str, int] = {}

    def weigh(response: "Response") -> None:
        if "/_images/" in response.url:
            return
        length = int(response.headers.get("content-length", 0))
        head = sum(len(key) + len(value) + 4 for key, value in response.headers.items())
        sizes[response.url.removeprefix(site)] = length + head

    page.on("response", weigh)
    page.goto(f"{site}/{name}", wait_until="networkidle")
    assert sum(sizes.values()) <= TRANSFER, sorted(sizes.items(), key=lambda item: -item[1])


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_phone_of_320_pixels(show: Show, name: str) -> None:
    page = show(name, width=320)
    nth, more = 0, True
    while more:
        more = page.evaluate(OPEN_EVERY_TAB, nth)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320
        assert page.evaluate(CUT_OFF) == []
        nth += 1


@pytest.mark.parametrize("name", [name for name in PAGES if name not in {"search.html", "404.html"}])
def test_a_page_describes_itself_and_says_when_it_was_reviewed(html: Path, name: str) -> None:
    text = (html / name).read_text(encoding="utf-8")
    descriptions = re.findall(r'<meta content="([^"]+)" name="description"', text)
    assert len(descriptions) == 1
    assert 40 <= len(descriptions[0]) <= 200
    assert "Last reviewed on" in text
    assert "Source of this page" in text


def test_every_page_is_valid_html(html: Path) -> None:
    java, vnu = which("java"), ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
    assert java, "This test needs Java 17. On Debian: apt-get install default-jre-headless"
    assert vnu.is_file(), "This test needs vnu. Run: npm ci"
    done = subprocess.run(
        [java, "-jar", str(vnu), "--errors-only", "--format", "json", *map(str, html.rglob("*.html"))],
        capture_output=True,
        text=True,
        check=False,
    )
    faults = json.loads(done.stderr)["messages"]
    assert [f"{fault['url']}: {fault['message']} {fault.get('extract')}" for fault in faults] == []


def test_no_page_was_left_unfilled(html: Path) -> None:
    left = re.compile(r"(?<!\$)\{\{")
    source = re.compile(r'<div class="highlight-python.*?</pre>', re.DOTALL)
    texts = {page.name: source.sub("", page.read_text(encoding="utf-8")) for page in html.rglob("*.html")}
    texts = {name: re.sub(r"</?span[^>]*>", "", text) for name, text in texts.items()}
    assert [name for name, text in texts.items() if left.search(text)] == []


def test_tabs_use_the_groups_that_the_script_knows(html: Path) -> None:
    script = (ROOT / "docs/_static/tabs.js").read_text(encoding="utf-8")
    known = dict(re.findall(r"(\w+): \{ name: .*?tabs: \[(.*?)\]", script))
    used = {
        pair
        for page in html.rglob("*.html")
        for pair in re.findall(r'data-sync-group="(\w+)" data-sync-id="(\w+)"', page.read_text(encoding="utf-8"))
    }
    assert used
    assert {f"{group}.{tab}" for group, tab in used} <= {
        f"{group}.{tab}" for group, tabs in known.items() for tab in re.findall(r'"(\w+)"', tabs)
    }
