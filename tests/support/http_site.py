"""A loopback server with prepared responses, and the responses."""

import json
import socket
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from checks.facts import terraform

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


def ok(value: object = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return 200, JSON | headers, json.dumps(value).encode()


def status(code: int, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    return code, {name.replace("_", "-"): value for name, value in headers.items()}, body


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
