"""An HTTP session sends its credential only to its own host, respects rate limits, and never hangs."""

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
    """A loopback server with prepared responses.

    Attributes:
        base: The URL of the server.
        answers: The responses in order, as (status, headers, body) or as a function that writes to the request
            handler. The last response is repeated.
        requests: The received requests, as (method, path, headers).
    """

    base: str = ""
    answers: list[Any] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def next(self) -> Any:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def paths(self) -> list[str]:
        return [path for _, path, _ in self.requests]


@pytest.fixture
def start() -> Iterator[Callable[..., Site]]:
    servers: list[ThreadingHTTPServer] = []

    def serve(*answers: Any, wrap: Callable[[socket.socket], socket.socket] | None = None) -> Site:
        site = Site(answers=list(answers))

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                site.requests.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
                response = site.next()
                if callable(response):
                    response(self)
                    return
                status, headers, body = response
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = answer  # noqa: N815 - names that the library requires

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

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@dataclass
class Waits:
    """A fake clock that records the waits between attempts."""

    seconds: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)

    def clock(self) -> float:
        return sum(self.seconds)


@pytest.fixture
def slept() -> Waits:
    return Waits()


@pytest.fixture
def session(slept) -> Iterator[Callable[[str], Http]]:
    sessions: list[Http] = []

    def open_session(base: str) -> Http:
        pacer = RateLimiter(1000, 1, sleep=slept.sleep, clock=slept.clock)
        sessions.append(
            Http(base, HTTPBasicAuth(b"name", SECRET.encode()), pacer=pacer, redact=Redactor([Secret(SECRET)]))
        )
        return sessions[-1]

    yield open_session
    for each in sessions:
        each.close()


