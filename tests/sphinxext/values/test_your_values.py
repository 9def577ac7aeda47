"""Your values in a browser. These are the only tests of the script."""

import json
import os
import shlex
import string
import subprocess
from collections.abc import Callable
from itertools import product
from shutil import which
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: group browser")
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

BASH = which("bash")
pytestmark = pytest.mark.browser
Visit = Callable[..., "Page"]

ORGANIZATION = "[data-value=organization]"
KEY_FILE = "[data-value=key_file]"
HOSTILE = [
    '"><img src=x onerror=document.title=1>',
    "$(reboot)",
    "`reboot`",
    "a'b\"c",
    "x" * 5000,
    "a\u202eb",
    "a\nb",
    "../..",
]


def field(page: "Page", label: str) -> Any:
    return page.get_by_label(label, exact=True)


def texts(page: "Page", selector: str) -> set[str]:
    return set(page.locator(selector).all_text_contents())


def stored(page: "Page") -> dict[str, list[str]]:
    return page.evaluate("() => ({tab: Object.keys(sessionStorage), computer: Object.keys(localStorage)})")


class TestTyping:
    def test_fills_all_value_elements_immediately(self, visit: Visit) -> None:
        page = visit()
        assert texts(page, ORGANIZATION) == {"<YOUR ORGANIZATION>"}
        field(page, "Organization").press_sequentially("acme")
        assert texts(page, ORGANIZATION) == {"acme"}
        assert page.locator(ORGANIZATION).count() == 6

    def test_fills_inline_code_and_highlighted_code(self, visit: Visit) -> None:
        page = visit()
        field(page, "Bitbucket workspace").fill("acme-team")
        field(page, "Repository").fill("infra")
        expect(page.locator("td code")).to_have_text("acme-team/infra")
        expect(page.locator(".highlight-bash pre")).to_contain_text("git@bitbucket.org:acme-team/infra.git")

    def test_ignores_spaces_around_a_value(self, visit: Visit) -> None:
        page = visit()
        field(page, "Organization").fill("  acme ")
        assert texts(page, ORGANIZATION) == {"acme"}

    def test_reports_the_number_of_changed_elements(self, visit: Visit) -> None:
        page = visit()
        field(page, "Organization").fill("acme")
        field(page, "Organization").press("Tab")
        expect(page.get_by_role("status")).to_have_text("Organization now shows in 6 places on this page.")

    def test_clearing_a_field_restores_the_placeholder(self, visit: Visit) -> None:
        page = visit()
        field(page, "Organization").fill("acme")
        field(page, "Organization").fill("")
        assert texts(page, ORGANIZATION) == {"<YOUR ORGANIZATION>"}

    def test_default_is_shown_until_a_value_is_entered(self, visit: Visit) -> None:
        page = visit()
        assert texts(page, "[data-value=host]") == {"app.terraform.io"}
        field(page, "Host").fill("terraform.example.com")
        assert texts(page, "[data-value=host]") == {"terraform.example.com"}

    def test_default_is_not_shown_while_the_site_turns_defaults_off(self, visit: Visit) -> None:
        page = visit()
        host = page.locator("[data-value=host]").first
        page.evaluate("document.documentElement.toggleAttribute('data-values-no-defaults', true)")
        expect(host).to_have_text("<YOUR HOST>")
        assert field(page, "Host").get_attribute("placeholder") == ""
        field(page, "Host").fill("terraform.example.com")
        expect(host).to_have_text("terraform.example.com")
        field(page, "Host").fill("")
        page.evaluate("document.documentElement.toggleAttribute('data-values-no-defaults', false)")
        expect(host).to_have_text("app.terraform.io")

    def test_element_without_default_shows_only_entered_values(self, visit: Visit, address: str) -> None:
        page = visit("second.html")
        own = page.locator("[data-value=own_host]")
        expect(own).to_have_text("<YOUR OWN HOST>")
        expect(page.locator("article a.value-link")).to_have_count(0)
        page.locator("summary").click()
        expect(page.locator("input[data-field=own_host]")).to_have_count(0)
        field(page, "Host").fill("terraform.example.com")
        expect(own).to_have_text("terraform.example.com")
        expect(page.locator("article a.value-link")).to_have_attribute("href", "https://terraform.example.com/app")
        field(page, "Host").press("Tab")
        expect(page.get_by_role("status")).to_have_text("Host now shows in 1 place on this page.")
        page.goto(f"{address}/second.html?host=linked.example.com")
        expect(own).to_have_text("linked.example.com")
        page.locator("summary").click()
        page.get_by_role("button", name="Forget").click()
        expect(own).to_have_text("<YOUR OWN HOST>")

    def test_invalid_value_is_explained_and_not_used(self, visit: Visit) -> None:
        page = visit()
        organization = field(page, "Organization")
        organization.fill("my org")
        organization.press("Tab")
        assert texts(page, ORGANIZATION) == {"<YOUR ORGANIZATION>"}
        expect(organization).to_have_attribute("aria-invalid", "true")
        expect(organization).to_have_accessible_description(
            "Its name, as the address of the organization shows it. Example: acme "
            "This value is invalid, so pages still show <YOUR ORGANIZATION>. Compare it with the example."
        )
        organization.fill("my-org")
        expect(organization).not_to_have_attribute("aria-invalid", "true")

    def test_every_example_is_valid(self, visit: Visit) -> None:
        page = visit()
        for row in page.locator(".your-values-field").all():
            row.locator("input").fill(row.locator("code").inner_text())
            row.locator("input").press("Tab")
            expect(row.locator(".your-values-error")).to_have_text("")

    def test_enter_key_submits_no_form(self, visit: Visit) -> None:
        page = visit()
        before = page.url
        field(page, "Organization").fill("acme")
        field(page, "Organization").press("Enter")
        assert page.url == before
        assert texts(page, ORGANIZATION) == {"acme"}


