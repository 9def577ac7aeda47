"""A reader's values in code: quoted for its language, and copied with it."""

import json
import os
import string
import subprocess
from shutil import which
from typing import TYPE_CHECKING

import pytest
from value_pages import KEY_FILE, Visit, field

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: group browser")
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

BASH = which("bash")
pytestmark = pytest.mark.browser


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
