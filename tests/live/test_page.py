"""A page of the live guide in a browser: its cards, its sidebar, its bar, and what it announces."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright.sync_api", reason="the group `browser` is not installed")
from live_pages import CHECKED, STATES, LivePages
from playwright.sync_api import expect

from checks.clients.request_log import RequestRecord
from checks.engine.model import Result, failed, passed
from checks.facts import bitbucket

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Open = Callable[..., "Page"]

CARD = "consumer-permissions"
LATER = datetime.fromisoformat("2026-11-28T14:09:00Z")
TOKEN = RequestRecord(bitbucket.ACCESS_TOKEN, "https://bitbucket.org/site/oauth2/access_token", 200, CHECKED)
SIGN = "one => getComputedStyle(one, '::before').content"
MARKUP = "<img src=x onerror=document.title=1>"


def card(page: "Page", id_: str = CARD) -> Any:
    return page.locator(f"#{id_}")


class TestCard:
    def test_each_state_has_a_word_and_a_sign(self, guide: LivePages, reader: Open) -> None:
        page, signs = reader(), {}
        for state in STATES:
            if state != "not-run":
                guide.show(consumer_permissions=state)
            expect(card(page)).to_have_attribute("data-state", state)
            expect(card(page).locator(".live-label")).to_have_text(state.replace("-", " ").capitalize())
            mark = card(page).locator(".live-mark")
            assert mark.get_attribute("aria-hidden") == "true"
            signs[state] = mark.evaluate(SIGN)
        assert len({signs[state] for state in ("not-run", "running", "passed", "failed", "unknown", "error")}) == 6
        assert signs["skipped"] == signs["not-applicable"] != signs["passed"]

    def test_shows_when_it_was_checked(self, guide: LivePages, reader: Open) -> None:
        guide.show(consumer_permissions="passed")
        page = reader()
        expect(card(page).locator(".live-checked")).to_have_text("checked at 28 Nov 2026, 14:03")
        page.clock.install(time="2026-11-28T18:00:00Z")
        page.reload()
        expect(card(page).locator(".live-checked")).to_have_text("checked at 14:03")

    def test_shows_the_date_of_a_result_from_yesterday(self, guide: LivePages, reader: Open) -> None:
        guide.show(consumer_permissions="passed")
        page = reader()
        page.clock.install(time="2026-11-28T23:59:50Z")
        page.reload()
        expect(card(page).locator(".live-checked")).to_have_text("checked at 14:03")
        page.clock.run_for(20_000)
        expect(page.locator("html")).to_have_attribute("data-live", "on")
        expect(card(page).locator(".live-checked")).to_have_text("checked at 28 Nov 2026, 14:03")

    def test_shows_the_date_of_a_response_from_another_day(self, guide: LivePages, reader: Open) -> None:
        result = Result(guide.checks[CARD], (passed("a", "b", "b"),), requests=(TOKEN,))
        guide.board.put(result, LATER)
        times = card(reader()).locator(".live-result time")
        expect(times).to_have_text(["28 Nov 2026, 14:03", "28 Nov 2026, 14:13"])

    def test_running_check_shows_no_time(self, guide: LivePages, reader: Open) -> None:
        guide.show(consumer_permissions="passed")
        guide.show(consumer_permissions="running")
        expect(card(reader()).locator(".live-checked")).to_have_text("")

    def test_shows_findings_and_fix_in_place(self, guide: LivePages, reader: Open) -> None:
        guide.show(consumer_permissions="failed")
        page = reader()
        result = card(page).locator(".live-result")
        expect(result).to_contain_text("not selected")
        expect(result).to_contain_text("Select **Webhooks: Read and write**.")
        result.get_by_role("link", name="Select the permissions").click()
        assert page.url == guide.url("create-consumer.html#select-the-permissions")

    def test_in_practice_the_links_of_the_steps_lead_to_the_sandbox(self, guide: LivePages, reader: Open) -> None:
        page = reader("add-vcs-provider.html")
        practice = page.locator(".live-practice")
        expect(practice).to_be_hidden()
        guide.board.surround(
            simulated=({"name": "HCP Terraform", "site": "https://app.terraform.io", "url": guide.url("simulated")},)
        )
        expect(practice).to_have_text("Practice in the sandbox: HCP Terraform, values to enter")
        page.locator("article a[href='https://app.eu.terraform.io']").evaluate(
            "link => link.addEventListener('click', event => event.preventDefault())"
        )
        page.locator("article a[href='https://app.eu.terraform.io']").click()
        assert page.url == guide.url("add-vcs-provider.html")
        page.locator("article a[href='https://app.terraform.io']").click()
        page.wait_for_url(guide.url("simulated/"))

    @pytest.mark.parametrize(("state", "reason"), [("skipped", "BITBUCKET_CLIENT_ID"), ("error", "was rejected")])
    def test_shows_once_why_a_check_ended(self, guide: LivePages, reader: Open, state: str, reason: str) -> None:
        guide.show(consumer_permissions=state)
        assert card(reader()).locator(".live-card").inner_text().count(reason) == 1

    def test_texts_are_never_parsed_as_html(self, guide: LivePages, reader: Open) -> None:
        guide.put(CARD, failed(MARKUP, MARKUP, MARKUP, MARKUP))
        guide.offer_providers(name=MARKUP)
        guide.board.surround(terminal=MARKUP)
        page = reader()
        expect(card(page).locator(".live-result")).to_contain_text(MARKUP)
        expect(page.locator(".live-terminal")).to_have_text(MARKUP)
        expect(page.locator(".live-provider option").first).to_have_text(f"{MARKUP} oc-1")
        assert page.locator("img[src=x]").count() == 0

    def test_check_again_asks_for_this_check(self, guide: LivePages, reader: Open) -> None:
        page = reader()
        again = card(page).get_by_role("button", name="Check again")
        expect(again).to_have_accessible_description("The consumer has every permission that HCP Terraform needs")
        with page.expect_response("**/live/check"):
            again.click()
        assert guide.asked[-1] == ("click", "create-consumer", CARD)

    def test_change_is_marked_for_a_moment(self, guide: LivePages, reader: Open) -> None:
        guide.show(consumer_permissions="failed", callback_url="passed")
        page = reader()
        expect(page.locator(".live-changed")).to_have_count(0)
        guide.show(consumer_permissions="passed", callback_url="passed", checked=LATER)
        expect(card(page)).to_have_class(re.compile("live-changed"))
        expect(page.locator(".live-changed")).to_have_count(1)
        assert card(page).evaluate("one => getComputedStyle(one).transitionDuration") == "0s"
        expect(page.locator(".live-changed")).to_have_count(0, timeout=4_000)

    def test_change_fades_only_without_reduced_motion(self, reader: Open) -> None:
        duration = "one => getComputedStyle(one).transitionDuration"
        assert card(reader()).evaluate(duration) == "0s"
        assert card(reader(reduced_motion="no-preference")).evaluate(duration) == "0.6s"

    def test_focus_stays_on_the_card_when_its_result_changes(self, guide: LivePages, reader: Open) -> None:
        guide.show(consumer_permissions="failed")
        page = reader()
        card(page).locator(".live-result a").first.focus()
        guide.show(consumer_permissions="passed")
        expect(card(page).get_by_role("button", name="Check again")).to_be_focused()


class TestStep:
    def test_shows_how_many_checks_passed_above_its_cards(self, guide: LivePages, reader: Open) -> None:
        guide.show(consumer_permissions="failed", callback_url="passed")
        page = reader()
        expect(page.locator(".live-page .live-label")).to_have_text("1 of 5 passed")
        guide.show(consumer_permissions="passed")
        expect(page.locator(".live-page .live-label")).to_have_text("2 of 5 passed")

    def test_check_this_page_again_asks_for_its_checks(self, guide: LivePages, reader: Open) -> None:
        page = reader()
        with page.expect_response("**/live/check"):
            page.get_by_role("button", name="Check this page again").click()
        assert guide.asked[-1] == ("click", "create-consumer", None)

    @pytest.mark.parametrize("name", ["create-consumer.html", "reference/checks.html"])
    def test_has_a_mark_and_a_text_in_the_sidebar(self, guide: LivePages, reader: Open, name: str) -> None:
        guide.show(bitbucket_token="passed", bitbucket_token_scopes="passed", terraform_token="passed")
        guide.show(consumer_permissions="failed")
        sidebar = reader(name).locator(".sidebar-tree")
        for text, state in (
            ("Prerequisites (3 of 3 passed)", "passed"),
            ("2. Create an OAuth consumer (0 of 5 passed)", "attention"),
            ("3. Connect and authorize (0 of 7 passed)", "open"),
            ("Glossary", ""),
        ):
            mark = sidebar.get_by_role("link", name=text, exact=True).locator(".live-mark")
            expect(mark).to_have_attribute("data-state", state)


class TestBar:
    @pytest.mark.parametrize("name", ["create-consumer.html", "reference/checks.html", "index.html"])
    def test_links_to_what_is_next(self, guide: LivePages, reader: Open, name: str) -> None:
        guide.show(**{check.replace("-", "_"): "passed" for check in guide.checks})
        guide.show(provider_authorized="failed")
        page = reader(name)
        bar = page.get_by_role("region", name="Live guide")
        bar.get_by_role("link", name="Next: step 3, connect and authorize the VCS provider").click()
        assert page.url == guide.url("connect-and-authorize.html#provider-authorized")

    def test_without_a_next_step_has_no_link(self, guide: LivePages, reader: Open) -> None:
        page = reader()
        expect(page.locator(".live-bar").get_by_role("link")).to_have_count(1)
        guide.show(**{check.replace("-", "_"): "passed" for check in guide.checks})
        expect(page.locator(".live-bar").get_by_role("link")).to_have_count(0)

    def test_says_when_to_look_at_the_terminal(self, guide: LivePages, reader: Open) -> None:
        notice = reader().locator(".live-terminal")
        expect(notice).to_be_hidden()
        guide.board.surround(terminal="The terminal prompts you for the consumer key and secret.")
        expect(notice).to_have_text("The terminal prompts you for the consumer key and secret.")
        expect(notice).to_be_visible()
        guide.board.surround(terminal="")
        expect(notice).to_be_hidden()

    def test_says_why_checks_wait(self, guide: LivePages, reader: Open) -> None:
        page = reader()
        guide.board.surround(waiting="waiting 57 s to stay within the limit")
        expect(page.locator(".live-status")).to_have_text("Live, waiting 57 s to stay within the limit")
        guide.board.surround(waiting="")
        expect(page.locator(".live-status")).to_have_text("Live")

    def test_one_provider_needs_no_choice(self, guide: LivePages, reader: Open) -> None:
        guide.board.surround(providers=({"id": "oc-1", "name": "Bitbucket", "chosen": True},))
        expect(reader().get_by_label("VCS provider", exact=True)).to_be_hidden()

    def test_reader_chooses_one_of_several_providers(self, guide: LivePages, reader: Open) -> None:
        guide.offer_providers()
        page = reader()
        chooser = page.get_by_label("VCS provider", exact=True)
        expect(chooser).to_have_value("")
        with page.expect_response("**/live/provider"):
            chooser.select_option("oc-2")
        assert guide.asked[-1] == ("choose", "oc-2")
        guide.offer_providers("oc-1")
        expect(chooser).to_have_value("oc-1")

    def test_gives_the_panel_its_values(self, guide: LivePages, reader: Open) -> None:
        guide.board.surround(values={"org": "acme", "workspace": "acme-team", "host": "app.terraform.io"})
        expect(reader().locator("[data-values-summary]")).to_contain_text("acme · app.terraform.io · acme-team")


class TestAnnouncements:
    def test_only_changes_are_announced(self, guide: LivePages, reader: Open) -> None:
        guide.show(consumer_permissions="failed")
        page = reader()
        region = page.locator("article > [role=status]")
        assert region.inner_text() == ""
        guide.show(consumer_permissions="passed")
        expect(region).to_have_text("Passed: The consumer has every permission that HCP Terraform needs.")

    def test_same_sentence_is_announced_again(self, guide: LivePages, reader: Open) -> None:
        page = reader()
        page.evaluate(
            "() => { window.heard = [];"
            " const region = document.querySelector('article > [role=status]');"
            " new MutationObserver(() => heard.push(region.textContent)).observe(region, { childList: true }); }"
        )
        for state in ("failed", "passed", "failed"):
            guide.show(callback_url=state)
            page.wait_for_timeout(400)
        title = guide.checks["callback-url"].title
        heard = [text for text in page.evaluate("heard") if text]
        assert heard == [f"Failed: {title}.", f"Passed: {title}.", f"Failed: {title}."]

    def test_region_is_polite(self, reader: Open) -> None:
        assert "status" in reader().locator("article").aria_snapshot()


def test_times_are_in_the_time_zone_of_the_reader(guide: LivePages, reader: Open) -> None:
    assert CHECKED.hour == 14
    guide.show(consumer_permissions="passed")
    page = reader(timezone_id="Asia/Tokyo")
    expect(card(page).locator(".live-checked")).to_have_text("checked at 28 Nov 2026, 23:03")
