"""Each exchange ends at its deadline, for a delay in any part of the response."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import pytest
from requests.auth import HTTPBasicAuth

from checks.clients import http, transport
from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.clients.rate_limit import RateLimiter
from checks.facts import terraform
from checks.settings.secret import Redactor

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
PAUSE = 0.02
"""Seconds between two pieces; each pause is shorter than `http.SILENCE_SECONDS`."""

SLOW = {
    "the status line": (b"", b"H"),
    "the headers": (HEAD, b"X"),
    "endless headers": (HEAD, b"X: y\r\n"),
    "endless 100 Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "the body": (HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
    "a body without a length": (HEAD + b"\r\n", b" "),
    "the size of a chunk": (CHUNKED + b"1", b"0"),
    "an extension of a chunk": (CHUNKED + b"1;", b"x"),
    "a chunk": (CHUNKED + b"fffff\r\n", b" "),
    "the trailers": (CHUNKED + b"2\r\n[]\r\n0\r\n", b"X: y\r\n"),
}


@pytest.fixture
def serve() -> Iterator[Callable[[bytes, bytes], str]]:
    """Return a function that serves the given first bytes and then repeats one piece."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        done = threading.Event()

        def respond(beginning: bytes, piece: bytes) -> None:
            with suppress(OSError), closing(listener.accept()[0]) as connection:
                connection.recv(65536)
                connection.sendall(beginning)
                while not done.wait(PAUSE):
                    connection.sendall(piece)

        def start(beginning: bytes, piece: bytes) -> str:
            threading.Thread(target=respond, args=(beginning, piece), daemon=True).start()
            return f"http://127.0.0.1:{listener.getsockname()[1]}"

        yield start
        done.set()


@pytest.mark.parametrize("part", SLOW)
def test_a_slow_response_is_cut_off(serve, monkeypatch, part):
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.3)
    began = time.monotonic()
    session = Http(
        serve(*SLOW[part]),
        HTTPBasicAuth(b"", b""),
        limiter=RateLimiter(9, 1, sleep=lambda _: None),
        redact=Redactor([]),
    )
    with closing(session), pytest.raises(ReadError, match="it took too long"):
        session.get(terraform.ACCOUNT)
    assert time.monotonic() - began < 3


def test_a_slow_proxy_is_cut_off(serve, monkeypatch):
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.3)
    monkeypatch.setenv("HTTPS_PROXY", serve(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"))
    began = time.monotonic()
    session = Http(
        "https://host.invalid",
        HTTPBasicAuth(b"", b""),
        limiter=RateLimiter(9, 1, sleep=lambda _: None),
        redact=Redactor([]),
    )
    with closing(session), pytest.raises(ReadError, match="couldn't be read"):
        session.get(terraform.ACCOUNT)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("piece", [b"", b"\x16"], ids=["silent", "one byte at a time"])
def test_a_tls_handshake_that_never_ends_is_cut_off(serve, monkeypatch, piece):
    monkeypatch.setattr(http, "CONNECT_SECONDS", 0.3)
    base = serve(b"\x16\x03\x03\x40\x00", piece).replace("http://", "https://")
    began = time.monotonic()
    session = Http(base, HTTPBasicAuth(b"", b""), limiter=RateLimiter(9, 1, sleep=lambda _: None), redact=Redactor([]))
    with closing(session), pytest.raises(ReadError, match="couldn't be read"):
        session.get(terraform.ACCOUNT)
    assert time.monotonic() - began < 3


def test_each_exchange_on_a_connection_has_its_own_deadline(serve, monkeypatch):
    whole = HEAD + b"Content-Length: 2\r\n\r\n[]"
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.3)
    session = Http(
        serve(whole, b""), HTTPBasicAuth(b"", b""), limiter=RateLimiter(9, 1, sleep=lambda _: None), redact=Redactor([])
    )
    with closing(session):
        assert session.get(terraform.ACCOUNT).json().items() == ()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_resolves_slowly_is_cut_off(monkeypatch, scheme):
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait(30))
    monkeypatch.setattr(transport, "RESOLVE_SECONDS", 0.2)
    client = Http(f"{scheme}://localhost:9", HTTPBasicAuth("", ""), limiter=RateLimiter(10, 1), redact=Redactor([]))
    began = time.monotonic()
    with closing(client), pytest.raises(ReadError, match="it took too long"):
        client.get(terraform.PING)
    never.set()
    assert time.monotonic() - began < 5


def test_the_deadline_of_the_exchange_includes_name_resolution(monkeypatch):
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait(30))
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.2)
    client = Http("http://localhost:9", HTTPBasicAuth("", ""), limiter=RateLimiter(10, 1), redact=Redactor([]))
    began = time.monotonic()
    with closing(client), pytest.raises(ReadError, match="it took too long"):
        client.get(terraform.PING)
    never.set()
    assert time.monotonic() - began < 5
