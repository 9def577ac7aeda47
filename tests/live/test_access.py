"""Only the reader's browser, on pages of this server, gets an answer."""

import asyncio
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse

from checks.live.access import OPEN, Access, Keys

HOST = "127.0.0.1:8000"
ORIGIN = f"http://{HOST}"

PATHS = st.sampled_from(["/", "/index.html", "/live/state", "/live/events", "/live/check", "/live/provider"])
HEADER = st.binary(max_size=60).filter(lambda value: b"\n" not in value and b"\r" not in value)
NEAR_HOSTS = st.sampled_from(
    [
        *(
            "localhost:8000",
            "127.0.0.1",
            "127.0.0.1:8001",
            "127.0.0.2:8000",
            "[::1]:8000",
            "0.0.0.0:8000",
            "",
            "2130706433:8000",
        ),
        *("127.0.0.1:8000.evil.example", "evil.example:8000", "user@127.0.0.1:8000", "127.0.0.1:8000,evil.example"),
        *(" 127.0.0.1:8000", "127.0.0.1:8000 ", "127.0.0.1:08000", "127.0.0.1:8000/"),
    ]
)
NEAR_ORIGINS = st.sampled_from(
    [
        *("null", "", "http://127.0.0.1", "https://127.0.0.1:8000", "http://127.0.0.1:8001", "http://localhost:8000"),
        *(
            "http://evil.example",
            "http://127.0.0.1:8000.evil.example",
            "http://127.0.0.1:8000/",
            "HTTP://127.0.0.1:8000",
        ),
        *("file://", "http://127.0.0.1:8000, http://evil.example"),
    ]
)


async def application(scope, receive, send):
    await PlainTextResponse("admitted")(scope, receive, send)


def answer(keys, method="GET", path="/index.html", headers=()):
    """Return the status, the headers, and the body of a response."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.lower().encode(), value) for name, value in headers],
    }
    asyncio.run(Access(application, keys)(scope, receive, send))
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


@pytest.fixture(scope="module")
def keys():
    return Keys(HOST)


@pytest.fixture(scope="module")
def cookie(keys):
    cookies = keys.admit(PlainTextResponse("")).headers["set-cookie"]
    return cookies.partition(";")[0].encode()


def admitted(cookie, **more):
    return [
        ("Host", HOST.encode()),
        ("Cookie", cookie),
        *((name.replace("_", "-"), value) for name, value in more.items()),
    ]


def test_responds_to_an_admitted_reader(keys, cookie):
    assert answer(keys, headers=admitted(cookie))[2] == b"admitted"
    post = admitted(cookie, Origin=ORIGIN.encode(), Sec_Fetch_Site=b"same-origin")
    assert answer(keys, "POST", "/live/check", post)[2] == b"admitted"


@given(path=PATHS, host=NEAR_HOSTS.map(str.encode) | HEADER)
def test_rejects_another_host(keys, cookie, path, host):
    assume(host != HOST.encode())
    headers = [("Host", host), ("Cookie", cookie), ("Origin", ORIGIN.encode())]
    assert answer(keys, "POST" if path.startswith("/live/") else "GET", path, headers)[0] == 421


@given(
    hosts=st.lists(st.sampled_from([HOST.encode(), b"evil.example"]), max_size=3).filter(lambda hosts: len(hosts) != 1)
)
def test_rejects_a_missing_or_repeated_host(keys, cookie, hosts):
    assert answer(keys, headers=[*(("Host", host) for host in hosts), ("Cookie", cookie)])[0] == 421


@given(path=PATHS, method=st.sampled_from(["GET", "HEAD", "POST"]), origin=NEAR_ORIGINS.map(str.encode) | HEADER)
def test_rejects_another_origin(keys, cookie, path, method, origin):
    assume(origin != ORIGIN.encode())
    assert answer(keys, method, path, admitted(cookie, Origin=origin))[0] == 403


def test_rejects_a_post_without_an_origin(keys, cookie):
    assert answer(keys, "POST", "/live/check", admitted(cookie))[0] == 403


@pytest.mark.parametrize("site", [b"cross-site", b"same-site", b"unheard-of"])
@pytest.mark.parametrize("mode", [b"no-cors", b"cors", b"websocket", b"navigate"])
def test_rejects_a_request_from_a_part_of_another_page(keys, cookie, site, mode):
    headers = admitted(cookie, Sec_Fetch_Site=site, Sec_Fetch_Mode=mode, Sec_Fetch_Dest=b"iframe")
    assert answer(keys, headers=headers)[0] == 403


def test_a_link_from_another_page_opens_the_guide(keys, cookie):
    headers = admitted(cookie, Sec_Fetch_Site=b"same-site", Sec_Fetch_Mode=b"navigate", Sec_Fetch_Dest=b"document")
    assert answer(keys, headers=headers)[2] == b"admitted"


@given(path=PATHS, value=HEADER)
def test_rejects_a_request_without_the_cookie(keys, cookie, path, value):
    name = keys.cookie.encode()
    for given_cookie in (value, name + b"=" + value, b"other=1; " + name + b"=" + value, name.upper() + b"=" + value):
        assume(cookie not in given_cookie)
        assert answer(keys, path=path, headers=admitted(given_cookie))[0] == 403
    assert answer(keys, path=path, headers=[("Host", HOST.encode())])[0] == 403


@given(method=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12))
def test_rejects_other_methods(keys, cookie, method):
    assume(method not in {"GET", "HEAD", "POST"})
    assert answer(keys, method, headers=admitted(cookie, Origin=ORIGIN.encode()))[0] == 405


@given(
    path=PATHS | st.text(max_size=30),
    headers=st.lists(st.tuples(st.sampled_from(["Host", "Cookie", "Origin"]), HEADER)),
)
def test_no_response_allows_another_site_to_read_it(keys, path, headers):
    _, found, _ = answer(keys, path=path, headers=headers)
    assert not any(name.startswith(b"access-control-") for name in found)
    assert found[b"cross-origin-resource-policy"] == b"same-origin"
    assert found[b"x-content-type-options"] == b"nosniff"
    assert found[b"referrer-policy"] == b"no-referrer"


def test_a_link_works_once(keys):
    link = keys.link()
    assert urlsplit(link).path == OPEN
    token = link.partition("token=")[2]
    assert len(token) >= 43
    assert [keys.redeem(token), keys.redeem(token)] == [True, False]


@given(token=st.text(max_size=60))
def test_no_other_token_opens_the_guide(keys, token):
    unused = keys.link().partition("token=")[2]
    assume(token != unused)
    assert not keys.redeem(token)
    assert keys.redeem(unused)


def test_the_cookie_is_strict(keys):
    words = keys.admit(PlainTextResponse("")).headers["set-cookie"].lower()
    assert "httponly" in words
    assert "samesite=strict" in words
    assert "domain" not in words