def special_values() -> list[str]:
    """Return values with each ASCII punctuation character at the start, doubled, at the end, and next to a space."""
    return [f"{mark}a {mark}{mark}b{mark}" for mark in string.punctuation] + [
        "~/a b",
        "~/.ssh/id",
        "${x}%{y}",
        "$$",
        "\\",
    ]


class TestQuoting:
    @pytest.mark.skipif(BASH is None, reason="bash is not installed")
    def test_bash_parses_each_value_unchanged(self, visit: Visit) -> None:
        """Bash parses the value as a word, in both kinds of quotes, and in a here-document."""
        page = visit()
        home = {"HOME": "/home/reader", "PATH": os.environ["PATH"]}
        script, expected = "", []
        for value in special_values():
            field(page, "Private key file").fill(value)
            word, double, single, here = page.locator(".highlight-bash pre").evaluate(
                "(block, quotes) => quotes.map(quote => block.querySelector(quote).innerText)",
                [f"{KEY_FILE}[data-quote={quote}]" for quote in ("sh", "sh-double", "sh-single", "sh-here")],
            )
            script += f"""printf '%s\\0' {word} "{double}" '{single}'; cat <<EOF; printf '\\0'\n{here}\nEOF\n"""
            expanded = value.replace("~", home["HOME"], 1) if value.startswith("~/") else value
            expected += [expanded, expanded, value, f"{value}\n"]
        read = subprocess.run([BASH, "-c", script], env=home, capture_output=True, text=True, check=True).stdout
        assert read.split("\0") == [*expected, ""], script

    def test_json_parses_each_value_unchanged(self, visit: Visit) -> None:
        page = visit()
        for value in special_values():
            field(page, "Private key file").fill(value)
            assert json.loads(page.locator(".highlight-json pre").inner_text())["key"] == value

    def test_simple_value_has_no_quotes(self, visit: Visit) -> None:
        page = visit()
        field(page, "Private key file").fill("~/.ssh/id_rsa")
        expect(page.locator(".highlight-bash pre")).to_contain_text("ssh -i ~/.ssh/id_rsa git@bitbucket.org")

    def test_quotes_for_powershell(self, visit: Visit) -> None:
        page = visit()
        for value, powershell in (
            (r"C:\keys\id", r"""ssh -i C:\keys\id "C:\keys\id" 'C:\keys\id'"""),
            ("C:/my keys/it's", """ssh -i 'C:/my keys/it''s' "C:/my keys/it's" 'C:/my keys/it''s'"""),
            ('a"$b', """ssh -i 'a"$b' "a`"`$b" 'a"$b'"""),
        ):
            field(page, "Private key file").fill(value)
            assert page.locator(".highlight-powershell pre").inner_text().strip() == powershell

    def test_escapes_hcl_templates(self, visit: Visit) -> None:
        page = visit()
        field(page, "Private key file").fill('C:\\a "${b}"')
        assert r'file("C:\\a \"$${b}\"")' in page.locator(".highlight-hcl pre").inner_text()


class TestLinks:
    def test_link_is_inactive_until_all_values_are_set(self, visit: Visit) -> None:
        page = visit()
        link = page.locator(".value-link", has_text="the settings of")
        expect(link).to_have_text("the settings of <YOUR WORKSPACE>")
        assert page.locator("a:not([href])").count() == 0, "screen readers must not announce a link without a URL"
        field(page, "Bitbucket workspace").fill("acme-team")
        expect(link).to_have_attribute("href", "https://bitbucket.org/acme-team/workspace/settings")
        expect(link).to_have_text("the settings of acme-team")

    def test_link_with_default_is_active_initially(self, visit: Visit) -> None:
        page = visit(java_script_enabled=False)
        expect(page.get_by_role("link", name="the host")).to_have_attribute("href", "https://app.terraform.io/app")

    def test_link_includes_the_port_of_the_host(self, visit: Visit) -> None:
        page = visit()
        field(page, "Host").fill("tfe.example.com:8443")
        expect(page.locator(".value-link", has_text="the host")).to_have_attribute(
            "href", "https://tfe.example.com:8443/app"
        )

    def test_link_rejects_anything_but_a_host_in_the_host_position(self, visit: Visit) -> None:
        page = visit()
        link = page.locator(".value-link", has_text="the host")
        for host in ("evil.example/x?", "evil.example#", "user@evil.example", "evil.example\\x"):
            field(page, "Host").fill("tfe.example.com")
            expect(link).to_have_attribute("href", "https://tfe.example.com/app")
            field(page, "Host").fill(host)
            assert link.get_attribute("href") is None, host

    def test_link_rejects_path_traversal(self, visit: Visit) -> None:
        page = visit()
        field(page, "Organization").fill("acme")
        field(page, "Bitbucket workspace").fill("acme-team")
        link = page.locator(".value-link", has_text="the repository")
        field(page, "Repository").fill("project/infra")
        expect(link).to_have_attribute("href", "https://bitbucket.org/acme-team/project/infra/src?from=acme")
        field(page, "Repository").fill("../evil")
        assert link.get_attribute("href") is None


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


