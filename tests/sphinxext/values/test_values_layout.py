"""A reader's values cause no layout shift, fit a narrow screen, and are accessible."""

from collections.abc import Callable
from itertools import product

import pytest
from value_pages import Visit, field

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: group browser")


pytestmark = pytest.mark.browser


class TestLayout:
    @pytest.mark.parametrize("width", [320, 1280])
    def test_causes_no_layout_shift(self, visit: Visit, address: str, width: int) -> None:
        page = visit(width=width, height=800)
        for label, value in (
            ("Organization", "acme" * 9),
            ("Repository", "infra/structure"),
            ("Private key file", "/k y"),
        ):
            field(page, label).fill(value)
        page.add_init_script(
            "window.moved = []; new PerformanceObserver(list => list.getEntries().forEach(entry =>"
            " entry.sources.forEach(({node}) => moved.push(node))"
            ")).observe({type: 'layout-shift', buffered: true});"
        )
        # Values from a link stay in the tab, so test the entered values first.
        for query in ("", "?org=linked&workspace=team"):
            for path in ("index.html", "second.html"):
                page.goto(f"{address}/{path}{query}")
                page.wait_for_load_state("networkidle")
                # The theme slightly moves its buttons next to the article on every page.
                assert (
                    page.evaluate(
                        "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(moved.filter("
                        "node => node && document.querySelector('article').contains(node)).length), 300)))"
                    )
                    == 0
                ), path + query

    def test_fills_values_before_the_page_is_complete(self, visit: Visit, address: str) -> None:
        page = visit()
        field(page, "Organization").fill("acme")
        page.add_init_script(
            "document.addEventListener('readystatechange', () => { if (document.readyState === 'interactive')"
            " window.early = [...document.querySelectorAll('[data-value=organization]')].map(e => e.textContent); })"
        )
        page.goto(f"{address}/index.html")
        assert set(page.evaluate("window.early")) == {"acme"}

    def test_fits_a_narrow_screen(self, visit: Visit, address: str) -> None:
        page = visit(width=320, height=640)
        field(page, "Organization").fill("x" * 40)
        field(page, "Private key file").fill("/" + "x" * 150)
        for path in ("index.html", "second.html"):
            page.goto(f"{address}/{path}")
            page.locator("#your-values-panel").evaluate("panel => { panel.open = true }")
            assert page.evaluate("document.documentElement.scrollWidth") == 320, path

    def test_is_accessible(self, visit: Visit, barriers: Callable[..., list[str]]) -> None:
        page = visit("index.html?org=acme")
        field(page, "Bitbucket workspace").fill("NOT GOOD")
        field(page, "Bitbucket workspace").press("Tab")
        for width, scheme in product((320, 1280), ("light", "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            for part in ("#your-values-panel", ".highlight-bash .value", "article p"):
                assert barriers(page, part) == [], (width, scheme)
