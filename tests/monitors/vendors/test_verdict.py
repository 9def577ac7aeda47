"""The verdict about one fact."""

from datetime import date
from types import SimpleNamespace

import pytest

from checks.facts.fact import Kind, Source
from checks.monitors.vendors.page_cache import PageText
from checks.monitors.vendors.sources import TextFormat
from checks.monitors.vendors.verdict import FactVerdict, JudgedFact, judge_fact
from checks.monitors.web import PageResponse

PAGE, OTHER = "https://vendor.example/page", "https://vendor.example/other"
STRANGER = "https://stranger.example/page"
LONG = "Words for a reader. " * 20
SEEN = date(2026, 11, 24)


def text(body="", status=200, problem="", address=PAGE):
    return PageText(PageResponse(PAGE, address, status, {}, f"<p>{LONG}{body}</p>"), TextFormat.HTML, problem)


def told(kind=Kind.VENDOR, words="Save", **pages):
    """Judge a fact of PAGE where the library has these texts, by the last part of their address."""
    texts = {PAGE: pages.get("page", [text()]), OTHER: pages.get("other", []), STRANGER: pages.get("stranger", [])}
    cache = SimpleNamespace(texts=lambda page: iter(texts[page]))
    return judge_fact(Source(PAGE, words, SEEN, kind), cache, [f"{PAGE}#form", OTHER, STRANGER])


def test_words_that_stand_there():
    assert told(page=[text("<b>Save</b>")]) == JudgedFact(FactVerdict.FOUND, "The page contains the words.")


def test_words_that_stand_at_a_second_place():
    assert told(page=[text(problem="it broke"), text("<b>Save</b>")]).verdict is FactVerdict.FOUND


def test_words_that_stand_nowhere():
    assert told() == JudgedFact(FactVerdict.GONE, "The page no longer contains the words.")


def test_words_on_another_page_of_the_vendor():
    assert told(other=[text("<b>Save</b>")]) == JudgedFact(
        FactVerdict.ELSEWHERE, "The page no longer contains the words.", (OTHER,)
    )


def test_words_on_a_page_of_somebody_else_count_for_nothing():
    assert told(stranger=[text("<b>Save</b>")]).verdict is FactVerdict.GONE


def test_a_page_with_another_address():
    assert told(page=[text("<b>Save</b>", address=OTHER)]) == JudgedFact(
        FactVerdict.ELSEWHERE, "The page has a new URL.", (OTHER,)
    )


def test_a_page_that_nobody_could_read():
    assert told(page=[text(problem="it broke")]) == JudgedFact(
        FactVerdict.UNKNOWN, "The page could not be read: it broke."
    )


@pytest.mark.parametrize(
    ("kind", "words", "reason"),
    [
        (Kind.UNCONFIRMED, "Save", "Its source is not confirmed."),
        (Kind.VENDOR, "", "It quotes no words"),
    ],
)
def test_what_cannot_be_watched(kind, words, reason):
    one = told(kind, words)
    assert one.verdict is FactVerdict.NOT_WATCHABLE
    assert one.reason.startswith(reason)
