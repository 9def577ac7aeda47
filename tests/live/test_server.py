"""A slow, silent, or greedy client can't keep the server from its reader."""

import socket
import time
from contextlib import ExitStack, closing, suppress

import pytest

from checks.live import app, server


@pytest.fixture
def started(live, sandbox, monkeypatch):
    for name in ("HEAD_SECONDS", "READ_SECONDS"):
        monkeypatch.setattr(server, name, 0.5)
    monkeypatch.setattr(app, "BODY_SECONDS", 0.5)
    running = live(sandbox().environment())
    running.settle()
    return running


def connect(running):
    host, port = running.host.split(":")
    opened = socket.create_connection((host, int(port)), timeout=10)
    opened.settimeout(10)
    return opened


def head(running, reader, path="/live/state", method="GET", more=""):
    return (
        f"{method} {path} HTTP/1.1\r\nHost: {running.host}\r\nCookie: {reader.cookie}\r\n"
        f"Origin: http://{running.host}\r\n{more}\r\n"
    ).encode()


def closed_after(opened, seconds):
    """Return whether the server closes the connection in time."""
    opened.settimeout(seconds)
    try:
        while opened.recv(65536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return True


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "])
def test_a_head_that_does_not_arrive_ends_the_connection(started, sent):
    with closing(connect(started)) as opened:
        opened.sendall(sent)
        assert closed_after(opened, 5)


def test_a_head_that_arrives_byte_by_byte_ends_the_connection(started):
    with closing(connect(started)) as opened:
        began = time.monotonic()
        with suppress(ConnectionError):
            while time.monotonic() - began < 8:
                opened.sendall(b"X")
                time.sleep(0.05)
        assert time.monotonic() - began < 5


def test_a_second_head_on_the_same_connection_is_limited_too(started):
    reader = started.reader()
    with closing(connect(started)) as opened:
        opened.sendall(head(started, reader))
        assert opened.recv(65536).startswith(b"HTTP/1.1 200")
        opened.sendall(b"GET /live")
        assert closed_after(opened, 5)


def test_a_body_that_does_not_arrive_ends_the_request(started):
    reader = started.reader()
    more = "Content-Type: application/json\r\nContent-Length: 100\r\n"
    with closing(connect(started)) as opened:
        opened.sendall(head(started, reader, "/live/check", "POST", more) + b"{")
        assert opened.recv(65536).startswith(b"HTTP/1.1 408")
        assert closed_after(opened, 8)


def test_a_huge_head_is_refused(started):
    with closing(connect(started)) as opened:
        opened.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * 200_000)
        assert closed_after(opened, 5)


def test_a_client_that_does_not_read_is_disconnected(started, pages):
    reader = started.reader()
    large = pages / "large.css"
    large.write_bytes(b"x" * 20_000_000)
    with closing(connect(started)) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        opened.sendall(head(started, reader, "/large.css"))
        ends = time.monotonic() + 8
        while started.server.server_state.connections and time.monotonic() < ends:
            time.sleep(0.05)
        assert not started.server.server_state.connections


def test_hundreds_of_silent_connections_do_not_keep_the_reader_out(started):
    reader = started.reader()
    with ExitStack() as stack:
        for _ in range(300):
            stack.enter_context(closing(connect(started)))
        time.sleep(1)
        assert reader.request("GET", "/live/state").status == 200


def test_thousands_of_streams_leave_the_limit_in_place(started):
    reader = started.reader()
    opened, refused = [], 0
    try:
        for _ in range(2000):
            one = connect(started)
            one.sendall(head(started, reader, "/live/events"))
            if one.recv(12) == b"HTTP/1.1 200":
                opened.append(one)
            else:
                refused += 1
                one.close()
        assert len(opened) == app.STREAMS
        assert refused == 2000 - app.STREAMS
        assert reader.request("GET", "/live/state").status == 200
    finally:
        for one in opened:
            one.close()


def test_the_server_stops_with_open_streams(live, sandbox):
    running = live(sandbox().environment())
    reader = running.reader()
    with reader.events() as events:
        next(events)
        began = time.monotonic()
        running.server.should_exit = True
        running.thread.join(10)
        assert not running.thread.is_alive()
        assert time.monotonic() - began < 5
        assert list(events) is not None


def test_listens_on_this_machine_only():
    with closing(server.listen(0)) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
