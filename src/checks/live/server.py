"""Serves the application on loopback, and closes connections whose requests arrive too slowly."""

import asyncio
import socket
from collections.abc import Callable

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

HEAD_SECONDS = 10.0
"""The time in which the head of a request must arrive."""

READ_SECONDS = 10.0
"""The time in which a client must read what was sent, once the buffers are full."""

CONNECTIONS = 128
"""Connections at the same time."""

LARGEST_HEAD = 16 * 1024
"""Bytes."""

LOOPBACK = "127.0.0.1"


class _Protocol(H11Protocol):
    """HTTP/1.1 with time limits for the head of each request, and for a client that doesn't read its response."""

    _deadline: asyncio.TimerHandle | None = None
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Read a part of a request."""
        super().data_received(data)
        self._watch()

    def pause_writing(self) -> None:
        """Wait until the client reads what was sent."""
        super().pause_writing()
        self._patience = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Continue to send."""
        super().resume_writing()
        if self._patience:
            self._patience.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        for one in (self._deadline, self._patience):
            if one:
                one.cancel()

    def _is_waiting(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def _watch(self) -> None:
        if not self._is_waiting() and self._deadline:
            self._deadline.cancel()
            self._deadline = None
        elif self._is_waiting() and not self._deadline:
            self._deadline = self.loop.call_later(HEAD_SECONDS, self._end)

    def _end(self) -> None:
        self._deadline = None
        if self._is_waiting():
            self.transport.close()


class Server(uvicorn.Server):
    """A server that ends its event streams when it stops.

    Args:
        app: The application.
        listening: The socket, from `listen`.
        stop: Ends the event streams.
    """

    def __init__(self, app: object, listening: socket.socket, stop: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app,  # type: ignore[arg-type] # an ASGI application
            http=_Protocol,
            ws="none",
            lifespan="off",
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS,
            h11_max_incomplete_event_size=LARGEST_HEAD,
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self._listening = listening
        self._stop_streams = stop

    def serve_until_stopped(self) -> None:
        """Serve until Ctrl+C, or until `should_exit` is set."""
        self.run(sockets=[self._listening])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the event streams, and then all connections."""
        self._stop_streams()
        await super().shutdown(sockets)


def listen(port: int) -> socket.socket:
    """Return a socket that listens on this machine only; port 0 is any free port. Raises `OSError`."""
    return socket.create_server((LOOPBACK, port), backlog=CONNECTIONS)
