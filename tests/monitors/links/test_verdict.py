"""One link after the other, each troubled in one way, judged by a real run of linkcheck and one look of our own."""

import pytest

from checks.monitors.links.linkcheck import Link, LinkcheckRow, run_linkcheck
from checks.monitors.links.verdict import LinkVerdict, judge_link
from checks.monitors.web import Web

WALL = {"cf-mitigated": "challenge"}
FRAME = "<title>App</title><div id=root></div><script src=app.js></script>"
LONG = "<p>" + "Words for a reader. " * 20 + "</p>"
# What the server does with a path; the verdict; words of its reason.
TROUBLES = {
    "/well": ({"body": LONG}, LinkVerdict.WORKS, "The page responds."),
    "/anchor#there": ({"body": "<h2 id=there>x</h2>"}, LinkVerdict.WORKS, "The page responds."),
    "/github#there": ({"body": "<h2 id=user-content-there>x</h2>"}, LinkVerdict.WORKS, "second request"),
    "/dead": ({"status": 404}, LinkVerdict.BROKEN, "no longer exists (status 404)"),
    "/gone": ({"status": 410}, LinkVerdict.BROKEN, "no longer exists (status 410)"),
    "/moved": ({"status": 301, "headers": {"Location": "/well"}}, LinkVerdict.MOVED, "permanently"),
    "/moved-too": ({"status": 308, "headers": {"Location": "/well"}}, LinkVerdict.MOVED, "permanently"),
    "/for-now": ({"status": 302, "headers": {"Location": "/well"}}, LinkVerdict.WORKS, "temporary redirect"),
    "/circle": ({"status": 302, "headers": {"Location": "/circle"}}, LinkVerdict.BROKEN, "too many redirects"),
    "/slow": ({"silent": True}, LinkVerdict.UNKNOWN, "in time"),
    "/wall": ({"status": 403, "headers": WALL}, LinkVerdict.BLOCKED, "Cloudflare"),
    "/busy-wall": ({"status": 429, "headers": {"x-vercel-mitigated": "challenge"}}, LinkVerdict.BLOCKED, "Vercel"),
    "/captcha": ({"status": 503, "body": "<iframe src=//captcha-delivery.com>"}, LinkVerdict.BLOCKED, "DataDome"),
    "/no-wall": ({"status": 403}, LinkVerdict.BROKEN, "refuses the request (status 403)"),
    "/login": ({"status": 401}, LinkVerdict.BROKEN, "refuses the request (status 401)"),
    "/busy": ({"status": 429}, LinkVerdict.UNKNOWN, "limits the request rate (status 429)"),
    "/fault": ({"status": 500}, LinkVerdict.UNKNOWN, "status 500"),
    "/gateway": ({"status": 502}, LinkVerdict.UNKNOWN, "status 502"),
    "/outage": ({"status": 503}, LinkVerdict.UNKNOWN, "status 503"),
    "/lost#place": ({"body": LONG}, LinkVerdict.BROKEN, "its anchor #place no longer exists"),
    "/frame#place": ({"body": FRAME}, LinkVerdict.UNKNOWN, "only with JavaScript"),
}


def test_each_trouble_gets_its_verdict_and_its_reason(pages, server, distrusted, unreachable, make):
    server.replies = {path.partition("#")[0]: make(**reply) for path, (reply, _, _) in TROUBLES.items()}
    links = {path: server.url(path) for path in TROUBLES}
    links |= unreachable | {"certificate": distrusted.url("/")}
    expected = TROUBLES | {
        "certificate": ({}, LinkVerdict.BROKEN, "certificate"),
        "no host": ({}, LinkVerdict.BROKEN, "the hostname cannot"),
        "refused": ({}, LinkVerdict.BROKEN, "the connection cannot"),
    }
    folder = pages(links)
    web = Web(timeout=3, pause=0)
    judged = {
        link.address: judge_link(link, row, web) for link, row in run_linkcheck(folder, folder, seconds=120, timeout=3)
    }
    told = {name: judged[address] for name, address in links.items()}
    assert {name: one.verdict for name, one in told.items()} == {name: one[1] for name, one in expected.items()}
    for name, one in told.items():
        assert expected[name][2] in one.reason, name
    assert told["/moved"].new_address == server.url("/well")
    assert told["/dead"].link.places == ("index.rst:10",)


class Untouched(Web):
    """Nobody may ask it for anything."""

    def get(self, page):
        raise AssertionError(f"asked for {page}")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (LinkcheckRow("working"), LinkVerdict.WORKS),
        (LinkcheckRow("redirected", 301, "https://new.example/"), LinkVerdict.MOVED),
        (LinkcheckRow("redirected", 307, "https://new.example/"), LinkVerdict.WORKS),
        (LinkcheckRow("ignored"), LinkVerdict.IGNORED),
        (LinkcheckRow("ignored", 302, "ignored redirect: https://app.terraform.io/"), LinkVerdict.UNKNOWN),
        (None, LinkVerdict.UNKNOWN),
    ],
)
def test_no_second_look_where_linkcheck_says_enough(row, verdict):
    link = Link("https://app.terraform.io/app", ("docs/index.md:1",))
    assert judge_link(link, row, Untouched()).verdict is verdict


def test_what_is_ignored_has_its_reason():
    link = Link("https://app.terraform.io/app", ("docs/index.md:1",))
    assert judge_link(link, LinkcheckRow("ignored"), Untouched()).reason.startswith("Not checked: without a login")
