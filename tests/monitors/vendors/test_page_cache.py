"""The vendors' pages as they are lent."""

import pytest

from checks.monitors.vendors.page_cache import PageCache, Text
from checks.monitors.vendors.sources import Form, Reading
from checks.monitors.web import Answer, Trouble, Web

PAGE = "https://vendor.example/page"
LONG = "<p>" + "Words for a reader. " * 20 + "</p>"
FRAME = "<title>Help</title><script src=app.js></script>"


def text(body="", form=Form.HTML, status=200):
    return Text(Answer(PAGE, PAGE, status, {}, body), form, "")


@pytest.mark.parametrize(
    ("one", "whole"),
    [
        (text(LONG), True),
        (text(FRAME), False),
        (text("Words.", Form.MARKDOWN), True),
        (text("@include 'steps.mdx'", Form.MARKDOWN), False),
        (text("Words.", Form.PLAIN), True),
        (text("", Form.HTML, 404), True),
        (text("", Form.PLAIN, 410), True),
        (text("", Form.MARKDOWN, 404), False),
        (Text(Answer(PAGE, PAGE, 503), Form.HTML, "the server answers with status 503"), False),
    ],
    ids=["HTML", "frame", "Markdown", "a part elsewhere", "plain", "gone", "file gone", "source gone", "problem"],
)
def test_whether_its_silence_can_be_believed(one, whole):
    assert one.whole is whole


def test_a_page_that_is_gone_says_nothing_whatever_its_error_page_says():
    gone = text("<p>Save</p>", status=404)
    assert gone.lines == []
    assert not gone.says("Save")


@pytest.fixture
def library(at):
    return PageCache(Web(at, timeout=2, patience=2, pause=0))


def test_a_page_is_read_once_and_only_when_it_is_wanted(library, server, make):
    server.replies["/vendor.example/page"] = make(LONG)
    texts = library.texts(f"{PAGE}#anchor")
    assert server.asked == []
    first = next(texts)
    assert first is next(library.texts(PAGE))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        ({"body": LONG}, ""),
        ({"status": 404}, ""),
        ({"status": 500}, "the server answers with status 500"),
        ({"status": 403, "headers": {"cf-mitigated": "challenge"}}, "machines are kept out by Cloudflare"),
        ({"silent": True}, Trouble.SLOW.value),
    ],
)
def test_why_it_could_not_be_read(reply, problem, library, server, make):
    server.replies["/vendor.example/page"] = make(**reply)
    assert library.read(Reading(PAGE, Form.HTML)).problem == problem
