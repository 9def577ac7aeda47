"""The cache of the vendors' pages."""

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
def test_detects_whether_the_whole_page_was_read(one, whole):
    assert one.whole is whole


def test_missing_page_has_no_text():
    gone = text("<p>Save</p>", status=404)
    assert gone.lines == []
    assert not gone.contains("Save")


@pytest.fixture
def cache(at):
    return PageCache(Web(at, timeout=2, patience=2, pause=0))


def test_reads_a_page_lazily_and_once(cache, server, make):
    server.replies["/vendor.example/page"] = make(LONG)
    texts = cache.texts(f"{PAGE}#anchor")
    assert server.requests == []
    first = next(texts)
    assert first is next(cache.texts(PAGE))
    assert len(server.requests) == 1


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
def test_reports_why_a_page_could_not_be_read(reply, problem, cache, server, make):
    server.replies["/vendor.example/page"] = make(**reply)
    assert cache.read(ReadableSource(PAGE, TextFormat.HTML)).problem == problem
