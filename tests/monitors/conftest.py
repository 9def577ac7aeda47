import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from checks.monitors.robot.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@dataclass(frozen=True)
class Reply:
    """A response of the local server. `silent` sends nothing for a long time; `drips` never ends the body."""

    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    drips: bool = False


class Server(ThreadingHTTPServer):
    """A local server with a response for each path, and 404 for all other paths. It records its requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: dict[str, Reply] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.scheme = "http"
        self.over = Event()

    def url(self, path: str) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Print no errors, because some of these tests close connections on purpose."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.requests.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
        reply = self.server.replies.get(self.path, Reply(status=404))
        if reply.silent:
            self.server.over.wait(60)
            return
        body = reply.body.encode()
        self.send_response(reply.status)
        for name, value in ({"Content-Type": "text/html; charset=utf-8"} | reply.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + 1000 * reply.drips))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)
            while reply.drips and not self.server.over.wait(0.05):
                self.wfile.write(b" ")

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def running(server: Server) -> Iterator[Server]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on loopback."""
    with running(Server()) as server:
        yield server


@pytest.fixture(scope="session")
def shared_server() -> Iterator[Server]:
    """A server for all tests; tests must restore its responses."""
    with running(Server()) as server:
        yield server


@pytest.fixture(scope="session")
def make() -> type[Reply]:
    """Return the class of replies."""
    return Reply


@pytest.fixture
def unreachable() -> dict[str, str]:
    """URLs without a response: an unknown host, and a closed port. Source: RFC 6761, section 6.4."""
    with Server() as closed:
        return {"no host": "http://no-such-host.invalid/page", "refused": closed.url("/page")}


@pytest.fixture
def distrusted(tmp_path: Path) -> Iterator[Server]:
    """A server with a self-signed certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = Server()
    server.scheme = "https"
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with running(server):
        yield server


@pytest.fixture
def at(server: Server) -> Callable[[str], str]:
    """Return a function that maps a public URL to the local server, with the host as the first part of the path."""

    def local(address: str) -> str:
        parts = urlsplit(address)
        return server.url(f"/{parts.netloc}{parts.path}") if parts.scheme == "https" else address

    return local


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """The browser of the end-to-end test."""
    pytest.importorskip("playwright.sync_api", reason="the group `browser` is not installed")
    with chromium() as opened:
        yield opened
