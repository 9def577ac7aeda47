from collections.abc import Callable

from bs4 import BeautifulSoup, Tag

from checks.facts import index
from checks.facts.fact import Kind


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