def ok(value: object = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return 200, JSON | headers, json.dumps(value).encode()


def status(code: int, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    return code, {name.replace("_", "-"): value for name, value in headers.items()}, body


class TestRequests:
    def test_encodes_the_path_parameters_and_the_query(self, start, session):
        site = start(ok({"a": 1}))
        found = session(site.base).get(bitbucket.SSH_KEYS, {"page": 2, "q": 'a="b c"'}, selected_user="{1/2}")
        assert found.json().at("a") == 1
        method, path, headers = site.requests[0]
        assert (method, path) == ("GET", "/users/%7B1%2F2%7D/ssh-keys?page=2&q=a%3D%22b+c%22")
        assert headers["accept"] == "application/json"
        assert headers["authorization"].startswith("Basic ")

    def test_ignores_cookies(self, start, session):
        site = start(ok(Set_Cookie="a=b"), ok(**{"Set-Cookie": "session=anonymous; Path=/"}), ok())
        client = session(site.base)
        for _ in range(3):
            client.get(READ)
        assert not any("cookie" in headers for _, _, headers in site.requests)

    def test_ignores_a_netrc_file(self, start, session, tmp_path, monkeypatch):
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login user password word\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        site = start(ok())
        session(site.base).get(READ)
        assert site.requests[0][2]["authorization"] == "Basic " + base64.b64encode(f"name:{SECRET}".encode()).decode()

    def test_uses_no_proxy_for_loopback(self, start, session, monkeypatch):
        proxy, site = start(ok("proxy")), start(ok("site"))
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.base)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert session(site.base).get(READ).json().at() == "site"
        assert proxy.requests == []

    @pytest.mark.parametrize(
        "base",
        ["http://app.terraform.io", "http://127.0.0.1.example", "ftp://127.0.0.1", "app.terraform.io", "", "http://"],
    )
    def test_rejects_unencrypted_connections_to_other_hosts(self, session, base):
        with pytest.raises(ValueError, match="https"):
            session(base)

    @pytest.mark.parametrize("base", ["https://app.terraform.io", "http://127.0.0.1:8080", "http://localhost:1"])
    def test_accepts_https_and_loopback(self, session, base):
        assert session(base).base == base

    def test_sends_nothing_after_being_closed(self, start, session):
        site = start(ok())
        client = session(site.base)
        client.close()
        with pytest.raises(ReadError, match="stopped"):
            client.get(READ)
        assert site.requests == []


class TestRedirects:
    def test_follows_a_redirect_on_the_same_host(self, start, session):
        site = start(status(302, Location="/elsewhere"), ok("there"))
        assert session(site.base).get(READ).json().at() == "there"
        assert site.paths == [PATH, "/elsewhere"]

    def test_follows_at_most_three_redirects(self, start, session):
        site = start(status(301, Location="/a"), status(307, Location="/b"), status(308, Location="/c"), ok("there"))
        assert session(site.base).get(READ).json().at() == "there"
        loop = start(status(302, Location="/again"))
        with pytest.raises(ReadError, match="loop"):
            session(loop.base).get(READ)
        assert len(loop.requests) == 4

    @pytest.mark.parametrize(
        "location",
        ["{other}/", "//{address}/x", "https://127.0.0.1/", "http://u:p@{own}/", "http://[bad/", "file:///etc/x"],
    )
    def test_does_not_follow_a_redirect_to_another_host(self, start, session, location):
        other = start(ok("caught"))
        site = start()
        address, own = (each.base.partition("://")[2] for each in (other, site))
        site.answers = [status(302, Location=location.format(other=other.base, address=address, own=own))]
        with pytest.raises(ReadError, match="another host"):
            session(site.base).get(READ)
        assert other.requests == []
        assert len(site.requests) == 1

    def test_a_slow_redirect_is_cut_off(self, start, session, monkeypatch):
        monkeypatch.setattr(http, "ANSWER_SECONDS", 0.2)
        site = start(lambda handler: dripping(handler, 302, "/elsewhere"))
        with pytest.raises(ReadError, match="it took too long"):
            session(site.base).get(READ)

    def test_rejects_a_redirect_without_a_location(self, start, session):
        site = start(status(302))
        with pytest.raises(ReadError, match="answered 302"):
            session(site.base).get(READ)


class TestNextPages:
    def test_reads_a_page_on_the_same_host(self, start, session):
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
    def test_does_not_read_a_page_on_another_host(self, start, session, address):
        site = start(ok("next"))
        with pytest.raises(ReadError, match="another host"):
            session(site.base).follow(READ, address.format(port=site.base.rpartition(":")[2]))
        assert site.requests == []

    def test_redacts_a_secret_in_the_hostname(self, start, session):
        with pytest.raises(ReadError) as caught:
            session(start(ok()).base).follow(READ, f"https://{SECRET}.example/")
        assert SECRET not in str(caught.value)


class TestRetries:
    @pytest.mark.parametrize("code", [429, 502, 503, 504])
    def test_retries_temporary_errors(self, start, session, slept, code):
        site = start(status(code), status(code), ok("now"))
        assert session(site.base).get(READ).json().at() == "now"
        assert slept.seconds == [1, 2]

    def test_gives_up_after_three_attempts(self, start, session):
        site = start(status(503))
        with pytest.raises(ReadError, match="answered 503") as caught:
            session(site.base).get(READ)
        assert caught.value.status == 503
        assert len(site.requests) == 3

    @pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 422, 500, 501])
    def test_does_not_retry_other_errors(self, start, session, slept, code):
        site = start(status(code))
        with pytest.raises(ReadError) as caught:
            session(site.base).get(READ)
        assert caught.value.status == code
        assert len(site.requests) == 1
        assert slept.seconds == []

    @pytest.mark.parametrize("header", [{"Retry_After": "7"}, {"Retry_After": "60"}, {"X_RateLimit_Reset": "0.5"}])
    def test_waits_as_long_as_the_response_header_says(self, start, session, slept, header):
        session(start(status(429, **header), ok()).base).get(READ)
        assert slept.seconds == [float(*header.values())]

    @pytest.mark.parametrize("value", ["0", "-3", "soon", "nan", ""])
    def test_uses_the_default_wait_if_the_header_is_invalid(self, start, session, slept, value):
        session(start(status(429, Retry_After=value), ok()).base).get(READ)
        assert slept.seconds == [1]

    def test_the_wait_applies_to_all_requests(self, start, session, slept):
        http = session(start(status(429, Retry_After="7"), ok()).base)
        http._pacer.rest = lambda _: None
        http.get(READ)
        assert slept.seconds == [7]

    def test_waits_for_the_reset_if_no_requests_remain(self, start, session, slept):
        left = [ok(**{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0.5"}), ok()]
        http = session(start(*left).base)
        http.get(READ)
        assert slept.seconds == []
        http.get(READ)
        assert slept.seconds == [0.5]

    @pytest.mark.parametrize(
        ("remaining", "reset"), [("1", "9"), ("0", "soon"), ("0", "745"), ("none", "9"), ("0", "-1")]
    )
    def test_does_not_wait_if_requests_remain_or_the_reset_is_invalid(self, start, session, slept, remaining, reset):
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
    def test_measures_a_date_by_the_vendors_clock(  # noqa: PLR0913, PLR0917 - fixtures and a table
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
    def test_reports_the_rate_limit_instead_of_a_long_wait(self, start, session, slept, value):
        site = start(status(429, b"Rate limit for this resource has been exceeded", Retry_After=value), ok())
        with pytest.raises(ReadError, match="Rate limit for this resource has been exceeded"):
            session(site.base).get(READ)
        assert slept.seconds == []

    def test_retries_after_a_broken_connection(self, start, session):
        site = start(hang_up, truncated, ok("whole"))
        assert session(site.base).get(READ).json().at() == "whole"
        assert len(site.requests) == 3


class TestPost:
    @pytest.mark.parametrize("code", [200, 400, 401, 403, 404])
    def test_returns_the_response_for_any_final_status(self, start, session, code):
        site = start(status(code, b"{}"))
        assert session(site.base).post_once(bitbucket.ACCESS_TOKEN, {"a": "b"}).status == code
        assert [method for method, _, _ in site.requests] == ["POST"]

    @pytest.mark.parametrize("answer", [status(429), status(500), status(503, Retry_After="0")])
    def test_never_retries_an_error(self, start, session, slept, answer):
        site = start(answer)
        with pytest.raises(ReadError):
            session(site.base).post_once(bitbucket.ACCESS_TOKEN, {})
        assert len(site.requests) == 1
        assert slept.seconds == []

    def test_does_not_retry_after_a_broken_connection(self, start, session):
        site = start(hang_up)
        with pytest.raises(ReadError):
            session(site.base).post_once(bitbucket.ACCESS_TOKEN, {})
        assert len(site.requests) == 1

    def test_does_not_follow_a_redirect(self, start, session):
        site = start(status(307, Location="/elsewhere"), ok())
        assert session(site.base).post_once(bitbucket.ACCESS_TOKEN, {}).status == 307
        assert len(site.requests) == 1

    def test_raises_for_a_second_post(self, start, session):
        client = session(start(status(400, b"{}")).base)
        client.post_once(bitbucket.ACCESS_TOKEN, {})
        with pytest.raises(RuntimeError, match="once"):
            client.post_once(bitbucket.ACCESS_TOKEN, {})


class TestInvalidResponses:
    def test_a_slow_response_is_cut_off(self, start, session, monkeypatch):
        monkeypatch.setattr(http, "ANSWER_SECONDS", 0.2)
        site = start(dripping)
        started = time.monotonic()
        with pytest.raises(ReadError, match="it took too long"):
            session(site.base).get(READ)
        assert time.monotonic() - started < 3
        assert len(site.requests) == 1

    def test_a_silent_server_is_cut_off(self, start, session, monkeypatch):
        monkeypatch.setattr(http, "SILENCE_SECONDS", 0.1)
        site = start(lambda _: time.sleep(1))
        with pytest.raises(ReadError, match="it took too long"):
            session(site.base).get(READ)

    @pytest.mark.parametrize("compressed", [True, False])
    def test_stops_reading_an_oversized_response(self, start, session, monkeypatch, compressed):
        monkeypatch.setattr(http, "LARGEST_ANSWER", 1000)
        body = b"x" * 1001
        site = start((200, {"Content-Encoding": "gzip"}, gzip.compress(body)) if compressed else (200, {}, body))
        with pytest.raises(ReadError, match="more than 1,000 bytes"):
            session(site.base).get(READ)
        assert len(site.requests) == 1

    def test_reads_a_response_of_the_maximum_size(self, start, session, monkeypatch):
        monkeypatch.setattr(http, "LARGEST_ANSWER", 1000)
        assert len(session(start(status(200, b"x" * 1000)).base).get(READ).body) == 1000

    def test_reads_compressed_data_that_arrives_byte_by_byte(self, start, session):
        body = json.dumps(["a"] * 5000).encode()
        assert session(start(byte_by_byte(body)).base).get(READ).body == body

    def test_does_not_quote_a_web_page_from_a_proxy(self, start, session):
        site = start((502, {"Content-Type": "text/html"}, b"<html>502 Bad Gateway</html>"))
        with pytest.raises(ReadError) as caught:
            session(site.base).get(READ)
        assert str(caught.value) == f"{site.base}{PATH} answered 502."

    @pytest.mark.parametrize("cut", [1, 8, 9, 20])
    def test_rejects_truncated_gzip_data(self, start, session, cut):
        compressed = gzip.compress(json.dumps(["a", "b", "c"] * 40).encode())[:-cut]
        with pytest.raises(ReadError, match="the response ended early"):
            session(start((200, {"Content-Encoding": "gzip"}, compressed)).base).get(READ)

    @pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "identity, br"])
    def test_rejects_a_compression_that_it_did_not_request(self, start, session, encoding):
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
    def test_detects_whether_the_response_proves_the_body_complete(self, start, session, headers, body, whole):
        def bare(handler):
            handler.send_response_only(200)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.send_header("Connection", "close")
            handler.end_headers()
            handler.wfile.write(body)
            handler.close_connection = True

        assert session(start(bare).base).get(READ).whole is whole

    def test_joins_several_gzip_streams_into_one_body(self, start, session):
        compressed = gzip.compress(b"[1, ") + gzip.compress(b"2]")
        assert session(start((200, {"Content-Encoding": "gzip"}, compressed)).base).get(READ).body == b"[1, 2]"

    @pytest.mark.parametrize("code", [201, 202, 203, 205, 206, 226, 299])
    def test_rejects_undocumented_success_statuses(self, start, session, code):
        with pytest.raises(ReadError, match=f"answered {code}"):
            session(start(status(code, b"[]")).base).get(READ)

    @pytest.mark.parametrize("body", [b"<html>sign in</html>", b" \n<!DOCTYPE html>"])
    def test_reports_a_web_page_instead_of_json(self, start, session, body):
        found = session(start(status(200, body)).base).get(READ)
        with pytest.raises(ReadError, match="answered 200 with a web page"):
            found.json()

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b"9" * 5000])
    def test_rejects_a_body_that_is_not_json(self, start, session, body):
        found = session(start(status(200, body)).base).get(READ)
        with pytest.raises(ReadError, match="with no JSON"):
            found.json()

    def test_reports_a_refused_connection(self, session):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with pytest.raises(ReadError, match="the connection failed") as caught:
            session(f"http://127.0.0.1:{port}").get(READ)
        assert caught.value.status is None

    def test_reports_an_unknown_hostname(self, session):
        with pytest.raises(ReadError, match="its name cannot be resolved"):
            session("https://unknown.invalid").get(READ)

    @pytest.mark.parametrize(
        ("proxy", "message"),
        [
            ("http://", "is not a valid URL with a host"),
            ("http://user:hunter2hunter2@", "is not a valid URL with a host"),
            ("http://u:\u20ac@127.0.0.1:1", "is not a valid URL with a host"),
            ("http://" + "a" * 64, "or that of the proxy that HTTPS_PROXY or ALL_PROXY names, is not valid"),
            ("http://..:80", "or that of the proxy that HTTPS_PROXY or ALL_PROXY names, is not valid"),
            ("socks5://127.0.0.1:1", "is of a kind that is not supported"),
            ("http://[1", "or that of the proxy that HTTPS_PROXY or ALL_PROXY names, is not valid"),
            ("ftp://proxy.example", "or that of the proxy that HTTPS_PROXY or ALL_PROXY names, is not valid"),
            ("http://unknown.invalid:3128", "the name of the proxy that HTTPS_PROXY or ALL_PROXY names cannot be"),
            ("http://127.0.0.1:1", "the proxy that HTTPS_PROXY or ALL_PROXY names cannot be reached"),
        ],
    )
    def test_reports_a_broken_proxy_instead_of_the_server(self, session, monkeypatch, proxy, message):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        with pytest.raises(ReadError) as caught:
            session("https://bitbucket.example").get(READ)
        assert message in str(caught.value)
        assert "hunter2" not in str(caught.value)

    def test_reports_an_untrusted_certificate(self, start, session, tmp_path):
        site = start(ok(), wrap=self_signed(tmp_path))
        with pytest.raises(ReadError, match="its certificate is not trusted"):
            session(site.base).get(READ)
        assert site.requests == []

    def test_reports_a_server_without_tls(self, start, session):
        site = start(ok())
        with pytest.raises(ReadError, match="the TLS handshake failed"):
            session(site.base.replace("http:", "https:")).get(READ)