class TestCopying:
    @pytest.fixture
    def page(self, visit: Visit) -> "Page":
        page = visit(allowed=["clipboard-read", "clipboard-write"])
        page.locator(".highlight-json button.copybtn").wait_for(state="attached")
        return page

    def copied(self, page: "Page", block: str) -> str:
        page.locator(f"{block} pre").hover()
        page.locator(f"{block} button.copybtn").click()
        return str(page.evaluate("navigator.clipboard.readText()"))

    def test_copies_text_with_values(self, page: "Page") -> None:
        field(page, "Organization").fill("acme")
        field(page, "Private key file").fill("/k")
        assert self.copied(page, ".highlight-json") == '{"organization": "acme", "key": "/k"}'
        expect(page.locator(".value-note")).to_have_count(0)

    def test_reports_missing_values_with_a_link(self, page: "Page") -> None:
        field(page, "Organization").fill("acme")
        self.copied(page, ".highlight-json")
        note = page.locator(".value-note")
        expect(note).to_have_text("The copied text still needs: Private key file. Enter your values")
        expect(note).to_have_role("status")
        note.get_by_role("link").click()
        expect(field(page, "Bitbucket workspace")).to_be_focused()
        field(page, "Private key file").fill("/k")
        expect(note).to_have_text("")


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


class TestPanel:
    def test_is_open_at_the_directive_and_closed_elsewhere(self, visit: Visit, address: str) -> None:
        page = visit()
        expect(page.locator("#your-values-panel")).to_have_attribute("open", "")
        page.goto(f"{address}/second.html")
        expect(page.locator("h1 + #your-values-panel")).not_to_have_attribute("open", "")
        page.goto(f"{address}/plain.html")
        expect(page.locator("#your-values-panel")).to_have_count(0)

    def test_closed_panel_summarizes_the_values(self, visit: Visit, address: str) -> None:
        page = visit()
        field(page, "Organization").fill("acme")
        page.goto(f"{address}/second.html")
        expect(page.locator("summary")).to_have_text("Your values acme · app.terraform.io · 3 to fill in")

    def test_table_of_contents_shows_values_in_headings(self, visit: Visit, address: str) -> None:
        page = visit()
        field(page, "Organization").fill("acme")
        page.goto(f"{address}/second.html")
        expect(page.locator(".toc-tree a").last).to_have_text("About acme")

    def test_states_that_no_field_is_for_a_secret(self, visit: Visit) -> None:
        expect(visit().locator(".your-values-form")).to_contain_text("Never enter a secret: no field requires one.")

    def test_keyboard_focus_follows_the_order_of_fields(self, visit: Visit) -> None:
        page = visit("second.html")
        page.locator("summary").focus()
        page.keyboard.press("Enter")
        names = []
        for _ in range(8):
            page.keyboard.press("Tab")
            names.append(
                page.evaluate("document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText")
            )
        assert [name.strip() for name in names[:7]] == [
            "Organization",
            "Bitbucket workspace",
            "Host",
            "Repository",
            "Private key file",
            "Remember on this computer",
            "Forget",
        ]
        assert not page.evaluate("document.activeElement.closest('#your-values-panel')")

    def test_shows_placeholders_and_no_panel_without_javascript(self, visit: Visit) -> None:
        page = visit(java_script_enabled=False)
        assert texts(page, ORGANIZATION) == {"<YOUR ORGANIZATION>"}
        expect(page.locator(".highlight-bash pre")).to_contain_text("ssh -i <YOUR KEY FILE> git@bitbucket.org")
        expect(page.locator("#your-values-panel")).to_be_hidden()

    def test_print_layout_has_values_and_no_panel(self, visit: Visit) -> None:
        page = visit()
        field(page, "Organization").fill("acme")
        page.emulate_media(media="print")
        expect(page.locator("#your-values-panel")).to_be_hidden()
        expect(page.locator(f"td {ORGANIZATION}")).to_have_text("acme")
        assert page.locator(f"td {ORGANIZATION}").evaluate("e => getComputedStyle(e).textDecorationLine") == "none"


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
