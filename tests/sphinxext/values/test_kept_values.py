"""Where a reader's values come from and remain: the tab, the computer, a link, and a server."""

import shlex
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from value_pages import HOSTILE, KEY_FILE, ORGANIZATION, Visit, field, stored, texts

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: group browser")
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


class TestStorage:
    def test_stores_no_values_initially(self, visit: Visit) -> None:
        assert "your-values" not in str(stored(visit()))

    def test_values_persist_only_in_the_same_tab(self, visit: Visit, address: str) -> None:
        page = visit()
        field(page, "Organization").fill("acme")
        page.goto(f"{address}/second.html")
        assert texts(page, ORGANIZATION) == {"acme"}
        assert "your-values" not in stored(page)["computer"]
        other = page.context.new_page()
        other.goto(f"{address}/second.html")
        assert texts(other, ORGANIZATION) == {"<YOUR ORGANIZATION>"}

    def test_remembered_values_update_in_all_tabs(self, visit: Visit, address: str) -> None:
        page = visit()
        field(page, "Organization").fill("acme")
        page.get_by_label("Remember on this computer").check()
        other = page.context.new_page()
        other.goto(f"{address}/second.html")
        assert texts(other, ORGANIZATION) == {"acme"}
        field(page, "Organization").fill("globex")
        expect(other.locator(ORGANIZATION).first).to_have_text("globex")

    def test_clearing_the_checkbox_keeps_values_only_in_the_tab(self, visit: Visit) -> None:
        page = visit()
        field(page, "Organization").fill("acme")
        page.get_by_label("Remember on this computer").check()
        assert "your-values" in stored(page)["computer"]
        page.get_by_label("Remember on this computer").uncheck()
        assert "your-values" not in stored(page)["computer"]
        page.reload()
        assert texts(page, ORGANIZATION) == {"acme"}

    def test_forget_removes_all_values(self, visit: Visit) -> None:
        page = visit("index.html?workspace=acme-team")
        field(page, "Organization").fill("acme")
        page.get_by_label("Remember on this computer").check()
        page.get_by_role("button", name="Forget").click()
        assert "your-values" not in str(stored(page))
        assert texts(page, ORGANIZATION) == {"<YOUR ORGANIZATION>"}
        expect(field(page, "Organization")).to_have_value("")
        expect(page.get_by_label("Remember on this computer")).not_to_be_checked()
        page.reload()
        assert texts(page, ORGANIZATION) == {"<YOUR ORGANIZATION>"}

    def test_stored_values_are_validated(self, visit: Visit) -> None:
        page = visit()
        page.evaluate("""sessionStorage.setItem("your-values", '{"organization": "$(reboot)", "workspace": 7}')""")
        page.reload()
        assert texts(page, ORGANIZATION) == {"<YOUR ORGANIZATION>"}
        page.evaluate("""sessionStorage.setItem("your-values", 'no json')""")
        page.reload()
        assert texts(page, ORGANIZATION) == {"<YOUR ORGANIZATION>"}

    def test_works_without_browser_storage(self, visit: Visit) -> None:
        page = visit("plain.html")
        page.add_init_script(
            "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('', 'SecurityError'); }})"
            ";Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
        )
        page.goto(page.url.replace("plain", "index"))
        field(page, "Organization").fill("acme")
        page.get_by_label("Remember on this computer").check()
        assert texts(page, ORGANIZATION) == {"acme"}