class TestErrorMessages:
    def test_quotes_a_plain_text_error(self, start, session):
        site = start(status(403, b"Access denied. You must have write or admin access.", Content_Type="text/plain"))
        with pytest.raises(ReadError) as caught:
            session(site.base).get(bitbucket.HOOKS, None, workspace="a", repo_slug="b")
        assert caught.value.message == "Access denied. You must have write or admin access."
        assert str(caught.value).endswith("admin access. Minimum permission: read:webhook:bitbucket.")

    def test_quotes_the_error_detail(self, start, session):
        body = {"error": {"message": "Resource not found", "detail": "There is no API hosted at this URL."}}
        with pytest.raises(ReadError, match="Resource not found: There is no API hosted at this URL"):
            session(start(status(404, json.dumps(body).encode())).base).get(READ)

    def test_names_the_missing_scopes(self, start, session):
        detail = {"required": ["read:a", "read:b"], "granted": ["read:a"]}
        body = {"error": {"message": "Your credentials lack scopes.", "detail": detail}}
        with pytest.raises(ReadError, match=r"lack scopes\. It needs read:b\.$"):
            session(start(status(403, json.dumps(body).encode())).base).get(READ)

    def test_names_the_settings_of_a_rejected_credential(self, start, session):
        with pytest.raises(ReadError, match="Check TFE_TOKEN and TFE_ORGANIZATION") as caught:
            session(start(status(401)).base).get(READ)
        assert caught.value.refused

    @pytest.mark.parametrize("code", [403, 404, 500])
    def test_does_not_blame_the_credential_for_other_errors(self, start, session, code):
        with pytest.raises(ReadError) as caught:
            session(start(status(code)).base).get(READ)
        assert not caught.value.refused

    @pytest.mark.parametrize("position", range(480, 510, 3))
    def test_redacts_secrets_before_shortening_the_message(self, start, session, position):
        site = start(status(400, b"x" * (position - 12) + b" you sent " + SECRET.encode()))
        with pytest.raises(ReadError) as caught:
            session(site.base).get(READ)
        assert SECRET[:6] not in str(caught.value)
        assert len(caught.value.message) <= 500

    def test_does_not_show_the_query(self, start, session):
        with pytest.raises(ReadError) as caught:
            session(start(status(404)).base).get(READ, {"q": "what-was-asked"})
        assert "what-was-asked" not in str(caught.value)


class TestRequestLog:
    def logged(self, client: Http) -> list[RequestRecord]:
        token = REQUESTS.set({})
        try:
            with pytest.raises(ReadError):
                client.get(READ, {"q": "x"})
            return list(REQUESTS.get() or ())
        finally:
            REQUESTS.reset(token)

    def test_logs_each_request_with_its_status(self, start, session):
        site = start(status(302, Location="/b"), status(404))
        records = self.logged(session(site.base))
        assert records == [RequestRecord(READ, site.base + PATH, 302), RequestRecord(READ, f"{site.base}/b", 404)]

    def test_logs_a_request_without_a_response(self, start, session):
        site = start(hang_up)
        assert self.logged(session(site.base)) == [RequestRecord(READ, site.base + PATH, None)]

    def test_logs_nothing_outside_of_a_check(self, start, session):
        session(start(ok()).base).get(READ)
        assert REQUESTS.get() is None


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def truncated(handler: BaseHTTPRequestHandler) -> None:
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


def byte_by_byte(body: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    compressed = gzip.compress(body)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for at in range(len(compressed)):
            handler.wfile.write(b"1\r\n" + compressed[at : at + 1] + b"\r\n")
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
