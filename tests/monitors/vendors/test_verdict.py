"""The verdict about one fact."""

from datetime import date
from types import SimpleNamespace

import pytest

from checks.facts.fact import Kind, Source
from checks.monitors.vendors.page_cache import Text
from checks.monitors.vendors.sources import Form
from checks.monitors.vendors.verdict import Told, Verdict, judge
from checks.monitors.web import Answer

PAGE, OTHER = "https://vendor.example/page", "https://vendor.example/other"
STRANGER = "https://stranger.example/page"
LONG = "Words for a reader. " * 20
SEEN = date(2026, 11, 24)


def text(body="", status=200, problem="", address=PAGE):
    return Text(Answer(PAGE, address, status, {}, f"<p>{LONG}{body}</p>"), Form.HTML, problem)


def told(kind=Kind.VENDOR, words="Save", **pages):
    """Judge a fact of PAGE where the library has these texts, by the last part of their address."""
    texts = {PAGE: pages.get("page", [text()]), OTHER: pages.get("other", []), STRANGER: pages.get("stranger", [])}
    library = SimpleNamespace(texts=lambda page: iter(texts[page]))
    return judge(Source(PAGE, words, SEEN, kind), library, [f"{PAGE}#form", OTHER, STRANGER])


def test_words_that_stand_there():
    assert told(page=[text("Save")]) == Told(Verdict.STILL, "The words stand there.")


def test_words_that_stand_at_a_second_place():
    assert told(page=[text(problem="it broke"), text("Save")]).verdict is Verdict.STILL


def test_words_that_stand_nowhere():
    assert told() == Told(Verdict.GONE, "The words no longer stand on the page.")


def test_words_on_another_page_of_the_vendor():
    assert told(other=[text("Save")]) == Told(Verdict.ELSEWHERE, "The words no longer stand on the page.", (OTHER,))


def test_words_on_a_page_of_somebody_else_count_for_nothing():
    assert told(stranger=[text("Save")]).verdict is Verdict.GONE


def test_a_page_with_another_address():
    assert told(page=[text("Save", address=OTHER)]) == Told(
        Verdict.ELSEWHERE, "The page has another address now.", (OTHER,)
    )


def test_a_page_that_nobody_could_read():
    assert told(page=[text(problem="it broke")]) == Told(Verdict.UNSEEN, "Nobody could read the page: it broke.")


@pytest.mark.parametrize(
    ("kind", "words", "reason"),
    [
        (Kind.THIRD_PARTY, "Save", "Its source is a third party."),
        (Kind.UNCONFIRMED, "Save", "Its source is not confirmed."),
        (Kind.VENDOR, "", "No words are quoted"),
    ],
)
def test_what_cannot_be_watched(kind, words, reason):
    one = told(kind, words)
    assert one.verdict is Verdict.NOT_WATCHABLE
    assert one.reason.startswith(reason)