class TestLinkWithValues:
    def test_fills_the_tab_and_removes_values_from_the_url(self, visit: Visit, address: str) -> None:
        page = visit("index.html?org=acme&workspace=acme-team&other=1#connect")
        assert texts(page, ORGANIZATION) == {"acme"}
        expect(field(page, "Bitbucket workspace")).to_have_value("acme-team")
        expect(page.locator(".your-values-linked")).to_be_visible()
        assert page.url == f"{address}/index.html?other=1#connect"
        page.goto(f"{address}/second.html")
        assert texts(page, ORGANIZATION) == {"acme"}

    def test_keeps_remembered_values(self, visit: Visit, address: str) -> None:
        page = visit()
        field(page, "Organization").fill("mine")
        page.get_by_label("Remember on this computer").check()
        page.goto(f"{address}/index.html?org=theirs")
        assert texts(page, ORGANIZATION) == {"theirs"}
        field(page, "Repository").fill("infra")
        other = page.context.new_page()
        other.goto(f"{address}/second.html")
        assert texts(other, ORGANIZATION) == {"mine"}

    def test_values_can_be_remembered(self, visit: Visit, address: str) -> None:
        page = visit("index.html?org=acme")
        page.get_by_label("Remember on this computer").check()
        expect(page.locator(".your-values-linked")).to_be_hidden()
        other = page.context.new_page()
        other.goto(f"{address}/second.html")
        assert texts(other, ORGANIZATION) == {"acme"}

    @pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\x1b", "\n"])
    def test_rejects_invisible_characters_even_if_the_pattern_matches(self, visit: Visit, mark: str) -> None:
        page = visit(f"index.html?key_file={quote(f'/a{mark}b')}")
        assert texts(page, KEY_FILE) == {"<YOUR KEY FILE>"}

    def test_undo_restores_previous_values(self, visit: Visit, address: str) -> None:
        page = visit()
        field(page, "Organization").fill("mine")
        page.goto(f"{address}/index.html?org=theirs")
        page.get_by_role("button", name="Undo").click()
        assert texts(page, ORGANIZATION) == {"mine"}
        expect(page.locator(".your-values-linked")).to_be_hidden()

    def test_ignores_unknown_names(self, visit: Visit) -> None:
        page = visit("index.html?organization=acme&__proto__=x&constructor=y")
        assert texts(page, ORGANIZATION) == {"<YOUR ORGANIZATION>"}

    @pytest.mark.parametrize("value", HOSTILE)
    def test_malicious_values_have_no_effect(self, visit: Visit, value: str) -> None:
        names = ("org", "workspace", "host", "repository", "key_file")
        page = visit("index.html?" + "&".join(f"{name}={quote(value)}" for name in names))
        assert page.title() == "Fixture"
        assert page.locator("article img").count() == 0
        hrefs = [link.get_attribute("href") for link in page.locator(".value-link").all()]
        assert all(href in (None, "https://app.terraform.io/app") for href in hrefs)
        command = page.locator(".highlight-bash pre").inner_text().splitlines()[0]
        words = shlex.split(command.replace("<YOUR KEY FILE>", "KEY").replace("<YOUR WORKSPACE>", "TEAM"))
        assert words[2] in ("KEY", value)
        assert words[3].startswith("git@bitbucket.org:TEAM/")

    def test_reports_invalid_values(self, visit: Visit) -> None:
        page = visit("index.html?org=my%20org")
        expect(page.get_by_role("status")).to_have_text(
            "The link contains invalid values, which were ignored: Organization."
        )


class TestGivenByAServer:
    """A live guide sends what its settings contain."""

    @staticmethod
    def give(page: "Page", **values: object) -> None:
        page.evaluate("detail => document.dispatchEvent(new CustomEvent('your-values', { detail }))", values)

    def test_fill_the_page_and_are_not_stored(self, visit: Visit) -> None:
        page = visit()
        self.give(page, org="acme", workspace="acme-team")
        assert texts(page, ORGANIZATION) == {"acme"}
        assert "acme · acme-team" in page.locator("[data-values-summary]").inner_text()
        assert field(page, "Organization").get_attribute("placeholder") == "acme"
        assert stored(page) == {"tab": [], "computer": []}

    def test_entered_value_has_precedence(self, visit: Visit) -> None:
        page = visit()
        field(page, "Organization").press_sequentially("globex")
        self.give(page, org="acme")
        assert texts(page, ORGANIZATION) == {"globex"}
        field(page, "Organization").fill("")
        assert texts(page, ORGANIZATION) == {"acme"}

    def test_default_does_not_fill_elements_without_default(self, visit: Visit) -> None:
        page = visit("second.html")
        self.give(page, host="app.terraform.io")
        assert texts(page, "[data-value=own_host]") == {"<YOUR OWN HOST>"}
        self.give(page, host="terraform.acme.example")
        assert texts(page, "[data-value=own_host]") == {"terraform.acme.example"}

    @pytest.mark.parametrize("value", [*HOSTILE, "", None, 7, {}])
    def test_invalid_values_have_no_effect(self, visit: Visit, value: object) -> None:
        page = visit()
        self.give(page, org=value, unknown="acme")
        assert texts(page, ORGANIZATION) == {"<YOUR ORGANIZATION>"}
