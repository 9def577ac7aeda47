"""The live guide in a browser: what its cards, its sidebar, and its bar show, and when they are no longer live."""

import re
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright.sync_api", reason="the group `browser` is not installed")
from playwright.sync_api import expect

sys.path.insert(0, str(Path(__file__).parent))
from live_double import Double, whole

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

CHECKED = "2026-11-28T14:03:00Z"
CARD = "consumer-permissions"
LABELS = {
    "not-run": "Not run",
    "running": "Running",
    "passed": "Passed",
    "failed": "Failed",
    "unknown": "Unknown",
    "error": "Error",
    "skipped": "Skipped",
    "not-applicable": "Not applicable",
}
RESULT = (
    "<p>Expected: selected. Actual: not selected.</p><p>Steps to fix it: "
    '<a href="/create-consumer.html#select-the-permissions">Select the permissions</a></p>'
)
NO_LONGER_LIVE = re.compile(r"^This page is no longer live\. It shows what it saw last, at ")


def card(state: str, summary: str = "", html: str = "", checked: str | None = CHECKED) -> dict[str, Any]:
    return {"state": state, "label": LABELS[state], "checked": checked, "summary": summary, "html": html}


@pytest.fixture
def guide(html: Path) -> Iterator[Double]:
    running = Double(html)
    yield running
    running.stop()


Open = Callable[..., "Page"]


