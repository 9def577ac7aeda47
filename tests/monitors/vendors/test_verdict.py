"""The verdict on one fact."""

from datetime import date
from types import SimpleNamespace

import pytest

from checks.facts.fact import Kind, Source
from checks.monitors.vendors.page_cache import PageText
from checks.monitors.vendors.sources import TextFormat
from checks.monitors.vendors.verdict import FactVerdict, JudgedFact, judge_fact
from checks.monitors.web import PageResponse

PAGE, OTHER = "https://vendor.example/page", "https://vendor.example/other"
UNRELATED = "https://stranger.example/page"
LONG = "Words for a reader. " * 20
SEEN = date(2026, 11, 24)


def text(body="", status=200, problem="", address=PAGE):
    return PageText(PageResponse(PAGE, address, status, {}, f"<p>{LONG}{body}</p>"), TextFormat.HTML, problem)


def verdict_on(kind=Kind.VENDOR, words="Save", **pages):
    """Return the verdict on a fact of PAGE; `pages` contains the texts by the last part of their URL."""
    texts = {PAGE: pages.get("page", [text()]), OTHER: pages.get("other", []), UNRELATED: pages.get("stranger", [])}
    cache = SimpleNamespace(texts=lambda page: iter(texts[page]))
    return judge_fact(Source(PAGE, words, SEEN, kind), cache, [f"{PAGE}#form", OTHER, UNRELATED])


def test_words_on_the_page_are_found():
    assert verdict_on(page=[text("<b>Save</b>")]) == JudgedFact(FactVerdict.FOUND, "The page contains the words.")


def test_words_in_a_second_source_are_found():
    assert verdict_on(page=[text(problem="it broke"), text("<b>Save</b>")]).verdict is FactVerdict.FOUND


def test_missing_words_are_no_longer_found():
    assert verdict_on() == JudgedFact(FactVerdict.GONE, "The page no longer contains the words.")


def test_words_on_another_page_of_the_vendor_are_elsewhere():
    assert verdict_on(other=[text("<b>Save</b>")]) == JudgedFact(
        FactVerdict.ELSEWHERE, "The page no longer contains the words.", (OTHER,)
    )


def test_ignores_words_on_pages_of_other_sites():
    assert verdict_on(stranger=[text("<b>Save</b>")]).verdict is FactVerdict.GONE


def test_redirected_page_is_elsewhere():
    assert verdict_on(page=[text("<b>Save</b>", address=OTHER)]) == JudgedFact(
        FactVerdict.ELSEWHERE, "The page has a new URL.", (OTHER,)
    )


def test_unreadable_page_is_unknown():
    assert verdict_on(page=[text(problem="it broke")]) == JudgedFact(
        FactVerdict.UNKNOWN, "The page could not be read: it broke."
    )


@pytest.mark.parametrize(
    ("kind", "words", "reason"),
    [
        (Kind.UNCONFIRMED, "Save", "Its source is not confirmed."),
        (Kind.VENDOR, "", "It quotes no words"),
    ],
)
def test_facts_without_words_are_not_watchable(kind, words, reason):
    one = verdict_on(kind, words)
    assert one.verdict is FactVerdict.NOT_WATCHABLE
    assert one.reason.startswith(reason)
