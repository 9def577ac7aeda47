from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from docutils import nodes

from checks.facts import index
from checks.facts.fact import Kind
from checks.sphinxext.all_facts import in_words


def test_lists_every_fact_with_source_kind_and_date(shown: Callable[[str], BeautifulSoup]) -> None:
    page = shown("all-facts")
    for entry in index.entries().values():
        term = page.find(id=entry.anchor)
        assert isinstance(term, Tag), entry.name
        meaning = term.find_next_sibling("dd")
        assert isinstance(meaning, Tag)
        link = meaning.find("a", class_="external")
        assert isinstance(link, Tag)
        assert link["href"] == entry.fact.source.page
        source = entry.fact.source
        assert f"{source.kind.value}, read on {source.seen.day} {source.seen:%B %Y}" in meaning.text
    assert any(entry.fact.source.kind is Kind.UNCONFIRMED for entry in index.entries().values())


def description_of(name: str) -> str:
    return nodes.paragraph("", "", *in_words(index.find(name).fact)).astext()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("terraform.host", "app.terraform.io"),
        ("terraform.page-size", "100 items per page"),
        ("bitbucket.account-write", "Account: Write has the scope account:write"),
        ("bitbucket.user", "GET /user requires: read:user:bitbucket."),
        ("terraform-screens.new-run", "New run, also written + New run"),
        (
            "messages.invalid-redirect-uri",
            "Invalid redirect_uri Appears in Bitbucket Cloud, after you click Connect and continue.",
        ),
        ("ssh.pkcs1", "an RSA private key in PEM format (PKCS#1)"),
        ("network.checks-to-api", "The machine that runs the checks to api.bitbucket.org:443"),
        (
            "changes.product-name",
            "Product name. In 2020: Terraform Cloud. Today: HCP Terraform, also as part of the OAuth consumer name.",
        ),
    ],
)
def test_describes_each_kind_of_fact(name: str, words: str) -> None:
    assert description_of(name) == words


def test_every_fact_has_a_description() -> None:
    assert [name for name in index.entries() if not description_of(name).strip()] == []
