"""A page of the live guide never shows an old result as a new one, whatever happens to the server or the computer."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright.sync_api", reason="the group `browser` is not installed")
from live_pages import LivePages
from playwright.sync_api import expect

from checks.live.access import Keys

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Open = Callable[..., "Page"]

NO_LONGER_LIVE = re.compile(r"^This page is no longer live\. It shows the results from ")


@pytest.fixture
def before(guide: LivePages) -> LivePages:
    """The server with some results."""
    guide.show(consumer_permissions="passed", callback_url="failed", bitbucket_token="passed")
    guide.offer_providers("oc-1")
    return guide


def label(page: "Page") -> Any:
    return page.locator("#consumer-permissions .live-label")


def expect_all_old(page: "Page") -> None:
    expect(page.locator("html")).to_have_attribute("data-live", "off")
    expect(page.locator(".live-status")).to_have_text(NO_LONGER_LIVE)
    expect(page.locator("article > [role=status]")).to_have_text(NO_LONGER_LIVE)
    expect(page.locator(".live-next, .live-terminal")).to_have_text(["", ""])
    labels = page.locator(".live-label").all_text_contents()
    assert {text.lstrip("(").partition(":")[0] for text in labels if text} == {"Earlier"}
    expect(page.locator("#callback-url .live-checked")).to_have_text(re.compile("14:03"))
    for control in page.locator(".live-again").all():
        expect(control).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_label("VCS provider", exact=True)).to_be_disabled()


def set_visibility(page: "Page", state: str) -> None:
    """Make the page visible or hidden, as a browser does when the reader switches tabs."""
    page.evaluate(
        "state => { for (const [name, value] of [['visibilityState', state], ['hidden', state === 'hidden']])"
        " Object.defineProperty(document, name, { value, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        state,
    )


def with_clock(page: "Page") -> None:
    """Load the page again with a clock that the test can move."""
    page.clock.install()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-live", "on")


class TestReturning:
    def test_asks_once_although_the_browser_reports_two_events(self, guide: LivePages, reader: Open) -> None:
        page = reader()
        with_clock(page)
        page.clock.run_for(3_000)
        guide.asked.clear()
        with page.expect_response("**/live/check"):
            page.evaluate("dispatchEvent(new Event('focus')); document.dispatchEvent(new Event('visibilitychange'))")
        page.wait_for_timeout(300)
        assert guide.asked == [("visit", "create-consumer")]

    def test_shows_only_current_results(self, before: LivePages, reader: Open) -> None:
        page = reader()
        set_visibility(page, "hidden")
        expect(label(page)).to_have_text("Earlier: Passed")
        before.show(consumer_permissions="failed")
        page.wait_for_timeout(300)
        expect(label(page)).to_have_text("Earlier: Passed")
        set_visibility(page, "visible")
        expect(label(page)).to_have_text("Failed")

    def test_many_tabs_share_one_browser(self, guide: LivePages, reader: Open) -> None:
        """A browser opens six connections to a server, so tabs in the background give theirs back."""
        for _ in range(8):
            page = reader()
            set_visibility(page, "hidden")
        expect(reader().locator("html")).to_have_attribute("data-live", "on")
        assert guide.asked == [("visit", "create-consumer")] * 9

    def test_two_tabs_show_the_same(self, guide: LivePages, reader: Open) -> None:
        tabs = [reader(), reader()]
        guide.show(consumer_permissions="passed")
        for tab in tabs:
            expect(label(tab)).to_have_text("Passed")


class TestNoLongerLive:
    def test_after_the_server_ends(self, before: LivePages, html: Path, reader: Open) -> None:
        page = reader()
        before.stop()
        expect_all_old(page)
        # Another server of the same browser session has fewer results.
        again = LivePages(html, before.keys)
        again.show(consumer_permissions="unknown")
        expect(page.locator("html")).to_have_attribute("data-live", "on", timeout=10_000)
        expect(label(page)).to_have_text("Unknown")
        expect(page.locator("#callback-url .live-label")).to_have_text("Not run")
        expect(page.locator("#callback-url .live-result")).to_have_text("")
        expect(page.locator(".live-status")).to_have_text("Live")
        again.stop()

    def test_after_the_server_was_started_again_with_another_link(
        self, before: LivePages, html: Path, reader: Open
    ) -> None:
        page = reader()
        before.stop()
        again = LivePages(html, Keys(before.keys.host))
        with page.expect_response(lambda response: response.status == 403, timeout=10_000):
            pass
        expect_all_old(page)
        expect(page.locator(".live-status")).to_contain_text("open the link in the terminal")
        again.stop()

    def test_while_the_server_is_silent(self, before: LivePages, reader: Open) -> None:
        page = reader()
        with_clock(page)
        page.clock.run_for(38_000)
        expect(page.locator("html")).to_have_attribute("data-live", "on")
        before.held.set()
        page.clock.run_for(6_000)
        expect_all_old(page)
        before.held.clear()
        expect(page.locator("html")).to_have_attribute("data-live", "on")
        expect(page.locator("article > [role=status]")).to_have_text("This page is live again.")

    def test_after_the_computer_was_asleep(self, before: LivePages, reader: Open) -> None:
        page = reader()
        with_clock(page)
        page.wait_for_timeout(200)
        before.held.set()
        before.asked.clear()
        page.clock.fast_forward(3_600_000)
        expect_all_old(page)
        before.show(consumer_permissions="failed")
        before.held.clear()
        expect(label(page)).to_have_text("Failed")
        expect(page.locator(".live-status")).to_have_text("Live")
        assert before.asked == [("visit", "create-consumer")]

    def test_after_an_incomprehensible_event(self, before: LivePages, reader: Open) -> None:
        page = reader()
        page.route("**/live/events", lambda route: route.fulfill(body="event: state\ndata: {\n\n"))
        set_visibility(page, "hidden")
        set_visibility(page, "visible")
        expect_all_old(page)
        assert before.board.around.providers

    def test_controls_ask_nothing(self, before: LivePages, reader: Open) -> None:
        page = reader()
        page.route("**/live/events", lambda route: route.abort())
        set_visibility(page, "hidden")
        set_visibility(page, "visible")
        expect_all_old(page)
        page.wait_for_timeout(200)
        before.asked.clear()
        page.get_by_role("button", name="Check again").first.click(force=True)
        page.get_by_role("button", name="Check this page again").click(force=True)
        page.wait_for_timeout(200)
        assert before.asked == []

    def test_after_a_click_that_the_server_refuses(self, before: LivePages, reader: Open) -> None:
        page = reader()
        page.route("**/live/check", lambda route: route.fulfill(status=403))
        page.route("**/live/events", lambda route: route.fulfill(status=403))
        page.get_by_role("button", name="Check again").first.click()
        expect_all_old(page)
        assert before.asked
