"""Interactions of readers with the pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Show = Callable[..., "Page"]

WITH_SCREENS = "create-consumer.html"
WITH_METHODS = "create-workspace.html"


def opened(page: "Page", group: str) -> set[str]:
    """Return the open tabs of a group."""
    return set(
        page.eval_on_selector_all(
            f'.sd-tab-label[data-sync-group="{group}"]',
            "labels => labels.filter(l => document.getElementById(l.htmlFor).checked).map(l => l.dataset.syncId)",
        )
    )


def tab(page: "Page", group: str, name: str) -> "Locator":
    return page.locator(f'.sd-tab-label[data-sync-group="{group}"][data-sync-id="{name}"]').first


def focused(page: "Page") -> str:
    return str(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))


def test_first_tab_is_open_by_default(show: Show) -> None:
    assert opened(show(WITH_SCREENS), "screens") == {"clients"}


def test_selected_tab_is_remembered(show: Show) -> None:
    page = show(WITH_SCREENS)
    tab(page, "screens", "consumers").click()
    assert opened(page, "screens") == {"consumers"}
    page.reload()
    assert opened(page, "screens") == {"consumers"}
    later = page.context.new_page()
    later.goto(page.url)
    assert opened(later, "screens") == {"consumers"}


def test_link_selects_a_tab_for_the_current_visit_only(show: Show, site: str) -> None:
    page = show(WITH_SCREENS)
    tab(page, "screens", "consumers").click()
    page.goto(f"{site}/{WITH_SCREENS}?screens=clients")
    assert opened(page, "screens") == {"clients"}
    page.goto(f"{site}/{WITH_SCREENS}")
    assert opened(page, "screens") == {"clients"}, "the selection applies to the whole visit"
    another_visit = page.context.new_page()
    another_visit.goto(f"{site}/{WITH_SCREENS}")
    assert opened(another_visit, "screens") == {"consumers"}


def test_link_selection_persists_across_pages(show: Show, site: str) -> None:
    page = show("index.html?screens=consumers")
    page.goto(f"{site}/{WITH_SCREENS}")
    assert opened(page, "screens") == {"consumers"}


def test_selection_after_a_link_takes_precedence(show: Show, site: str) -> None:
    page = show(f"{WITH_SCREENS}?screens=consumers")
    tab(page, "screens", "clients").click()
    page.goto(f"{site}/{WITH_SCREENS}")
    assert opened(page, "screens") == {"clients"}


@pytest.mark.parametrize("query", ["screens=nonsense", "screens=", "constructor=x", "screens=clients%22"])
def test_link_with_an_invalid_tab_is_ignored(show: Show, query: str) -> None:
    page = show(f"{WITH_SCREENS}?{query}")
    assert opened(page, "screens") == {"clients"}
    assert (
        page.evaluate("Object.keys({...localStorage, ...sessionStorage}).filter(key => key.startsWith('tab.'))") == []
    )


def test_selected_tab_opens_without_layout_shift(show: Show) -> None:
    page = show(WITH_SCREENS)
    tab(page, "screens", "consumers").click()
    page.add_init_script(
        "window.shifts = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) shifts += e.value; })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    page.reload(wait_until="networkidle")
    assert page.evaluate("shifts") < 0.001


@pytest.mark.parametrize("name", ["add-vcs-provider.html", "connect-and-authorize.html", "create-workspace.html"])
def test_the_default_host_is_shown_only_to_readers_of_hcp_terraform(show: Show, site: str, name: str) -> None:
    hosts = "[...document.querySelectorAll('article [data-value=host]')].map(place => place.textContent)"
    page = show(name)
    assert set(page.evaluate(hosts)) == {"app.terraform.io"}
    page.goto(f"{site}/prerequisites.html")
    tab(page, "edition", "enterprise").click()
    page.wait_for_function(f"{hosts}.every(host => host === '<YOUR HOST>')")
    page.goto(f"{site}/{name}")
    assert set(page.evaluate(hosts)) == {"<YOUR HOST>"}
    assert page.locator("article a[href='https://app.terraform.io']:visible").count() == 0


def test_link_to_a_closed_tab_opens_the_tab(show: Show) -> None:
    page = show(WITH_SCREENS)
    inside = page.evaluate(
        """() => { const panels = [...document.querySelectorAll(".sd-tab-content")];
                   const closed = panels.find(panel => !panel.checkVisibility());
                   closed.id ||= "closed"; location.hash = closed.id; return closed.id; }"""
    )
    page.wait_for_function("id => document.getElementById(id).checkVisibility()", arg=inside)


def test_tabs_support_the_keyboard(show: Show) -> None:
    page = show(WITH_SCREENS)
    page.locator(".sd-tab-set > input").first.focus()
    page.keyboard.press("ArrowRight")
    assert opened(page, "screens") == {"consumers"}
    page.keyboard.press("ArrowLeft")
    assert opened(page, "screens") == {"clients"}


def test_first_tab_stop_is_the_skip_link(show: Show) -> None:
    page = show(WITH_METHODS)
    page.keyboard.press("Tab")
    assert "skip-to-content" in focused(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('article').contains(document.activeElement)")


@pytest.mark.parametrize(
    ("button", "drawer"), [("Pages", ".sidebar-drawer"), ("On this page", ".toc-drawer")], ids=["pages", "on this page"]
)
def test_drawers_open_and_close_by_keyboard(show: Show, button: str, drawer: str) -> None:
    page = show(WITH_METHODS, width=375)
    toggle = page.get_by_role("button", name=button).locator("visible=true")
    box = page.locator(drawer)
    assert toggle.get_attribute("aria-expanded") == "false"
    assert not box.is_visible()
    toggle.focus()
    page.keyboard.press("Enter")
    assert toggle.get_attribute("aria-expanded") == "true"
    page.wait_for_function("drawer => document.querySelector(drawer).contains(document.activeElement)", arg=drawer)
    page.keyboard.press("Escape")
    assert toggle.get_attribute("aria-expanded") == "false"
    assert toggle.evaluate("button => button === document.activeElement")
    assert not box.is_visible()


def test_closed_drawers_have_no_tab_stops(show: Show) -> None:
    page = show(WITH_METHODS, width=375)
    seen: list[str] = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.closest('aside')?.className ?? ''"))
    assert set(seen) == {""}


def test_every_tab_stop_has_a_visible_focus(show: Show) -> None:
    page = show(WITH_METHODS)
    for _ in range(40):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """() => { const focused = document.activeElement, tab = focused.matches(".sd-tab-set > input");
                       const style = getComputedStyle(tab ? focused.nextElementSibling : focused);
                       return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; }"""
        )
        assert ring, focused(page)


def test_color_scheme_follows_the_system_and_can_be_changed_by_keyboard(show: Show) -> None:
    page = show(WITH_METHODS, scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    toggle = page.locator(".theme-toggle:visible")
    for _ in range(3):
        toggle.focus()
        page.keyboard.press("Enter")
        if page.evaluate(ground) != dark:
            return
    pytest.fail("the toggle did not change the colors")


@pytest.mark.parametrize(
    ("words", "entry"),
    [("Invalid redirect_uri", "troubleshoot.html"), ("Host key verification failed", "error-messages.html")],
)
def test_search_for_an_error_message_links_to_its_entry(show: Show, words: str, entry: str) -> None:
    page = show("index.html")
    page.locator("input[name=q]").focus()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    result = page.locator("ul.search li a").first
    result.wait_for()
    assert f"{entry}#messages-" in (result.get_attribute("href") or "")
    assert words in result.inner_text()
    result.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{entry}*")
    assert page.locator(".message", has_text=words).first.is_visible()


def test_search_for_a_check_links_to_its_card(show: Show) -> None:
    page = show("search.html?q=consumer-callback")
    result = page.locator("ul.search li a", has_text="(consumer-callback)")
    result.wait_for()
    result.click()
    page.wait_for_url("**/create-consumer.html*")
    assert page.locator("#consumer-callback").evaluate("card => card.matches(':target')")


def test_copies_a_command_by_keyboard_without_its_prompt(show: Show) -> None:
    page = show(WITH_METHODS, allowed=["clipboard-read", "clipboard-write"])
    page.locator("#webhooks summary").first.focus()
    page.keyboard.press("Enter")
    button = page.locator("#webhooks .copybtn").first
    button.focus()
    page.wait_for_function("getComputedStyle(document.activeElement).opacity === '1'")  # it fades in
    page.keyboard.press("Enter")
    page.wait_for_function("navigator.clipboard.readText().then(text => text.length > 0)")
    assert page.evaluate("navigator.clipboard.readText()") == "bitbucket-terraform verify webhooks"


def test_copy_buttons_are_visible_on_touch_screens(show: Show) -> None:
    page = show(WITH_METHODS, width=375, has_touch=True, is_mobile=True)
    page.locator("#webhooks summary").first.click()
    assert page.locator("#webhooks .copybtn").first.evaluate("button => getComputedStyle(button).opacity") == "1"


def visible_panels(page: "Page") -> list[bool]:
    visible = "panels => panels.map(panel => panel.checkVisibility())"
    return list(page.eval_on_selector_all(".sd-tab-content", visible))


def test_print_layout_shows_every_tab_with_its_title(show: Show) -> None:
    page = show(WITH_SCREENS)
    assert not all(visible_panels(page))
    page.emulate_media(media="print")
    assert all(visible_panels(page))
    tops = page.eval_on_selector_all(
        ".sd-tab-set > *:not(input)", "parts => parts.map(p => p.getBoundingClientRect().top)"
    )
    assert tops == sorted(tops), "each title is above its panel"
    assert not page.locator(".related-pages").is_visible()


def test_every_tab_is_visible_without_javascript(site: str, show: Show) -> None:
    page = show(WITH_SCREENS, java_script_enabled=False)
    panels = page.locator(".sd-tab-content")
    assert panels.count() > 1
    assert all(panels.nth(number).is_visible() for number in range(panels.count()))
    assert page.locator(".sd-tab-label").first.is_visible()
    assert page.locator(".copybtn").count() == 0
    assert site


def test_pages_are_usable_at_200_percent_zoom(show: Show) -> None:
    page = show(WITH_SCREENS, width=640)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert page.get_by_role("button", name="Pages").is_visible()


def test_step_pages_show_progress_and_the_next_step(show: Show) -> None:
    page = show(WITH_SCREENS)
    assert page.locator(".step-counter").inner_text().strip() == "Step 2 of 4"
    page.get_by_role("navigation", name="Previous and next page").get_by_role("link", name="Next").click()
    assert page.url.endswith("/connect-and-authorize.html")


def test_not_found_page_offers_help(show: Show, site: str) -> None:
    request = show("index.html").request
    answer = request.get(f"{site}/no/such/page.html")
    assert answer.status == 404
    article = BeautifulSoup(answer.text(), "html.parser").article
    assert article
    links = [str(link["href"]) for link in article.find_all("a", class_="reference")]
    assert len(links) >= 3
    assert [link for link in links if not request.get(f"{site}{link}").ok] == []
