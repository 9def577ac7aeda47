from html import unescape

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from checks.sphinxext.line_breaks import add_breaks


def cell(text: str) -> str:
    return f'<td><p><code class="literal"><span class="pre">{text}</span></code></p></td>'


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("app.terraform.io", ["app.terraform.io"]),
        ("terraform.internal.acme.example", ["terraform.", "internal.", "acme.", "example"]),
        ("/organizations/{name}/oauth-clients", ["/organizations/", "{name}/", "oauth-", "clients"]),
        ("BITBUCKET_CLIENT_ID", ["BITBUCKET_CLIENT_ID"]),
        ("https://bitbucket.org", ["https://bitbucket.", "org"]),
        ("&lt;YOUR&amp;HOST&gt;", ["&lt;YOUR&amp;HOST&gt;"]),
    ],
)
def test_code_in_a_table_breaks_only_after_separators(text: str, parts: list[str]) -> None:
    assert add_breaks(cell(text)) == cell("<wbr>".join(parts))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("https://bitbucket.org/account/settings/", ["https://bitbucket.org/", "account/", "settings/"]),
        ("/workspace/settings/oauth-clients", ["/", "workspace/", "settings/", "oauth-clients"]),
        ("https://app.terraform.io", ["https://app.terraform.io"]),
    ],
)
def test_a_url_in_the_text_breaks_only_after_a_slash(text: str, parts: list[str]) -> None:
    assert add_breaks(f"<a>{text}</a>") == f"<a>{'<wbr>'.join(parts)}</a>"


def test_an_option_in_the_text_is_marked_as_one_word() -> None:
    text = '<p><code><span class="pre">{}</span></code></p>'
    for word in ("--require-all", "-v", "--", "-----BEGIN"):
        assert add_breaks(text.format(word)) == text.format(word).replace("pre", "pre option", 1)
    assert add_breaks(text.format("git-log")) == text.format("git-log")


@pytest.mark.parametrize(
    "html",
    [
        '<p><code><span class="pre">app.terraform.io</span></code></p>',
        "<td><p>See app.terraform.io.</p></td>",
        '<td><a href="https://app.terraform.io">there</a></td>',
        '<pre><span class="s2">"$TFE_ADDRESS</span><span class="s2">/api/v2/oauth-tokens/</span>\n</pre>',
    ],
)
def test_other_html_is_unchanged(html: str) -> None:
    assert add_breaks(html) == html


@given(st.text(st.characters(codec="utf-8", exclude_characters="<&\r", exclude_categories=["C"]), min_size=1))
def test_text_of_a_cell_is_unchanged(text: str) -> None:
    assert BeautifulSoup(add_breaks(cell(text)), "html.parser").text == unescape(text)


def test_built_page_contains_breaks(build) -> None:
    site = build({"verify": "# Verify\n\n| Path |\n|---|\n| `/api/v2/` |\n"})
    assert '<span class="pre">/api/<wbr>v2/</span>' in site.text("verify")