@pytest.fixture
def reader(browser: "Browser", guide: Double) -> Iterator[Open]:
    """Open a page of the guide in a new tab of one reader."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(page: str = "create-consumer.html", *, state: str = "on", **options: Any) -> "Page":
        if not contexts or options:
            settings = {"locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"} | options
            contexts.append(browser.new_context(**settings))
        tab = contexts[-1].new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.goto(guide.url(page))
        expect(tab.locator("html")).to_have_attribute("data-live", state)
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def shown(page: "Page", id_: str = CARD) -> Any:
    return page.locator(f"#{id_}")


class TestCard:
    @pytest.mark.parametrize("state", LABELS)
    def test_shows_its_state_as_a_word_and_a_sign(self, guide: Double, reader: Open, state: str) -> None:
        guide.document = whole(cards={CARD: card(state)})
        page = reader()
        expect(shown(page).locator(".live-label")).to_have_text(LABELS[state])
        mark = shown(page).locator(".live-mark")
        assert mark.get_attribute("aria-hidden") == "true"
        sign = mark.evaluate("one => getComputedStyle(one, '::before').content")
        others = {"failed": "\u2715", "passed": "\u2713", "unknown": "?", "error": "!", "running": "\u2026"}
        assert sign.startswith(f'"{others.get(state, "")}')

    def test_signs_of_verdicts_differ(self, guide: Double, reader: Open) -> None:
        page, signs = reader(), set()
        for state in ("passed", "failed", "unknown", "error", "running", "skipped", "not-run"):
            guide.push(cards={CARD: card(state)})
            expect(shown(page)).to_have_attribute("data-state", state)
            signs.add(shown(page).locator(".live-mark").evaluate("one => getComputedStyle(one, '::before').content"))
        assert len(signs) == 7

    def test_shows_when_it_was_checked(self, guide: Double, reader: Open) -> None:
        guide.document = whole(cards={CARD: card("passed")})
        page = reader()
        expect(shown(page).locator(".live-checked")).to_have_text("checked at 28 Nov 2026, 14:03")
        page.clock.install(time="2026-11-28T18:00:00Z")
        page.reload()
        expect(shown(page).locator(".live-checked")).to_have_text("checked at 14:03")

    def test_running_check_shows_no_time(self, guide: Double, reader: Open) -> None:
        guide.document = whole(cards={CARD: card("running")})
        expect(shown(reader()).locator(".live-checked")).to_have_text("")

    def test_shows_findings_and_fix_in_place(self, guide: Double, reader: Open) -> None:
        guide.document = whole(cards={CARD: card("failed", "1 of 4 permissions is missing.", RESULT)})
        page = reader()
        expect(shown(page).locator(".live-summary")).to_have_text("1 of 4 permissions is missing.")
        shown(page).get_by_role("link", name="Select the permissions").first.click()
        assert page.url.endswith("create-consumer.html#select-the-permissions")

    def test_summary_is_never_parsed_as_html(self, guide: Double, reader: Open) -> None:
        text = "<img src=x onerror=document.title=1>"
        guide.document = whole(
            cards={CARD: card("failed", text) | {"label": text}},
            pages={"create-consumer": {"state": "attention", "label": text}},
            next={"text": text, "href": "verify.html"},
            providers=[{"id": "oc-1", "name": text, "chosen": True}, {"id": "oc-2", "name": text, "chosen": False}],
            terminal=text,
        )
        page = reader()
        expect(shown(page).locator(".live-summary")).to_have_text(text)
        assert page.locator("img[src=x]").count() == 0

    def test_without_a_result_shows_nothing(self, reader: Open) -> None:
        page = reader()
        expect(shown(page)).to_have_attribute("data-state", "not-run")
        assert shown(page).locator(".live-label").inner_text() == ""

    def test_check_again_asks_for_this_check(self, guide: Double, reader: Open) -> None:
        page = reader()
        guide.posts.clear()
        again = shown(page).get_by_role("button", name="Check again")
        expect(again).to_have_accessible_description("The consumer has every permission that HCP Terraform needs")
        with page.expect_response("**/live/check"):
            again.click()
        assert guide.posts == [("check", {"page": "create-consumer", "check": CARD, "explicit": True})]

    def test_change_is_marked_for_a_moment(self, guide: Double, reader: Open) -> None:
        guide.document = whole(cards={CARD: card("failed"), "callback-url": card("passed")})
        page = reader()
        expect(page.locator(".live-changed")).to_have_count(0)
        guide.push(cards={CARD: card("passed"), "callback-url": card("passed")})
        expect(page.locator(".live-changed")).to_have_count(1)
        expect(shown(page)).to_have_class(re.compile("live-changed"))
        assert shown(page).evaluate("one => getComputedStyle(one).transitionDuration") == "0s"
        expect(page.locator(".live-changed")).to_have_count(0, timeout=4_000)

    def test_focus_stays_on_the_card_when_its_result_changes(self, guide: Double, reader: Open) -> None:
        guide.document = whole(cards={CARD: card("failed", html=RESULT)})
        page = reader()
        shown(page).locator(".live-result a").focus()
        guide.push(cards={CARD: card("passed")})
        expect(shown(page).get_by_role("button", name="Check again")).to_be_focused()


class TestStep:
    PAGES: dict[str, Any] = {
        "create-consumer": {"state": "attention", "label": "3 of 5 passed"},
        "prerequisites": {"state": "passed", "label": "3 of 3 passed"},
        "connect-and-authorize": {"state": "open", "label": "0 of 7 passed"},
    }

    def test_shows_how_many_checks_passed_above_its_cards(self, guide: Double, reader: Open) -> None:
        guide.document = whole(pages=self.PAGES)
        page = reader()
        expect(page.locator(".live-page .live-label")).to_have_text("3 of 5 passed")
        guide.push(pages={"create-consumer": {"state": "passed", "label": "5 of 5 passed"}})
        expect(page.locator(".live-page .live-label")).to_have_text("5 of 5 passed")

    def test_check_this_page_again_asks_for_its_checks(self, guide: Double, reader: Open) -> None:
        page = reader()
        guide.posts.clear()
        with page.expect_response("**/live/check"):
            page.get_by_role("button", name="Check this page again").click()
        assert guide.posts == [("check", {"page": "create-consumer", "check": None, "explicit": True})]

    @pytest.mark.parametrize("page_name", ["create-consumer.html", "reference/checks.html"])
    def test_has_a_mark_and_a_text_in_the_sidebar(self, guide: Double, reader: Open, page_name: str) -> None:
        guide.document = whole(pages=self.PAGES)
        links = reader(page_name).locator(".sidebar-tree")
        for name, state in (
            ("Prerequisites (3 of 3 passed)", "passed"),
            ("2. Create an OAuth consumer (3 of 5 passed)", "attention"),
            ("3. Connect and authorize (0 of 7 passed)", "open"),
            ("Glossary", ""),
        ):
            link = links.get_by_role("link", name=name, exact=True)
            expect(link.locator(".live-mark")).to_have_attribute("data-state", state)


class TestBar:
    @pytest.mark.parametrize("page_name", ["create-consumer.html", "reference/checks.html", "index.html"])
    def test_links_to_what_is_next(self, guide: Double, reader: Open, page_name: str) -> None:
        following = {"text": "Next: step 3, grant access", "href": "connect-and-authorize.html#grant-access"}
        guide.document = whole(next=following)
        page = reader(page_name)
        page.get_by_role("region", name="Live guide").get_by_role("link", name="Next: step 3, grant access").click()
        assert page.url == guide.url("connect-and-authorize.html#grant-access")

    def test_without_a_next_step_has_no_link(self, guide: Double, reader: Open) -> None:
        guide.document = whole(next={"text": "Next: step 3", "href": "connect-and-authorize.html"})
        page = reader()
        guide.push(next=None)
        expect(page.locator(".live-bar").get_by_role("link")).to_have_count(0)

    def test_says_when_to_look_at_the_terminal(self, guide: Double, reader: Open) -> None:
        page = reader()
        notice = page.locator(".live-terminal")
        expect(notice).to_be_hidden()
        guide.push(terminal="The terminal asks for the consumer key and secret.")
        expect(notice).to_be_visible()
        expect(notice).to_have_text("The terminal asks for the consumer key and secret.")
        guide.push(terminal="")
        expect(notice).to_be_hidden()

    def test_one_provider_needs_no_choice(self, guide: Double, reader: Open) -> None:
        guide.document = whole(providers=[{"id": "oc-1", "name": "Bitbucket", "chosen": True}])
        expect(reader().get_by_label("VCS provider", exact=True)).to_be_hidden()

    def test_reader_chooses_one_of_several_providers(self, guide: Double, reader: Open) -> None:
        def offered(chosen: str) -> list[dict[str, Any]]:
            return [{"id": one, "name": f"Bitbucket {one}", "chosen": one == chosen} for one in ("oc-1", "oc-2")]

        guide.document = whole(providers=offered(""))
        page = reader()
        chooser = page.get_by_label("VCS provider", exact=True)
        expect(chooser).to_have_value("")
        with page.expect_response("**/live/provider"):
            chooser.select_option("oc-2")
        assert guide.posts[-1] == ("provider", {"id": "oc-2"})
        guide.push(providers=offered("oc-1"))
        expect(chooser).to_have_value("oc-1")

    def test_gives_the_panel_its_values(self, guide: Double, reader: Open) -> None:
        guide.document = whole(values={"org": "acme", "workspace": "acme-team", "host": "app.terraform.io"})
        expect(reader().locator("[data-values-summary]")).to_contain_text("acme · app.terraform.io · acme-team")


class TestAnnouncements:
    def test_changes_are_announced_politely(self, guide: Double, reader: Open) -> None:
        guide.document = whole(announce="An old sentence.")
        page = reader()
        region = page.locator("article > [role=status]")
        assert region.inner_text() == ""
        guide.push(announce="Step 2: 4 of 5 passed.")
        expect(region).to_have_text("Step 2: 4 of 5 passed.")

    def test_same_sentence_is_announced_again(self, guide: Double, reader: Open) -> None:
        page = reader()
        page.evaluate(
            "() => { window.heard = [];"
            " const region = document.querySelector('article > [role=status]');"
            " new MutationObserver(() => heard.push(region.textContent)).observe(region, { childList: true }); }"
        )
        for _ in range(2):
            guide.push(announce="The consumer has a callback URL: failed.")
            page.wait_for_timeout(200)
        assert [text for text in page.evaluate("heard") if text] == ["The consumer has a callback URL: failed."] * 2


class TestReturning:
    def test_asks_once_although_the_browser_reports_two_events(self, guide: Double, reader: Open) -> None:
        page = reader()
        page.clock.install()
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-live", "on")
        guide.posts.clear()
        page.clock.run_for(3_000)
        with page.expect_response("**/live/check"):
            page.evaluate("dispatchEvent(new Event('focus')); document.dispatchEvent(new Event('visibilitychange'))")
        page.wait_for_timeout(300)
        assert guide.posts == [("check", {"page": "create-consumer", "check": None, "explicit": False})]

    def test_hidden_tab_has_no_stream_and_shows_only_current_results_afterward(
        self, guide: Double, reader: Open
    ) -> None:
        guide.document = whole(cards={CARD: card("failed")})
        page = reader()
        hide(page, "hidden")
        expect(shown(page).locator(".live-label")).to_have_text("Earlier: Failed")
        wait_until(page, lambda: not guide.streams)
        guide.push(cards={CARD: card("passed")})
        hide(page, "visible")
        expect(shown(page).locator(".live-label")).to_have_text("Passed")
        assert len(guide.streams) == 1

    def test_two_tabs_show_the_same(self, guide: Double, reader: Open) -> None:
        tabs = [reader(), reader("create-consumer.html"), reader("index.html")]
        assert len(guide.streams) == 3
        guide.push(cards={CARD: card("passed")}, next={"text": "Next: step 3", "href": "connect-and-authorize.html"})
        for tab in tabs[:2]:
            expect(shown(tab).locator(".live-label")).to_have_text("Passed")
        for tab in tabs:
            expect(tab.get_by_role("link", name="Next: step 3")).to_be_visible()


def hide(page: "Page", state: str) -> None:
    """Make the page visible or hidden, as a browser does when the reader switches tabs."""
    page.evaluate(
        "state => { for (const [name, value] of [['visibilityState', state], ['hidden', state === 'hidden']])"
        " Object.defineProperty(document, name, { value, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        state,
    )


def wait_until(page: "Page", happened: Callable[[], bool]) -> None:
    for _ in range(100):
        if happened():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not happen within 5 seconds")


class TestNoLongerLive:
    BEFORE = whole(
        cards={CARD: card("passed"), "callback-url": card("failed", "It differs.", RESULT)},
        pages={"create-consumer": {"state": "attention", "label": "1 of 5 passed"}},
        next={"text": "Next: step 2", "href": "create-consumer.html"},
        providers=[{"id": "oc-1", "name": "One", "chosen": True}, {"id": "oc-2", "name": "Two", "chosen": False}],
    )

    def assert_all_old(self, page: "Page") -> None:
        expect(page.locator("html")).to_have_attribute("data-live", "off")
        expect(page.locator(".live-status")).to_have_text(NO_LONGER_LIVE)
        expect(page.locator("article > [role=status]")).to_have_text(NO_LONGER_LIVE)
        labels = page.locator(".live-label, .live-next").all_text_contents()
        assert {text.lstrip("(").partition(":")[0] for text in labels if text} == {"Earlier"}
        expect(shown(page).locator(".live-checked")).to_contain_text("14:03")
        for control in page.locator(".live-again").all():
            expect(control).to_have_attribute("aria-disabled", "true")
        expect(page.get_by_label("VCS provider", exact=True)).to_be_disabled()

    def test_server_ends(self, html: Path, guide: Double, reader: Open) -> None:
        guide.document = self.BEFORE
        page = reader()
        guide.stop()
        self.assert_all_old(page)
        # The server starts again with other results, and does not know one of the checks any more.
        again = Double(html, guide.port)
        again.document = whole(cards={CARD: card("unknown")})
        expect(page.locator("html")).to_have_attribute("data-live", "on", timeout=10_000)
        expect(shown(page).locator(".live-label")).to_have_text("Unknown")
        assert shown(page, "callback-url").locator(".live-label, .live-summary, .live-result").all_text_contents() == [
            "",
            "",
            "",
        ]
        expect(page.locator(".live-status")).to_have_text("Live")
        again.stop()

    def test_server_says_goodbye(self, guide: Double, reader: Open) -> None:
        guide.document = self.BEFORE
        page = reader()
        guide.document = {"live": False}
        guide.push(live=False)
        self.assert_all_old(page)

    def test_server_is_silent(self, guide: Double, reader: Open) -> None:
        guide.document = self.BEFORE
        page = reader()
        page.clock.install()
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-live", "on")
        page.clock.run_for(39_000)
        page.wait_for_timeout(600)  # comments arrive, and then no more
        expect(page.locator("html")).to_have_attribute("data-live", "on")
        guide.silent.set()
        guide.document = {}  # the next stream ends immediately
        page.wait_for_timeout(300)
        page.clock.run_for(44_000)
        self.assert_all_old(page)

    def test_computer_was_asleep(self, guide: Double, reader: Open) -> None:
        guide.document = self.BEFORE
        page = reader()
        page.clock.install()
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-live", "on")
        page.wait_for_timeout(300)
        guide.posts.clear()
        guide.document = whole(cards={CARD: card("failed")})
        with page.expect_request("**/live/events"):
            page.clock.fast_forward(3_600_000)
        expect(page.locator("article > [role=status]")).to_have_text(NO_LONGER_LIVE)
        expect(shown(page).locator(".live-label")).to_have_text("Failed")
        wait_until(page, lambda: bool(guide.posts))
        assert guide.posts == [("check", {"page": "create-consumer", "check": None, "explicit": False})]

    def test_computer_was_asleep_and_the_server_is_gone(self, guide: Double, reader: Open) -> None:
        guide.document = self.BEFORE
        page = reader()
        page.clock.install()
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-live", "on")
        guide.document = {}
        page.clock.fast_forward(3_600_000)
        self.assert_all_old(page)

    def test_incomprehensible_event(self, guide: Double, reader: Open) -> None:
        guide.document = self.BEFORE
        page = reader()
        guide.document = {}
        for stream in guide.streams:
            stream.put(["no document"])  # type: ignore[arg-type] # on purpose
        expect(page.locator("html")).to_have_attribute("data-live", "off")
        self.assert_all_old(page)

    def test_request_is_refused(self, guide: Double, reader: Open) -> None:
        """For example, because the server was started again, with another cookie."""
        guide.document = self.BEFORE
        page = reader()
        guide.status = 403
        shown(page).get_by_role("button", name="Check again").click()
        self.assert_all_old(page)

    def test_controls_ask_nothing(self, guide: Double, reader: Open) -> None:
        guide.document = self.BEFORE
        page = reader()
        guide.document = {"live": False}
        guide.push(live=False)
        self.assert_all_old(page)
        guide.posts.clear()
        shown(page).get_by_role("button", name="Check again").click(force=True)
        page.get_by_role("button", name="Check this page again").click(force=True)
        page.wait_for_timeout(200)
        assert guide.posts == []


class TestEveryReader:
    CARDS = dict(
        zip(
            ("consumer-credentials", "private-consumer", "consumer-callback", CARD, "callback-url"),
            (
                card("passed"),
                card("running"),
                card("unknown", "HTTP 503.", RESULT),
                card("failed", "One.", RESULT),
                card("error", "It."),
            ),
            strict=True,
        )
    )
    OTHERS = dict(
        zip(
            ("consumer-credentials", "private-consumer", "consumer-callback", CARD, "callback-url"),
            (
                card("skipped", "Set the key."),
                card("not-applicable", "No key."),
                card("not-run"),
                card("passed", html=RESULT),
                card("running", "1", RESULT),
            ),
            strict=True,
        )
    )

    @pytest.mark.parametrize("cards", [CARDS, OTHERS], ids=["cards", "others"])
    @pytest.mark.parametrize("live", [True, False], ids=["live", "no longer live"])
    def test_finds_no_barriers(
        self, guide: Double, reader: Open, barriers: Callable[..., list[str]], cards: Any, live: bool
    ) -> None:
        before = TestNoLongerLive.BEFORE | {"cards": cards, "pages": TestStep.PAGES, "terminal": "Look there."}
        guide.document = before
        page = reader()
        if not live:
            guide.push(live=False)
            expect(page.locator("html")).to_have_attribute("data-live", "off")
        found = []
        for width, scheme in product((1280, 375), ("light", "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of two literals
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            found += [f"{width} {scheme}: {barrier}" for barrier in barriers(page)]
        assert found == []

    def test_uses_only_a_keyboard(self, guide: Double, reader: Open) -> None:
        guide.document = TestNoLongerLive.BEFORE | {"cards": self.CARDS}
        page = reader()
        page.locator("article").focus()
        reached = []
        for _ in range(3):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.textContent.trim()"))
        assert reached[0] == "Next: step 2"
        assert reached[1].startswith("One")
        page.locator(".step-command button").focus()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Check this page again")).to_be_focused()
        guide.posts.clear()
        with page.expect_response("**/live/check"):
            page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        with page.expect_response("**/live/check"):
            page.keyboard.press("Space")
        assert [body["check"] for _, body in guide.posts] == [None, "consumer-credentials"]

    def test_prints_states_without_controls(self, guide: Double, reader: Open) -> None:
        guide.document = TestNoLongerLive.BEFORE | {"cards": self.CARDS}
        page = reader()
        page.emulate_media(media="print")
        expect(shown(page).locator(".live-label")).to_be_visible()
        expect(shown(page).locator(".live-checked")).to_be_visible()
        expect(shown(page).locator(".live-result")).to_be_visible()
        for control in page.locator(".live-again, .live-provider, .live-way").all():
            expect(control).to_be_hidden()

    def test_fits_a_320_pixel_screen(self, guide: Double, reader: Open) -> None:
        guide.document = TestNoLongerLive.BEFORE | {"cards": self.CARDS}
        page = reader()
        page.set_viewport_size({"width": 320, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320

    @pytest.mark.parametrize("width", [1280, 375])
    def test_first_results_shift_nothing_in_view(self, guide: Double, reader: Open, width: int) -> None:
        guide.document = TestNoLongerLive.BEFORE | {"cards": self.CARDS, "providers": []}
        page = reader(viewport={"width": width, "height": 900})
        page.wait_for_timeout(500)
        shifts = page.evaluate(
            "() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().map(one => one.value)))"
            ".observe({ type: 'layout-shift', buffered: true }) || setTimeout(() => done([]), 300))"
        )
        assert sum(shifts) < 0.02, shifts
