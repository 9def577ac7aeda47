"""One session with one host: it keeps its credential to itself, waits as it is asked to, and never hangs."""

import base64
import gzip
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from socketserver import TCPServer
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from requests.auth import HTTPBasicAuth

from checks.clients import http
from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.clients.rate_limit import RateLimiter
from checks.clients.request_log import REQUESTS, RequestRecord
from checks.facts import bitbucket, terraform
from checks.settings.secret import Redactor, Secret

READ = terraform.ACCOUNT
PATH = "/account/details"
SECRET = "planted-secret-0123456789"
JSON = {"Content-Type": "application/json"}


@dataclass
class Site:
    """A server on loopback that answers as it is told to.

    Attributes:
        answers: What it answers, in turn: status, headers and body; the last again and again. Or a function that
            does with the handler what it likes.
        asked: What it was asked: method, path, headers.
    """

    base: str = ""
    answers: list[Any] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def next(self) -> Any:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked]


@pytest.fixture
def start() -> Iterator[Callable[..., Site]]:
    servers: list[ThreadingHTTPServer] = []

    def started(*answers: Any, wrap: Callable[[socket.socket], socket.socket] | None = None) -> Site:
        site = Site(answers=list(answers))

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                site.asked.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
                given = site.next()
                if callable(given):
                    given(self)
                    return
                status, headers, body = given
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = answer  # noqa: N815 - names of the library

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def server_bind(self) -> None:
                TCPServer.server_bind(self)

            def handle_error(self, *_: object) -> None:
                pass

        server = Server(("127.0.0.1", 0), Handler)
        if wrap:
            server.socket = wrap(server.socket)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        site.base = f"http{'s' if wrap else ''}://127.0.0.1:{server.server_address[1]}"
        return site

    yield started
    for server in servers:
        server.shutdown()
        server.server_close()


@dataclass
class Slept:
    """The waits between attempts."""

    seconds: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)

    def clock(self) -> float:
        return sum(self.seconds)


@pytest.fixture
def slept() -> Slept:
    return Slept()


@pytest.fixture
def session(slept) -> Iterator[Callable[[str], Http]]:
    made: list[Http] = []

    def opened(base: str) -> Http:
        pacer = RateLimiter(1000, 1, sleep=slept.sleep, clock=slept.clock)
        made.append(Http(base, HTTPBasicAuth(b"name", SECRET.encode()), pacer=pacer, redact=Redactor([Secret(SECRET)])))
        return made[-1]

    yield opened
    for each in made:
        each.close()


