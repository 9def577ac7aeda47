"""The routes of the live guide accept only small, well-formed requests, and one state for all streams."""

import gzip
import http.client
import json
import re
import socket
import zlib
from base64 import b64encode
from contextlib import ExitStack, closing
from hashlib import sha256
from html.parser import HTMLParser
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.live import app, site

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
REUSED = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def server(live, sandbox):
    running = live(sandbox().environment())
    running.settle()
    return running


@pytest.fixture
def reader(server):
    return server.reader()


def test_the_document_has_every_part(reader):
    response = reader.request("GET", "/live/state")
    document = json.loads(response.body)
    surroundings = {"next", "providers", "terminal", "waiting", "values", "simulated", "announce"}
    assert (response.status, set(document)) == (200, {"time", "cards", "pages", *surroundings})
    assert set(document["cards"]["webhooks"]) == {"state", "label", "checked", "summary", "html"}


def test_a_text_that_is_no_unicode_is_sent(server, reader):
    server.board.surround(values={"workspace": "\ud800"})
    assert json.loads(reader.request("GET", "/live/state").body)["values"] == {"workspace": "\ud800"}
    with reader.events() as events:
        assert next(events)[1]["values"] == {"workspace": "\ud800"}


def test_the_first_event_is_complete_and_later_events_contain_changes(server, reader):
    with reader.events() as events:
        _, first, _ = next(events)
        assert len(first["cards"]) == len(server.guide.known_checks)
        reader.click("create-workspace", "webhooks")
        _, second, _ = next(events)
        assert set(second["cards"]) == {"webhooks"}
        assert second["announce"] == ""


def test_compressed_events_arrive_at_once(server, reader):
    decompressor, text = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), ""
    with closing(http.client.HTTPConnection(server.host, timeout=20)) as connection:
        connection.request("GET", "/live/events", headers={"Cookie": reader.cookie, "Accept-Encoding": "gzip, br"})
        response = connection.getresponse()
        assert response.headers["content-encoding"] == "gzip"
        for sentence in ("", "The terminal prompts you for something."):
            server.board.surround(terminal=sentence)
            while f'"terminal": "{sentence}"' not in text:
                text += decompressor.decompress(response.read1()).decode()


def test_a_silent_stream_has_heartbeats(server, reader, monkeypatch):
    monkeypatch.setattr(app, "HEARTBEAT_SECONDS", 0.05)
    with socket.create_connection(tuple(server.host.split(":")), timeout=10) as opened, opened.makefile("rb") as lines:
        opened.sendall(f"GET /live/events HTTP/1.1\r\nHost: {server.host}\r\nCookie: {reader.cookie}\r\n\r\n".encode())
        comments = [line for line in islice(lines, 40) if line.startswith(b":")]
    assert len(comments) > 3


def test_too_many_streams_are_refused(reader, monkeypatch):
    monkeypatch.setattr(app, "STREAMS", 2)
    with reader.events() as one, reader.events() as two:
        next(one)
        next(two)
        assert reader.request("GET", "/live/events").status == 503
    assert reader.request("GET", "/live/state").status == 200


def test_streams_that_are_opened_together_are_counted(server, reader, monkeypatch):
    monkeypatch.setattr(app, "STREAMS", 2)
    request = f"GET /live/events HTTP/1.1\r\nHost: {server.host}\r\nCookie: {reader.cookie}\r\n\r\n".encode()
    with ExitStack() as stack:
        address = tuple(server.host.split(":"))
        opened = [stack.enter_context(socket.create_connection(address, timeout=10)) for _ in range(20)]
        for one in opened:
            one.sendall(request)
        statuses = [one.recv(12)[-3:] for one in opened]
    assert statuses.count(b"200") == 2
    assert statuses.count(b"503") == 18


def test_a_head_request_for_the_stream_ends(reader):
    assert reader.request("HEAD", "/live/events").status == 200


@REUSED
@given(body=JSON)
def test_other_json_is_refused(reader, body):
    for path in ("/live/check", "/live/provider"):
        assert reader.request("POST", path, body).status == 400


@pytest.mark.parametrize(
    "body",
    [
        {"page": "create-consumer", "check": "no-such-check", "explicit": True},
        {"page": "create-consumer", "check": None, "explicit": 1},
        {"page": ["create-consumer"], "check": None, "explicit": True},
        {"page": "create-consumer", "explicit": True},
    ],
)
def test_incorrect_values_are_refused(reader, body):
    assert reader.request("POST", "/live/check", body).status == 400


