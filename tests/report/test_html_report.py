"""The HTML report is self-contained, expands the failures, and escapes text from other sources."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.diagnosis.comparison import Baseline
from checks.engine.model import Verdict, failed, passed
from checks.report import html_report
from checks.settings.settings import Settings

VOID = {"meta", "br"}
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "nav", "section", "footer", "details"),
    *("summary", "div", "p", "h1", "h2", "ul", "li", "a", "span", "code", "time", "br", "strong"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


class Page(HTMLParser):
    """A strict parser that allows only known elements, each with a matching end tag."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.words = ""
        self._open = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attributes):
        assert tag in ALLOWED
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.words += data

    def of(self, tag):
        return [attributes for each, attributes in self.elements if each == tag]


def test_expands_only_the_checks_that_need_attention(made):
    page = Page(html_report.text(made.run(*made.one_of_each())))
    opened = {each["id"]: "open" in each for each in page.of("details") if "id" in each}
    assert opened == {
        "private-consumer": False,
        "consumer-permissions": True,
        "consumer-key": True,
        "authorization-works": True,
        "public-address": False,
        "last-fetch": False,
    }


def test_lists_failures_first_then_errors_and_unknown_results(made):
    page = Page(html_report.text(made.run(*made.one_of_each())))
    assert [each["id"] for each in page.of("details") if "id" in each] == [
        "consumer-permissions",
        "authorization-works",
        "consumer-key",
        "private-consumer",
        "public-address",
        "last-fetch",
    ]


def test_the_header_links_to_each_check_that_needs_attention(made):
    page = Page(html_report.text(made.run(*made.one_of_each())))
    links = [each["href"] for each in page.of("a")]
    assert links == ["#consumer-permissions", "#consumer-permissions", "#authorization-works", "#consumer-key"]
    assert "1 passed, 1 failed" in page.words


def test_starts_with_the_most_likely_cause_and_its_fix(made):
    words = Page(html_report.text(made.run(*made.one_of_each()))).words
    assert words.index("Most likely cause: The consumer lacks Webhooks") < words.index("Fix:") < words.index("Step 2")
    assert "Most likely cause" not in Page(html_report.text(made.run(made.one_of_each()[0]))).words


def test_shows_the_changes_above_the_checks(made):
    earlier = Baseline(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), {("private-consumer", "consumer"): Verdict.FAILED})
    words = Page(html_report.text(made.run(*made.one_of_each(), earlier=earlier))).words
    assert "Compared with 2026-11-23 12:00 UTC: 3 new, 1 fixed." in words
    assert "The consumer is private: consumer" in words


def test_thousands_of_equal_failures_share_a_row_and_keep_the_file_small(made):
    found = [failed(f"acme/repository-{number}", "a webhook", "none", "Create it.") for number in range(5000)]
    text = html_report.text(made.run(made.result(*found)))
    assert "and 4,990 more" in Page(text).words
    assert text.count("Create it.") == 2  # in the row, and in the first step
    assert len(text) < 250_000


def test_collapses_thousands_of_different_failures_after_the_first(made):
    found = [failed(f"acme/{number}", f"a webhook …{number}", "none", "Create it.") for number in range(5000)]
    text = html_report.text(made.run(made.result(*found)))
    assert "and 4,950 more" in Page(text).words
    assert text.count("<tr class=") == 5000


def test_loads_no_other_files(made):
    text = html_report.text(made.run(*made.one_of_each()))
    assert not {"src=", "url(", "@import", "<script", "<link"} & {
        part for part in ("src=", "url(", "@import", "<script", "<link") if part in text
    }
    (policy,) = [each["content"] for each in Page(text).of("meta") if "content" in each and "src" in each["content"]]
    assert policy.startswith("default-src 'none'")


def test_links_to_the_published_guide(made):
    run = made.run(*made.one_of_each(), settings=Settings(guide_url="https://example.com/guide"))
    assert {"href": "https://example.com/guide/create-consumer.html#select-the-permissions"} in Page(
        html_report.text(run)
    ).of("a")


@pytest.mark.browser
def test_long_links_fit_a_phone(made, tmp_path, window):
    path = tmp_path / "report.html"
    settings = Settings(guide_url="file:///home/someone/a-folder-with-a-long-name/_build/html")
    path.write_text(html_report.text(made.run(*made.one_of_each(), settings=settings)), encoding="utf-8")
    page = window(width=375, scheme="light")
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_collapses_passed_findings_among_thousands(made):
    passes = [passed(f"acme/{number}", "a webhook", "a webhook") for number in range(1500)]
    text = html_report.text(made.run(made.result(*passes, failed("acme/x", "a webhook", "none", "Create it."))))
    assert "1,500 passed" in Page(text).words
    assert text.index("acme/x") < text.index("acme/0")


def test_contains_no_secret(made):
    assert "planted" not in html_report.text(made.run(*made.one_of_each()))


@given(st.text(st.characters()) | st.sampled_from(["<script>alert(1)</script>", '"><img src=x>', "</style>", "&lt;"]))
def test_escapes_hostile_text(made, words):
    page = Page(html_report.text(made.hostile(words)))
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