def ok(value: object = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return 200, JSON | headers, json.dumps(value).encode()


def status(code: int, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    return code, {name.replace("_", "-"): value for name, value in headers.items()}, body


class TestWhatIsSent:
    def test_a_get_with_its_parameters_and_query(self, start, session):
        site = start(ok({"a": 1}))
        found = session(site.base).get(bitbucket.SSH_KEYS, {"page": 2, "q": 'a="b c"'}, selected_user="{1/2}")
        assert found.json().at("a") == 1
        method, path, headers = site.asked[0]
        assert (method, path) == ("GET", "/users/%7B1%2F2%7D/ssh-keys?page=2&q=a%3D%22b+c%22")
        assert headers["accept"] == "application/json"
        assert headers["authorization"].startswith("Basic ")

    def test_no_cookie_is_kept(self, start, session):
        site = start(ok(Set_Cookie="a=b"), ok(**{"Set-Cookie": "session=anonymous; Path=/"}), ok())
        client = session(site.base)
        for _ in range(3):
            client.get(READ)
        assert not any("cookie" in headers for _, _, headers in site.asked)

    def test_no_netrc_takes_the_place_of_the_credential(self, start, session, tmp_path, monkeypatch):
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login somebody password else\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        site = start(ok())
        session(site.base).get(READ)
        assert site.asked[0][2]["authorization"] == "Basic " + base64.b64encode(f"name:{SECRET}".encode()).decode()

    def test_no_proxy_reads_along_what_stays_on_this_machine(self, start, session, monkeypatch):
        proxy, site = start(ok("proxy")), start(ok("site"))
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.base)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert session(site.base).get(READ).json().at() == "site"
        assert proxy.asked == []

    @pytest.mark.parametrize(
        "base",
        ["http://app.terraform.io", "http://127.0.0.1.example", "ftp://127.0.0.1", "app.terraform.io", "", "http://"],
    )
    def test_nothing_is_sent_where_it_could_be_read_on_its_way(self, session, base):
        with pytest.raises(ValueError, match="https"):
            session(base)

    @pytest.mark.parametrize("base", ["https://app.terraform.io", "http://127.0.0.1:8080", "http://localhost:1"])
    def test_https_and_this_machine_itself_are_fine(self, session, base):
        assert session(base).base == base

    def test_nothing_is_sent_once_it_is_closed(self, start, session):
        site = start(ok())
        client = session(site.base)
        client.close()
        with pytest.raises(ReadError, match="stopped"):
            client.get(READ)
        assert site.asked == []


class TestRedirects:
    def test_one_on_the_same_host_is_followed(self, start, session):
        site = start(status(302, Location="/elsewhere"), ok("there"))
        assert session(site.base).get(READ).json().at() == "there"
        assert site.paths == [PATH, "/elsewhere"]

    def test_three_are_followed_and_no_more(self, start, session):
        site = start(status(301, Location="/a"), status(307, Location="/b"), status(308, Location="/c"), ok("there"))
        assert session(site.base).get(READ).json().at() == "there"
        circle = start(status(302, Location="/again"))
        with pytest.raises(ReadError, match="loop"):
            session(circle.base).get(READ)
        assert len(circle.asked) == 4

    @pytest.mark.parametrize(
        "location",
        ["{other}/", "//{place}/x", "https://127.0.0.1/", "http://u:p@{own}/", "http://[bad/", "file:///etc/x"],
    )
    def test_one_to_another_host_is_not_followed(self, start, session, location):
        other = start(ok("caught"))
        site = start()
        place, own = (each.base.partition("://")[2] for each in (other, site))
        site.answers = [status(302, Location=location.format(other=other.base, place=place, own=own))]
        with pytest.raises(ReadError, match="another host"):
            session(site.base).get(READ)
        assert other.asked == []
        assert len(site.asked) == 1

    def test_the_body_of_a_redirect_is_cut_off_like_any_other(self, start, session, monkeypatch):
        monkeypatch.setattr(http, "ANSWER_SECONDS", 0.2)
        site = start(lambda handler: dripping(handler, 302, "/elsewhere"))
        with pytest.raises(ReadError, match="it took too long"):
            session(site.base).get(READ)

    def test_a_redirect_without_a_place_is_no_success(self, start, session):
        site = start(status(302))
        with pytest.raises(ReadError, match="answered 302"):
            session(site.base).get(READ)


class TestNextPages:
    def test_one_on_the_same_host_is_read(self, start, session):
        site = start(ok("next"))
        assert session(site.base).follow(READ, f"{site.base}/x?page=2").json().at() == "next"

    @pytest.mark.parametrize(
        "address",
        [
            "http://localhost:{port}/x",
            "https://127.0.0.1:{port}/x",
            "http://127.0.0.1/x",
            "/x",
            "http://[bad",
            "",
            "x:y",
        ],
    )
    def test_one_anywhere_else_is_not(self, start, session, address):
        site = start(ok("next"))
        with pytest.raises(ReadError, match="another host"):
            session(site.base).follow(READ, address.format(port=site.base.rpartition(":")[2]))
        assert site.asked == []

    def test_a_secret_in_its_name_is_not_shown(self, start, session):
        with pytest.raises(ReadError) as caught:
            session(start(ok()).base).follow(READ, f"https://{SECRET}.example/")
        assert SECRET not in str(caught.value)


class TestPatience:
    @pytest.mark.parametrize("code", [429, 502, 503, 504])
    def test_not_now_is_asked_again(self, start, session, slept, code):
        site = start(status(code), status(code), ok("now"))
        assert session(site.base).get(READ).json().at() == "now"
        assert slept.seconds == [1, 2]

    def test_but_not_for_ever(self, start, session):
        site = start(status(503))
        with pytest.raises(ReadError, match="answered 503") as caught:
            session(site.base).get(READ)
        assert caught.value.status == 503
        assert len(site.asked) == 3

    @pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 422, 500, 501])
    def test_a_no_is_taken_at_once(self, start, session, slept, code):
        site = start(status(code))
        with pytest.raises(ReadError) as caught:
            session(site.base).get(READ)
        assert caught.value.status == code
        assert len(site.asked) == 1
        assert slept.seconds == []

    @pytest.mark.parametrize("asked", [{"Retry_After": "7"}, {"Retry_After": "60"}, {"X_RateLimit_Reset": "0.5"}])
    def test_the_wait_that_is_asked_for_is_kept(self, start, session, slept, asked):
        session(start(status(429, **asked), ok()).base).get(READ)
        assert slept.seconds == [float(*asked.values())]

    @pytest.mark.parametrize("value", ["0", "-3", "soon", "nan", ""])
    def test_a_wait_that_is_none_is_ours_to_choose(self, start, session, slept, value):
        session(start(status(429, Retry_After=value), ok()).base).get(READ)
        assert slept.seconds == [1]

    def test_nobody_else_goes_meanwhile(self, start, session, slept):
        http = session(start(status(429, Retry_After="7"), ok()).base)
        http._pacer.rest = lambda _: None
        http.get(READ)
        assert slept.seconds == [7]

    def test_where_nothing_is_left_the_next_waits_until_there_is(self, start, session, slept):
        left = [ok(**{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0.5"}), ok()]
        http = session(start(*left).base)
        http.get(READ)
        assert slept.seconds == []
        http.get(READ)
        assert slept.seconds == [0.5]

    @pytest.mark.parametrize(
        ("remaining", "reset"), [("1", "9"), ("0", "soon"), ("0", "745"), ("none", "9"), ("0", "-1")]
    )
    def test_what_says_nothing_of_the_kind_makes_nobody_wait(self, start, session, slept, remaining, reset):
        http = session(start(ok(**{"X-RateLimit-Remaining": remaining, "X-RateLimit-Reset": reset}), ok()).base)
        http.get(READ)
        http.get(READ)
        assert slept.seconds == []

    @pytest.mark.parametrize(
        ("date", "until", "seconds"),
        [
            ("Sat, 28 Nov 2026 12:00:00 GMT", "Sat, 28 Nov 2026 12:00:07 GMT", 7),
            ("Sat, 28 Nov 2026 12:00:00 GMT", "Saturday, 28-Nov-26 12:00:07 GMT", 7),
            ("Sat, 28 Nov 2026 12:00:00 GMT", "Sat, 28 Nov 2026 11:00:00 GMT", 1),
        ],
    )
    def test_a_wait_may_be_a_date_by_the_clock_of_the_vendor(  # noqa: PLR0913, PLR0917 - fixtures and a table
        self, start, session, slept, date, until, seconds
    ):
        def busy(handler):
            handler.send_response_only(429)
            for name, value in {"Date": date, "Retry-After": until, "Content-Length": "0"}.items():
                handler.send_header(name, value)
            handler.end_headers()

        session(start(busy, ok()).base).get(READ)
        assert slept.seconds[0] == seconds

    @pytest.mark.parametrize("value", ["61", "3600", "inf", "1e300"])
    def test_a_wait_that_nobody_would_sit_out_is_told_instead(self, start, session, slept, value):
        site = start(status(429, b"Rate limit for this resource has been exceeded", Retry_After=value), ok())
        with pytest.raises(ReadError, match="Rate limit for this resource has been exceeded"):
            session(site.base).get(READ)
        assert slept.seconds == []

    def test_a_connection_that_breaks_is_tried_again(self, start, session):
        site = start(hang_up, half, ok("whole"))
        assert session(site.base).get(READ).json().at() == "whole"
        assert len(site.asked) == 3


class TestTheOnePost:
    @pytest.mark.parametrize("code", [200, 400, 401, 403, 404])
    def test_it_is_answered_whatever_the_status(self, start, session, code):
        site = start(status(code, b"{}"))
        assert session(site.base).post_once(bitbucket.ACCESS_TOKEN, {"a": "b"}).status == code
        assert [method for method, _, _ in site.asked] == ["POST"]

    @pytest.mark.parametrize("answer", [status(429), status(500), status(503, Retry_After="0")])
    def test_it_is_never_repeated(self, start, session, slept, answer):
        site = start(answer)
        with pytest.raises(ReadError):
            session(site.base).post_once(bitbucket.ACCESS_TOKEN, {})
        assert len(site.asked) == 1
        assert slept.seconds == []

    def test_it_is_not_repeated_where_the_connection_breaks(self, start, session):
        site = start(hang_up)
        with pytest.raises(ReadError):
            session(site.base).post_once(bitbucket.ACCESS_TOKEN, {})
        assert len(site.asked) == 1

    def test_it_is_not_redirected(self, start, session):
        site = start(status(307, Location="/elsewhere"), ok())
        assert session(site.base).post_once(bitbucket.ACCESS_TOKEN, {}).status == 307
        assert len(site.asked) == 1

    def test_a_second_one_is_a_bug_of_ours(self, start, session):
        client = session(start(status(400, b"{}")).base)
        client.post_once(bitbucket.ACCESS_TOKEN, {})
        with pytest.raises(RuntimeError, match="once"):
            client.post_once(bitbucket.ACCESS_TOKEN, {})


class TestAnswersThatAreNone:
    def test_a_drip_is_cut_off(self, start, session, monkeypatch):
        monkeypatch.setattr(http, "ANSWER_SECONDS", 0.2)
        site = start(dripping)
        started = time.monotonic()
        with pytest.raises(ReadError, match="it took too long"):
            session(site.base).get(READ)
        assert time.monotonic() - started < 3
        assert len(site.asked) == 1

    def test_silence_is_cut_off(self, start, session, monkeypatch):
        monkeypatch.setattr(http, "SILENCE_SECONDS", 0.1)
        site = start(lambda _: time.sleep(1))
        with pytest.raises(ReadError, match="it took too long"):
            session(site.base).get(READ)

    @pytest.mark.parametrize("packed", [True, False])
    def test_what_is_too_large_is_not_read_to_its_end(self, start, session, monkeypatch, packed):
        monkeypatch.setattr(http, "LARGEST_ANSWER", 1000)
        body = b"x" * 1001
        site = start((200, {"Content-Encoding": "gzip"}, gzip.compress(body)) if packed else (200, {}, body))
        with pytest.raises(ReadError, match="more than 1,000 bytes"):
            session(site.base).get(READ)
        assert len(site.asked) == 1

    def test_what_is_just_not_too_large_is_read(self, start, session, monkeypatch):
        monkeypatch.setattr(http, "LARGEST_ANSWER", 1000)
        assert len(session(start(status(200, b"x" * 1000)).base).get(READ).body) == 1000

    def test_what_is_packed_and_sent_byte_by_byte_is_read_whole(self, start, session):
        body = json.dumps(["a"] * 5000).encode()
        assert session(start(crumbling(body)).base).get(READ).body == body

    def test_a_web_page_of_a_proxy_is_called_one(self, start, session):
        site = start((502, {"Content-Type": "text/html"}, b"<html>502 Bad Gateway</html>"))
        with pytest.raises(ReadError) as caught:
            session(site.base).get(READ)
        assert str(caught.value) == f"{site.base}{PATH} answered 502."

    @pytest.mark.parametrize("cut", [1, 8, 9, 20])
    def test_gzip_that_ends_too_early_is_no_response(self, start, session, cut):
        packed = gzip.compress(json.dumps(["a", "b", "c"] * 40).encode())[:-cut]
        with pytest.raises(ReadError, match="the response ended early"):
            session(start((200, {"Content-Encoding": "gzip"}, packed)).base).get(READ)

    @pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "identity, br"])
    def test_a_compression_that_was_not_asked_for_is_no_response(self, start, session, encoding):
        with pytest.raises(ReadError, match="the response ended early"):
            session(start((200, {"Content-Encoding": encoding}, b"[]")).base).get(READ)

    @pytest.mark.parametrize(
        ("headers", "body", "whole"),
        [
            ({"Content-Length": "2"}, b"[]", True),
            ({"Transfer-Encoding": "chunked"}, b"2\r\n[]\r\n0\r\n\r\n", True),
            ({"Content-Encoding": "gzip"}, gzip.compress(b"[]", mtime=0), True),
            ({}, b"[]", False),
            ({"Content-Length": "two"}, b"[]", False),
            ({"Content-Encoding": "gzip"}, b"", False),
        ],
    )
    def test_whether_a_body_is_shown_to_be_whole(self, start, session, headers, body, whole):
        def bare(handler):
            handler.send_response_only(200)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.send_header("Connection", "close")
            handler.end_headers()
            handler.wfile.write(body)
            handler.close_connection = True

        assert session(start(bare).base).get(READ).whole is whole

    def test_several_streams_of_gzip_are_one_body(self, start, session):
        packed = gzip.compress(b"[1, ") + gzip.compress(b"2]")
        assert session(start((200, {"Content-Encoding": "gzip"}, packed)).base).get(READ).body == b"[1, 2]"

    @pytest.mark.parametrize("code", [201, 202, 203, 205, 206, 226, 299])
    def test_another_success_than_the_documented_ones_is_none(self, start, session, code):
        with pytest.raises(ReadError, match=f"answered {code}"):
            session(start(status(code, b"[]")).base).get(READ)

    @pytest.mark.parametrize("body", [b"<html>sign in</html>", b" \n<!DOCTYPE html>"])
    def test_a_web_page_in_place_of_json_is_called_one(self, start, session, body):
        found = session(start(status(200, body)).base).get(READ)
        with pytest.raises(ReadError, match="answered 200 with a web page"):
            found.json()

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b"9" * 5000])
    def test_what_is_no_json_is_an_answer_that_is_none(self, start, session, body):
        found = session(start(status(200, body)).base).get(READ)
        with pytest.raises(ReadError, match="with no JSON"):
            found.json()

    def test_nobody_listening(self, session):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with pytest.raises(ReadError, match="the connection failed") as caught:
            session(f"http://127.0.0.1:{port}").get(READ)
        assert caught.value.status is None

    def test_a_name_that_nobody_knows(self, session):
        with pytest.raises(ReadError, match="its name cannot be resolved"):
            session("https://nobody.invalid").get(READ)

    @pytest.mark.parametrize(
        ("proxy", "words"),
        [
            ("http://", "is not a valid URL with a host"),
            ("http://user:hunter2hunter2@", "is not a valid URL with a host"),
            ("http://u:\u20ac@127.0.0.1:1", "is not a valid URL with a host"),
            ("http://" + "a" * 64, "or that of the proxy that HTTPS_PROXY or ALL_PROXY names, is not valid"),
            ("http://..:80", "or that of the proxy that HTTPS_PROXY or ALL_PROXY names, is not valid"),
            ("socks5://127.0.0.1:1", "is of a kind that is not supported"),
            ("http://[1", "or that of the proxy that HTTPS_PROXY or ALL_PROXY names, is not valid"),
            ("ftp://proxy.example", "or that of the proxy that HTTPS_PROXY or ALL_PROXY names, is not valid"),
            ("http://nobody.invalid:3128", "the name of the proxy that HTTPS_PROXY or ALL_PROXY names cannot be"),
            ("http://127.0.0.1:1", "the proxy that HTTPS_PROXY or ALL_PROXY names cannot be reached"),
        ],
    )
    def test_a_proxy_that_is_none_is_not_blamed_on_the_server(self, session, monkeypatch, proxy, words):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        with pytest.raises(ReadError) as caught:
            session("https://bitbucket.example").get(READ)
        assert words in str(caught.value)
        assert "hunter2" not in str(caught.value)

    def test_a_certificate_that_nobody_vouches_for(self, start, session, tmp_path):
        site = start(ok(), wrap=self_signed(tmp_path))
        with pytest.raises(ReadError, match="its certificate is not trusted"):
            session(site.base).get(READ)
        assert site.asked == []

    def test_plain_http_where_https_is_spoken(self, start, session):
        site = start(ok())
        with pytest.raises(ReadError, match="the TLS handshake failed"):
            session(site.base.replace("http:", "https:")).get(READ)