def test_a_provider_that_is_not_offered_is_refused(reader):
    assert reader.request("POST", "/live/provider", {"id": "oc-other"}).status == 400


@pytest.mark.parametrize("page", ["verify", "no-such-page", "../../etc", "x" * 2000])
def test_a_page_without_checks_changes_nothing(server, reader, requests_log, page):
    requests_log.clear()
    reader.visit(page)
    reader.click(page)
    server.settle()
    assert not requests_log


def test_a_huge_body_is_refused(reader):
    assert reader.request("POST", "/live/check", {"page": "x" * 10_000_000}).status == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_form_is_refused(reader, kind):
    body = {"page": "create-consumer", "check": None, "explicit": True}
    assert reader.request("POST", "/live/check", body, Content_Type=kind).status == 415


@pytest.mark.parametrize("path", ["/live/check", "/live/provider"])
def test_a_change_needs_a_post_request(reader, path):
    assert reader.request("GET", path).status in {404, 405}


@pytest.mark.parametrize(
    "path",
    [
        *("/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/reference/../../secret.txt", "//secret.txt"),
        *("/..\\secret.txt", "/%2e%2e%5csecret.txt", "/link/secret.txt", "/secret.txt", "/%00", "/index.html%00.css"),
        *("/" + "a" * 5000, "/" + "../" * 50 + "etc/passwd", "/C:/Windows/win.ini"),
    ],
)
def test_no_other_file_is_served(live, sandbox, pages, path):
    (pages.parent / "secret.txt").write_text("secret", encoding="utf-8")
    if not (pages / "link").exists():
        (pages / "link").symlink_to(pages.parent)
    reader = live(sandbox().environment()).reader()
    response = reader.request("GET", path)
    assert response.status in {400, 404}
    assert b"secret" not in response.body.lower()


class Scripts(HTMLParser):
    """Collects the inline scripts and event handlers of a page."""

    def __init__(self):
        super().__init__()
        self.inline = []
        self.handlers = []
        self._open = False

    def handle_starttag(self, tag, attrs):
        self._open = tag == "script" and "src" not in dict(attrs)
        if self._open:
            self.inline.append("")
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, _tag):
        self._open = False

    def handle_data(self, data):
        if self._open:
            self.inline[-1] += data


def test_a_page_has_the_layer_and_allows_only_its_own_scripts(reader, pages):
    response = reader.request("GET", "/create-consumer.html")
    page = response.body.decode()
    assert '<meta name="live-guide" content="create-consumer">' in page
    built = (pages / "create-consumer.html").read_text()
    assert re.sub(r'<link [^>]*live\.css.*\n|<script src="/live.*?</script>', "", page) == built
    found = Scripts()
    found.feed(page)
    hashes = {f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in found.inline}
    (scripts,) = re.findall("script-src ([^;]+)", response.headers["content-security-policy"])
    assert set(scripts.split()) == {"'self'", *hashes}
    assert found.inline
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "name", "status"),
    [("/", "index", 200), ("/reference/checks.html", "reference/checks", 200), ("/missing", "404", 404)],
)
def test_each_page_is_named(reader, path, name, status):
    response = reader.request("GET", path)
    assert (response.status, f'content="{name}"' in response.body.decode()) == (status, True)


def test_other_files_are_unchanged(reader, pages):
    assert reader.request("GET", "/guide.css").body == (pages / "guide.css").read_bytes()


def test_pages_are_compressed(reader):
    response = reader.request("GET", "/create-consumer.html", Accept_Encoding="gzip")
    assert (response.status, response.headers["content-encoding"]) == (200, "gzip")
    assert b"<main>" in gzip.decompress(response.body)


def test_a_link_is_followed_by_another_one_in_the_terminal(server):
    link = server.keys.link()
    path = link.partition(server.host)[2]
    reader = server.reader()
    opened = reader.request("GET", path)
    assert (opened.status, opened.headers["location"]) == (303, "/index.html")
    assert reader.request("GET", path).status == 403
    assert server.said[-1].startswith(f"http://{server.host}/live/open?token=")
    assert server.said[-1] != link


@given(text=st.text(max_size=200))
def test_the_layer_is_added_once_and_nothing_else_changes(text):
    head, body = b"<html><head>", f"<body>{text}</head>".encode(errors="replace")
    layered = site.layered(head + b"</head>" + body + b"</body></html>", "x")
    style, script = (site.layered(tag, "x").removesuffix(tag) for tag in (b"</head>", b"</body>"))
    assert b'name="live-guide"' in style
    assert b"live.js" in script
    assert layered == head + style + b"</head>" + body + script + b"</body></html>"
