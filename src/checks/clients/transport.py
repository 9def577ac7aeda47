"""Connections that use the system's trust store, as browsers and Git do, and limit the total time of a request.

A socket timeout restarts with every byte. It never stops a host that sends its headers one byte at a time, repeats
``100 Continue``, or adds endless trailers. Here, each read of the socket gets only the remaining time. Name resolution
has no timeout at all, so it runs in a thread of its own.
"""

import io
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPResponse
from threading import Thread
from typing import Any, TypeVar

import truststore
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidProxyURL
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError

from checks.settings.variables import CA_BUNDLES

RESOLVE_SECONDS = 20.0
"""Seconds to resolve a name and to connect to one of its IP addresses."""

Value = TypeVar("Value")

_ENDS: ContextVar[float] = ContextVar("deadline", default=float("inf"))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Limit every response that is read in this context to a total number of seconds.

    Raises:
        TimeoutError: Raised by a read after the deadline; urllib3 converts it to its own timeout error.
    """
    token = _ENDS.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ENDS.reset(token)


def call_within(seconds: float, call: Callable[[], Value]) -> Value:
    """Return the result of a call that can't be interrupted, such as name resolution.

    Raises:
        TimeoutError: The call took longer. It continues in the background, and doesn't keep the process running.
        Exception: Any exception that the call raises.
    """
    result: Future[Value] = Future()

    def run() -> None:
        try:
            found = call()
        except BaseException as error:  # noqa: BLE001 - the caller raises it
            result.set_exception(error)
        else:
            result.set_result(found)

    Thread(target=run, daemon=True).start()
    return result.result(timeout=seconds)


class _TimedStream(io.RawIOBase):
    """Reads a socket; each read is limited to the shorter of the remaining time and the socket's own timeout."""

    def __init__(self, stream: io.RawIOBase, sock: socket.socket) -> None:
        self._stream = stream
        self._socket = sock
        self._timeout = sock.gettimeout()

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._stream.fileno()

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - the signature in io
        remaining = _ENDS.get() - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("the response wasn't complete in time")
        if self._timeout is None or remaining < self._timeout:
            self._socket.settimeout(None if remaining == float("inf") else remaining)
        return self._stream.readinto(buffer)

    def close(self) -> None:
        self._stream.close()
        super().close()


class _TimedResponse(HTTPResponse):
    """A response whose status line, headers, body, and trailers are all read within the deadline."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as in http.client
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_TimedStream(self.fp.detach(), sock))


class _Connection(HTTPConnection):
    response_class = _TimedResponse

    def _new_conn(self) -> socket.socket:
        """Return a connected socket; urllib3 limits only the time to connect to each IP address."""
        seconds = min(RESOLVE_SECONDS, max(0.0, _ENDS.get() - time.monotonic()))
        try:
            return call_within(seconds, super()._new_conn)
        except TimeoutError:
            raise ConnectTimeoutError(self, f"No connection to {self.host} in time.") from None


class _SecureConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


POOLS = {"http": _Pool, "https": _SecurePool}
"""The connection pools that enforce the deadline, by URL scheme. A proxy's own response is also limited."""


def adapter(**options: Any) -> HTTPAdapter:  # noqa: ANN401 - the options of requests' adapter
    """Return an adapter that trusts the CA bundle in the environment or, by default, the system's trust store."""
    named = any(map(os.environ.get, CA_BUNDLES))
    return _TimedAdapter(**options) if named else _SystemAdapter(**options)


class _TimedAdapter(HTTPAdapter):
    """Creates connections that enforce the deadline, including those through a proxy."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the signature in requests
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as in requests
        try:
            return super().get_connection_with_tls_context(*args, **options)
        except (TypeError, UnicodeError):
            # A proxy URL with a username and no host, or with characters that aren't allowed in a header.
            raise InvalidProxyURL("The URL of the proxy isn't valid.") from None

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:  # noqa: ANN401 - the signature in requests
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = POOLS
        return manager


class _SystemAdapter(_TimedAdapter):
    """Trusts the system's certificate authorities and those that are included in requests."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the signature in requests
        super().init_poolmanager(*args, **options, ssl_context=_context())

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:  # noqa: ANN401 - the signature in requests
        return super().proxy_manager_for(proxy, **options, ssl_context=_context())


def _context() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