class TestWhatIsTold:
    def test_plain_text_of_a_refusal(self, start, session):
        site = start(status(403, b"Access denied. You must have write or admin access.", Content_Type="text/plain"))
        with pytest.raises(ReadError) as caught:
            session(site.base).get(bitbucket.HOOKS, None, workspace="a", repo_slug="b")
        assert caught.value.message == "Access denied. You must have write or admin access."
        assert str(caught.value).endswith("admin access. Minimum permission: read:webhook:bitbucket.")

    def test_a_detail_that_is_a_text(self, start, session):
        body = {"error": {"message": "Resource not found", "detail": "There is no API hosted at this URL."}}
        with pytest.raises(ReadError, match="Resource not found: There is no API hosted at this URL"):
            session(start(status(404, json.dumps(body).encode())).base).get(READ)

    def test_a_detail_that_is_an_object_names_the_scopes_that_are_missing(self, start, session):
        detail = {"required": ["read:a", "read:b"], "granted": ["read:a"]}
        body = {"error": {"message": "Your credentials lack scopes.", "detail": detail}}
        with pytest.raises(ReadError, match=r"lack scopes\. It needs read:b\.$"):
            session(start(status(403, json.dumps(body).encode())).base).get(READ)

    def test_a_refused_credential_is_ours_to_mend(self, start, session):
        with pytest.raises(ReadError, match="Check TFE_TOKEN and TFE_ORGANIZATION") as caught:
            session(start(status(401)).base).get(READ)
        assert caught.value.refused

    @pytest.mark.parametrize("code", [403, 404, 500])
    def test_any_other_refusal_is_not(self, start, session, code):
        with pytest.raises(ReadError) as caught:
            session(start(status(code)).base).get(READ)
        assert not caught.value.refused

    @pytest.mark.parametrize("where", range(480, 510, 3))
    def test_secrets_are_taken_out_of_what_a_vendor_says_before_it_is_cut(self, start, session, where):
        site = start(status(400, b"x" * (where - 12) + b" you sent " + SECRET.encode()))
        with pytest.raises(ReadError) as caught:
            session(site.base).get(READ)
        assert SECRET[:6] not in str(caught.value)
        assert len(caught.value.message) <= 500

    def test_no_query_is_shown(self, start, session):
        with pytest.raises(ReadError) as caught:
            session(start(status(404)).base).get(READ, {"q": "what-was-asked"})
        assert "what-was-asked" not in str(caught.value)


