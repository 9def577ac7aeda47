"""Requirements for every page of the site."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

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
"""The maximum size of a page with all compressed resources, except for pictures, in bytes."""

OPEN_EVERY_TAB = """
nth => {
  const sets = [...document.querySelectorAll(".sd-tab-set")];
  for (const set of sets) {
    const tab = set.querySelectorAll(":scope > input")[nth];
    if (tab) tab.checked = true;
  }
  for (const details of document.querySelectorAll("details")) details.open = true;
  const more = sets.some(set => set.querySelectorAll(":scope > input").length > nth + 1);
  return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(more))));
}
"""

AROUND_THE_TABS = """
() => [...document.querySelectorAll("body:has(.sd-tab-set) *:not(.sd-tab-set, .sd-tab-set *)")].map(element => {
  const { x, width } = element.getBoundingClientRect();
  const { visibility, opacity, color, backgroundColor, fontSize, fontWeight } = getComputedStyle(element);
  const looks = [Math.round(x), Math.round(width), visibility, opacity, color, backgroundColor, fontSize, fontWeight];
  return `${element.cloneNode().outerHTML} ${looks.join(" ")}`;
})
"""
"""On pages with tabs: each element outside of the tabs and its appearance, except for its vertical position."""

TABS = """
() => [...document.querySelectorAll("body, body *:not(.sd-tab-set, .sd-tab-set *)")].map(element => {
  const { x, width, height } = element.getBoundingClientRect();
  const around = element.querySelector(".sd-tab-set") !== null;
  const { visibility, color, backgroundColor, fontSize } = getComputedStyle(element);
  const looks = [x, width, around || height, visibility, color, backgroundColor, fontSize].join(" ");
  return element.cloneNode().outerHTML + looks;
})
"""

TABS = ".sd-tab-set, .sd-tab-set + *, :has(+ .sd-tab-set)"
"""The elements to check again after another tab was opened: the tab sets and the elements next to them."""

CUT_OFF = """
() => [...document.querySelectorAll("article *")]
  .filter(element => element.offsetParent && element.getBoundingClientRect().right > 321)
  .filter(element => !element.closest("pre, .table-wrapper, figure.picture, svg, .visually-hidden, .headerlink"))
  .map(element => element.outerHTML.slice(0, 160))
"""


@dataclass
class Visit:
    """A page in a window, and the size of each loaded resource in bytes."""

    page: "Page"
    sizes: dict[str, int] = field(default_factory=dict)

    def weigh(self, response: "Response") -> None:
        if "/_images/" not in response.url:
            length = int(response.headers.get("content-length", 0))
            head = sum(len(key) + len(value) + 4 for key, value in response.headers.items())
            self.sizes[response.url] = length + head

    def with_each_tab_open(self) -> Iterator[str]:
        """Open the first tab of every set, then the second, and so on, and yield its name. Expand all details."""
        nth, more = 0, True
        while more:
            more = self.page.evaluate(OPEN_EVERY_TAB, nth)
            nth += 1
            yield f"tab {nth}"


@pytest.fixture(scope="module", params=PAGES)
def visit(
    request: pytest.FixtureRequest, reading: Callable[[], AbstractContextManager[Callable[..., "Page"]]], site: str
) -> Iterator[Visit]:
    """Each page, loaded once for all tests of this module. The tests set the window size and color scheme."""
    with reading() as window:
        shown = Visit(window())
        shown.page.on("response", shown.weigh)
        shown.page.goto(f"{site}/{request.param}")
        yield shown


def test_pages_are_accessible_at_both_widths_in_both_color_schemes(
    visit: Visit, barriers: Callable[..., list[str]]
) -> None:
    page, found = visit.page, []
    for width, scheme in product((1280, 375), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        around: list[str] = []
        for tab in visit.with_each_tab_open():
            looks = page.evaluate(AROUND_THE_TABS)
            assert looks == (around or looks), (
                "a tab changes elements outside of its set, so the whole page must be checked"
            )
            found += [f"{width} {scheme} {tab}: {barrier}" for barrier in barriers(page, TABS if around else "html")]
            around = looks
    assert found == []


def test_pages_transfer_at_most_60_kilobytes(visit: Visit) -> None:
    visit.page.wait_for_load_state("networkidle")
    assert sum(visit.sizes.values()) <= TRANSFER, sorted(visit.sizes.items(), key=lambda item: -item[1])


def test_pages_fit_a_320_pixel_screen(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 320, "height": 900})
    for tab in visit.with_each_tab_open():
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320, tab
        assert visit.page.evaluate(CUT_OFF) == [], tab


@pytest.mark.parametrize("name", [name for name in PAGES if name not in {"404.html", "search.html"}])
def test_pages_have_a_description_and_a_review_date(html: Path, name: str) -> None:
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
        # Optimizing compilation doesn't pay off in a few seconds.
        [
            java,
            "-XX:TieredStopAtLevel=1",
            "-Xss4m",
            "-jar",
            str(vnu),
            "--errors-only",
            "--format",
            "json",
            *map(str, html.rglob("*.html")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    faults = json.loads(done.stderr)["messages"]
    assert [f"{fault['url']}: {fault['message']} {fault.get('extract')}" for fault in faults] == []


def test_every_page_has_a_markdown_copy_that_llms_txt_links(html: Path) -> None:
    listed = (html / "llms.txt").read_text(encoding="utf-8")
    for source in (ROOT / "docs").rglob("*.md"):
        name = f"{source.relative_to(ROOT / 'docs').with_suffix('.html')}.md"
        copy = (html / name).read_text(encoding="utf-8")
        assert f"]({name})" in listed
        assert re.match(r"# \S", copy), name
        assert "]()" not in copy, name
        assert "{check}" not in copy or source.stem == "write-pages", name  # that page documents the directives


def test_pages_have_no_unfilled_template_variables(html: Path) -> None:
    left = re.compile(r"(?<!\$)\{\{")
    source = re.compile(r'<div class="highlight-python.*?</pre>', re.DOTALL)
    texts = {page.name: source.sub("", page.read_text(encoding="utf-8")) for page in html.rglob("*.html")}
    texts = {name: re.sub(r"</?span[^>]*>", "", text) for name, text in texts.items()}
    assert [name for name, text in texts.items() if left.search(text)] == []


def test_tabs_use_groups_defined_in_the_script(html: Path) -> None:
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
