"""The live guide for every reader: assistive technology, a keyboard, small screens, paper, and slow connections."""

import re
from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING, Literal

import pytest

pytest.importorskip("playwright.sync_api", reason="the group `browser` is not installed")
from live_pages import STATES, LivePages
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

pytestmark = pytest.mark.browser
Open = Callable[..., "Page"]

TRANSFER = 60 * 1024
"""The maximum size of a page with all compressed resources and results, except for pictures, in bytes."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CARDS = ("consumer_credentials", "private_consumer", "consumer_callback", "consumer_permissions", "callback_url")


@pytest.fixture
def filled(guide: LivePages) -> LivePages:
    """The server with cards in most states, and everything in its bar."""
    guide.show(**dict(zip(CARDS, ("passed", "running", "unknown", "failed", "error"), strict=True)))
    guide.show(bitbucket_token="passed", bitbucket_token_scopes="passed", terraform_token="passed")
    guide.offer_providers("oc-1")
    guide.board.surround(terminal="The terminal prompts you for the consumer key and secret.")
    return guide


def look(page: "Page", barriers: Callable[..., list[str]]) -> list[str]:
    """Return the barriers at both widths and in both color schemes."""
    found = []
    for width, scheme in product((1280, 375), SCHEMES):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found += [f"{width} {scheme}: {barrier}" for barrier in barriers(page)]
    return found


def test_live_page_has_no_barriers(filled: LivePages, reader: Open, barriers: Callable[..., list[str]]) -> None:
    page = reader()
    assert look(page, barriers) == []
    shown = {one.get_attribute("data-state") for one in page.locator(".check-card").all()}
    filled.show(**dict(zip(CARDS, ("skipped", "not-applicable", "running", "passed", "failed"), strict=True)))
    expect(page.locator("#consumer-credentials")).to_have_attribute("data-state", "skipped")
    assert look(page, barriers) == []
    shown |= {one.get_attribute("data-state") for one in page.locator(".check-card").all()}
    assert shown == {*STATES} - {"not-run"}


def test_page_without_results_has_no_barriers(reader: Open, barriers: Callable[..., list[str]]) -> None:
    assert look(reader(), barriers) == []


def test_page_that_is_no_longer_live_has_no_barriers(
    filled: LivePages, reader: Open, barriers: Callable[..., list[str]]
) -> None:
    page = reader()
    filled.stop()
    expect(page.locator("html")).to_have_attribute("data-live", "off")
    assert look(page, barriers) == []


def test_keyboard_reaches_every_control(filled: LivePages, reader: Open) -> None:
    page = reader()
    page.locator("article").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".live-next")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("VCS provider", exact=True)).to_be_focused()
    with page.expect_response("**/live/provider"):
        page.keyboard.press("ArrowDown")
    page.locator(".step-command button").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Check this page again")).to_be_focused()
    with page.expect_response("**/live/check"):
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    with page.expect_response("**/live/check"):
        page.keyboard.press("Space")
    assert filled.asked[-3:] == [
        ("choose", "oc-2"),
        ("click", "create-consumer", None),
        ("click", "create-consumer", "consumer-credentials"),
    ]


def test_focus_is_visible(reader: Open) -> None:
    page = reader()
    page.locator(".step-command button").focus()
    page.keyboard.press("Tab")
    assert page.locator(".live-again:focus").evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


def test_print_shows_states_without_controls(filled: LivePages, reader: Open) -> None:
    page = reader()
    page.emulate_media(media="print")
    failed = page.locator("#consumer-permissions")
    for part in (".live-label", ".live-mark", ".live-checked", ".live-result"):
        expect(failed.locator(part).first).to_be_visible()
    for control in page.locator(".live-again, .live-provider, .live-way, .live-terminal").all():
        expect(control).to_be_hidden()
    assert filled.asked


def test_page_without_javascript_says_that_it_is_not_live(filled: LivePages, browser: "Browser") -> None:
    context = browser.new_context(java_script_enabled=False)
    context.request.get(filled.keys.link(), max_redirects=0)
    page = context.new_page()
    page.goto(filled.url("create-consumer.html"))
    shown = page.locator("article").evaluate("one => getComputedStyle(one, '::before').content")
    assert "This page isn't live" in shown
    title = page.locator(".check-title").first
    assert title.evaluate("one => parseFloat(getComputedStyle(one).marginBottom)") < 16
    context.close()


def test_forced_colors_show_every_state_and_change(guide: LivePages, reader: Open) -> None:
    guide.show(consumer_permissions="failed")
    page = reader(forced_colors="active")
    changed = page.locator("#consumer-permissions")
    guide.show(consumer_permissions="passed")
    expect(changed).to_have_class(re.compile("live-changed"))
    style = changed.evaluate(
        "one => { const { outlineStyle, outlineColor, backgroundColor } = getComputedStyle(one);"
        " return { outlineStyle, outlineColor, backgroundColor }; }"
    )
    assert style["outlineStyle"] == "solid"
    assert style["outlineColor"] != style["backgroundColor"]
    sign = changed.locator(".live-mark").evaluate("one => getComputedStyle(one, '::before').content")
    assert "\u2713" in sign


def test_page_fits_a_320_pixel_screen(filled: LivePages, reader: Open) -> None:
    page = reader()
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert filled.asked


@pytest.mark.parametrize("width", [1280, 375])
def test_first_results_shift_nothing_in_view(guide: LivePages, reader: Open, width: int) -> None:
    guide.show(**dict(zip(CARDS, ("passed", "running", "unknown", "failed", "error"), strict=True)))
    page = reader(viewport={"width": width, "height": 900})
    page.wait_for_timeout(500)
    shifts = page.evaluate(
        "() => new Promise(done => { setTimeout(() => done([]), 300);"
        " new PerformanceObserver(list => done(list.getEntries().map(one => one.value)))"
        ".observe({ type: 'layout-shift', buffered: true }); })"
    )
    assert sum(shifts) < 0.02, shifts


@pytest.mark.parametrize("name", ["create-consumer.html", "create-workspace.html", "scope-and-ssh-key.html"])
def test_page_transfers_at_most_60_kilobytes(filled: LivePages, browser: "Browser", name: str) -> None:
    sizes: dict[str, int] = {}

    def weigh(loaded: "Request") -> None:
        if "/_images/" not in loaded.url:
            sizes[loaded.url] = loaded.sizes()["responseBodySize"]

    context = browser.new_context()  # nothing is in its cache
    context.request.get(filled.keys.link(), max_redirects=0)
    page = context.new_page()
    page.on("requestfinished", weigh)
    page.goto(filled.url(name))
    page.wait_for_selector("html[data-live=on]")
    page.evaluate("fetch('/live/state').then(one => one.text())")  # as the first event, whose stream doesn't end
    page.wait_for_timeout(200)
    context.close()
    assert min(sizes[filled.url(f"live/{part}")] for part in ("live.js", "live.css", "state")) > 0
    assert sum(sizes.values()) <= TRANSFER, sorted(sizes.items(), key=lambda item: -item[1])
