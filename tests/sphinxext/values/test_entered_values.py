"""A reader's values in a browser: what typing changes on a page, in its panel, and in its links."""

import pytest
from value_pages import ORGANIZATION, Visit, field, texts

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: group browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


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
