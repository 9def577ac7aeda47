"""Serve both services on loopback, each on a separate port."""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from socketserver import TCPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

from checks.sandbox import keys
from checks.sandbox.bitbucket import app as bitbucket
from checks.sandbox.response_faults import HangUpError, ResponseFault
from checks.sandbox.scenario import Scenario
from checks.sandbox.state import SandboxState
from checks.sandbox.terraform import app as terraform

LOOPBACK = "127.0.0.1"


class _Handler(BaseHTTPRequestHandler):
    """Pass requests to an application and keep the connection open, as both vendors do."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    server: "_Server"

    def _respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body_parts: Iterable[bytes] = ()
        try:
            # Don't send the headers before the first chunk of the body: until then, the response can still be aborted.
            body_parts, status, headers = run_wsgi_app(self.server.app, self._environment(body))
            chunks = iter(body_parts)
            first = next(chunks, b"")
            self._begin(status, headers)
            self.wfile.write(first)
            for chunk in chunks:
                self.wfile.write(chunk)
        except (HangUpError, ConnectionError):
            self.close_connection = True
        finally:
            close = getattr(body_parts, "close", None)
            if close:
                close()  # otherwise a sent file stays open

    def _begin(self, status: str, headers: Headers) -> None:
        self.send_response_only(int(status.split(maxsplit=1)[0]), status.partition(" ")[2])
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Date", self.date_time_string())
        self.end_headers()

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = do_DELETE = do_OPTIONS = _respond  # noqa: N815 - the names of http.server

    def _environment(self, body: bytes) -> dict[str, Any]:
        target = urlsplit(self.path)
        host, port = self.server.server_address[:2]
        return {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(target.path, "latin-1"),
            "QUERY_STRING": target.query,
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        } | {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()}

    def log_message(self, *_: object) -> None:
        """Print nothing: the request log of the state contains the requests."""


class _Server(ThreadingHTTPServer):
    """A server for one application."""

    daemon_threads = True

    def __init__(self, app: Flask, port: int) -> None:
        self.app = app
        super().__init__((LOOPBACK, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as it is in socketserver
        """Print the error, unless the client closed the connection."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def server_bind(self) -> None:
        """Bind without resolving the full hostname, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]


@dataclass(frozen=True)
class Sandbox:
    """Two running services.

    Attributes:
        state: The state of both services.
        key_file: The file of the user's private key. The public key is in the same folder, with the suffix ``.pub``.
    """

    state: SandboxState
    key_file: Path

    def environment(self) -> dict[str, str]:
        """Return the environment variables for a client: the URLs of the services and the user's credentials."""
        return self.state.environment()

    def begin(self, scenario: Scenario, *response_faults: ResponseFault) -> None:
        """Reset the state to `scenario`, on the same ports."""
        self.state.begin(scenario, response_faults)
        self.key_file.write_bytes(scenario.credentials.private_key)


@contextmanager
def serving(scenario: Scenario, port: int = 0, delay: float = 0) -> Iterator[Sandbox]:
    """Serve both services until the block ends.

    Args:
        scenario: The initial state.
        port: The port of HCP Terraform; Bitbucket uses the next port. 0: any two free ports.
        delay: Seconds to wait before every response.

    Raises:
        OSError: A port is already in use.
    """
    state = SandboxState(scenario, delay=delay)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sandbox-")))
        first = stack.enter_context(_running(terraform.application(state), port))
        second = stack.enter_context(_running(bitbucket.application(state), port and port + 1))
        state.terraform_url, state.bitbucket_url = first, second
        key_file = folder / "service_terraform"
        key_file.touch(mode=0o600)
        state.key_file = key_file
        key_file.with_suffix(".pub").write_text(f"{keys.public_line(keys.service_key())}\n", encoding="ascii")
        sandbox = Sandbox(state, key_file)
        key_file.write_bytes(scenario.credentials.private_key)
        yield sandbox


@contextmanager
def _running(app: Flask, port: int) -> Iterator[str]:
    """Serve one application and yield its URL."""
    with _Server(app, port) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
