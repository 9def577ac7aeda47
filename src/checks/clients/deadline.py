"""Limits how long one exchange with a host may take, however slowly its bytes arrive.

The timeout of a socket starts again with every byte, so it never ends a host that sends its headers drop by drop, says
``100 Continue`` for ever, or adds trailers without end. Here, each read of the socket gets only the time that is left.
"""

import io
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPResponse
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

_ENDS: ContextVar[float] = ContextVar("deadline", default=float("inf"))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let every response that is read in this context be complete after so many seconds.

    Raises:
        TimeoutError: From whatever reads it later than that; urllib3 makes a timeout of its own of it.
    """
    token = _ENDS.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ENDS.reset(token)


class _TimedStream(io.RawIOBase):
    """Reads a socket; each read may take the time that is left, and no longer than a read of that socket may take."""

    def __init__(self, stream: io.RawIOBase, sock: socket.socket) -> None:
        self._stream = stream
        self._socket = sock
        self._silence = sock.gettimeout()

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._stream.fileno()

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - as it is in io
        left = _ENDS.get() - time.monotonic()
        if left <= 0:
            raise TimeoutError("the response is not complete in time")
        if self._silence is None or left < self._silence:
            self._socket.settimeout(None if left == float("inf") else left)
        return self._stream.readinto(buffer)

    def close(self) -> None:
        self._stream.close()
        super().close()


class _TimedResponse(HTTPResponse):
    """A response whose status line, headers, body, and trailers are all read within the deadline."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:  # noqa: ANN401 - those of http.client
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_TimedStream(self.fp.detach(), sock))


class _Connection(HTTPConnection):
    response_class = _TimedResponse


class _SecureConnection(HTTPSConnection):
    response_class = _TimedResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


POOLS = {"http": _Pool, "https": _SecurePool}
"""The pools of connections that keep the deadline, by the scheme; the response of a proxy counts too."""
