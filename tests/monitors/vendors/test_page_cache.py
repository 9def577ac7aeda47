"""The vendors' pages as they are lent."""

import pytest

from checks.monitors.vendors.page_cache import PageCache, PageText
from checks.monitors.vendors.sources import ReadableSource, TextFormat
from checks.monitors.web import FetchFailure, PageResponse, Web

PAGE = "https://vendor.example/page"
LONG = "<p>" + "Words for a reader. " * 20 + "</p>"
FRAME = "<title>Help</title><script src=app.js></script>"


def text(body="", form=TextFormat.HTML, status=200):
    return PageText(PageResponse(PAGE, PAGE, status, {}, body), form, "")


@pytest.mark.parametrize(
    ("one", "whole"),
    [
        (text(LONG), True),
        (text(FRAME), False),
        (text("Words.", TextFormat.MARKDOWN), True),
        (text("@include 'steps.mdx'", TextFormat.MARKDOWN), False),
        (text("Words.", TextFormat.PLAIN), True),
        (text("", TextFormat.HTML, 404), True),
        (text("", TextFormat.PLAIN, 410), True),
        (text("", TextFormat.MARKDOWN, 404), False),
        (PageText(PageResponse(PAGE, PAGE, 503), TextFormat.HTML, "the server responds with status 503"), False),
    ],
    ids=["HTML", "frame", "Markdown", "a part elsewhere", "plain", "gone", "file gone", "source gone", "problem"],
)
def test_whether_its_silence_can_be_believed(one, whole):
    assert one.whole is whole


def test_a_page_that_is_gone_says_nothing_whatever_its_error_page_says():
    gone = text("<p>Save</p>", status=404)
    assert gone.lines == []
    assert not gone.contains("Save")


@pytest.fixture
def cache(at):
    return PageCache(Web(at, timeout=2, patience=2, pause=0))


def test_a_page_is_read_once_and_only_when_it_is_wanted(cache, server, make):
    server.replies["/vendor.example/page"] = make(LONG)
    texts = cache.texts(f"{PAGE}#anchor")
    assert server.asked == []
    first = next(texts)
    assert first is next(cache.texts(PAGE))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        ({"body": LONG}, ""),
        ({"status": 404}, ""),
        ({"status": 500}, "the server responds with status 500"),
        ({"status": 403, "headers": {"cf-mitigated": "challenge"}}, "Cloudflare blocks automated requests"),
        ({"silent": True}, FetchFailure.SLOW.value),
    ],
)
def test_why_it_could_not_be_read(reply, problem, cache, server, make):
    server.replies["/vendor.example/page"] = make(**reply)
    assert cache.read(ReadableSource(PAGE, TextFormat.HTML)).problem == problem