class TestEvidence:
    def noted(self, client: Http) -> list[RequestRecord]:
        token = REQUESTS.set({})
        try:
            with pytest.raises(ReadError):
                client.get(READ, {"q": "x"})
            return list(REQUESTS.get() or ())
        finally:
            REQUESTS.reset(token)

    def test_each_request_is_noted_with_its_answer(self, start, session):
        site = start(status(302, Location="/b"), status(404))
        seen = self.noted(session(site.base))
        assert seen == [RequestRecord(READ, site.base + PATH, 302), RequestRecord(READ, f"{site.base}/b", 404)]

    def test_no_answer_is_noted_too(self, start, session):
        site = start(hang_up)
        assert self.noted(session(site.base)) == [RequestRecord(READ, site.base + PATH, None)]

    def test_outside_of_a_check_nothing_is_noted(self, start, session):
        session(start(ok()).base).get(READ)
        assert REQUESTS.get() is None


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def half(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"{" * 50)
    hang_up(handler)


def dripping(handler: BaseHTTPRequestHandler, status: int = 200, location: str = "") -> None:
    handler.send_response(status)
    if location:
        handler.send_header("Location", location)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b" ")
        time.sleep(0.01)


def crumbling(body: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    packed = gzip.compress(body)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for at in range(len(packed)):
            handler.wfile.write(b"1\r\n" + packed[at : at + 1] + b"\r\n")
            handler.wfile.flush()
        handler.wfile.write(b"0\r\n\r\n")

    return answer


def self_signed(folder: Path) -> Callable[[socket.socket], socket.socket]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return lambda plain: context.wrap_socket(plain, server_side=True)
