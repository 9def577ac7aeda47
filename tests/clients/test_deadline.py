"""No host holds a run up for longer than one exchange may take, in whichever part of it the host is slow."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import pytest
from requests.auth import HTTPBasicAuth

from checks.clients import http
from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.clients.rate_limit import RateLimiter
from checks.facts import terraform
from checks.settings.secret import Redactor

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
PAUSE = 0.02
"""Seconds between two pieces; no silence is as long as `http.SILENCE_SECONDS`."""

SLOW = {
    "the status line": (b"", b"H"),
    "the headers": (HEAD, b"X"),
    "headers without end": (HEAD, b"X: y\r\n"),
    "100 Continue without end": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "the body": (HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
    "a body of no stated length": (HEAD + b"\r\n", b" "),
    "the size of a chunk": (CHUNKED + b"1", b"0"),
    "an extension of a chunk": (CHUNKED + b"1;", b"x"),
    "a chunk": (CHUNKED + b"fffff\r\n", b" "),
    "the trailers": (CHUNKED + b"2\r\n[]\r\n0\r\n", b"X: y\r\n"),
}


@pytest.fixture
def serve() -> Iterator[Callable[[bytes, bytes], str]]:
    """Serve a beginning, and then the same piece again and again."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        done = threading.Event()

        def serving(beginning: bytes, piece: bytes) -> None:
            with suppress(OSError), closing(listening.accept()[0]) as connection:
                connection.recv(65536)
                connection.sendall(beginning)
                while not done.wait(PAUSE):
                    connection.sendall(piece)

        def start(beginning: bytes, piece: bytes) -> str:
            threading.Thread(target=serving, args=(beginning, piece), daemon=True).start()
            return f"http://127.0.0.1:{listening.getsockname()[1]}"

        yield start
        done.set()


@pytest.mark.parametrize("part", SLOW)
def test_whatever_drips_is_cut_off(serve, monkeypatch, part):
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.3)
    began = time.monotonic()
    session = Http(
        serve(*SLOW[part]), HTTPBasicAuth(b"", b""), pacer=RateLimiter(9, 1, sleep=lambda _: None), redact=Redactor([])
    )
    with closing(session), pytest.raises(ReadError, match="it took too long"):
        session.get(terraform.ACCOUNT)
    assert time.monotonic() - began < 3


def test_a_proxy_that_drips_is_cut_off_too(serve, monkeypatch):
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.3)
    monkeypatch.setenv("HTTPS_PROXY", serve(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"))
    began = time.monotonic()
    session = Http(
        "https://host.invalid",
        HTTPBasicAuth(b"", b""),
        pacer=RateLimiter(9, 1, sleep=lambda _: None),
        redact=Redactor([]),
    )
    with closing(session), pytest.raises(ReadError, match="could not be read"):
        session.get(terraform.ACCOUNT)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("piece", [b"", b"\x16"], ids=["silent", "one byte at a time"])
def test_a_tls_handshake_that_never_ends_is_cut_off(serve, monkeypatch, piece):
    monkeypatch.setattr(http, "CONNECT_SECONDS", 0.3)
    base = serve(b"\x16\x03\x03\x40\x00", piece).replace("http://", "https://")
    began = time.monotonic()
    session = Http(base, HTTPBasicAuth(b"", b""), pacer=RateLimiter(9, 1, sleep=lambda _: None), redact=Redactor([]))
    with closing(session), pytest.raises(ReadError, match="could not be read"):
        session.get(terraform.ACCOUNT)
    assert time.monotonic() - began < 3


def test_two_exchanges_on_one_connection_have_a_deadline_each(serve, monkeypatch):
    whole = HEAD + b"Content-Length: 2\r\n\r\n[]"
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.3)
    session = Http(
        serve(whole, b""), HTTPBasicAuth(b"", b""), pacer=RateLimiter(9, 1, sleep=lambda _: None), redact=Redactor([])
    )
    with closing(session):
        assert session.get(terraform.ACCOUNT).json().items() == ()
