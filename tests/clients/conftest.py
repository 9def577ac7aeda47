"""HTTP sessions with the simulated Bitbucket Cloud, and with a loopback server."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

import pytest
from http_site import SECRET, Site
from requests.auth import HTTPBasicAuth

from checks.clients.http import Http
from checks.clients.rate_limit import RateLimiter
from checks.settings.secret import Redactor, Secret


@pytest.fixture
def bitbucket_http(sandbox) -> Iterator[Callable[..., Http]]:
    """Return a function that starts the sandbox and opens a Bitbucket API session with the user's credentials."""
    opened = []

    def start(*changes) -> Http:
        running = sandbox(*changes)
        credentials = running.state.scenario.credentials
        auth = HTTPBasicAuth(credentials.email.encode(), credentials.api_token.encode())
        limit = RateLimiter(1000, 1, sleep=lambda _: None)
        opened.append(Http(f"{running.state.bitbucket_url}/2.0", auth, limiter=limit, redact=Redactor([])))
        return opened[-1]

    yield start
    for http in opened:
        http.close()


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
        limiter = RateLimiter(1000, 1, sleep=slept.sleep, clock=slept.clock)
        sessions.append(
            Http(base, HTTPBasicAuth(b"name", SECRET.encode()), limiter=limiter, redact=Redactor([Secret(SECRET)]))
        )
        return sessions[-1]

    yield open_session
    for each in sessions:
        each.close()
