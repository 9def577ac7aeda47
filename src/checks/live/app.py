"""The routes of the live guide."""

import asyncio
import json
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from checks.live.access import OPEN, Access, Keys, open_guide
from checks.live.board import Board
from checks.live.guide import Guide
from checks.live.site import Pages

HEARTBEAT_SECONDS = 15.0
"""The time between two events of a stream in which nothing changes."""

BURST_SECONDS = 0.05
"""The time in which several changes become one event."""

BODY_SECONDS = 10.0
"""The time in which the body of a request must arrive."""

LARGEST_BODY = 4096
"""Bytes."""

STREAMS = 32
"""Event streams at the same time."""


class App:
    """The application.

    Args:
        guide: Runs the checks.
        board: The results.
        site: The folder of the built pages.
        keys: Who is admitted.
        on_link: Called with a new link whenever one was used.
    """

    def __init__(self, guide: Guide, board: Board, site: Path, keys: Keys, on_link: Callable[[str], None]) -> None:
        self._guide = guide
        self._board = board
        self._keys = keys
        self._on_link = on_link
        self._streams = 0
        self._stopping = asyncio.Event()
        static = Path(str(files("checks.live") / "static"))
        routes = [
            Route(OPEN, self._open),
            Route("/live/state", self._state),
            Route("/live/events", self._events),
            Route("/live/check", self._check, methods=["POST"]),
            Route("/live/provider", self._provider, methods=["POST"]),
            *(Route(f"/live/{name}", _file(static / name)) for name in ("live.js", "live.css")),
            Mount("/", Pages(directory=site)),
        ]
        inner = GZipMiddleware(Starlette(routes=routes), minimum_size=1000)
        self.asgi = Access(inner, keys)

    def stop(self) -> None:
        """End all event streams."""
        self._stopping.set()

    async def _open(self, request: Request) -> Response:
        response = open_guide(self._keys, request.query_params.get("token", ""))
        if response.status_code < 400:  # noqa: PLR2004 - HTTP
            self._on_link(self._keys.link())
        return response

    async def _state(self, _request: Request) -> Response:
        return Response(json.dumps(self._board.document()[1]), media_type="application/json")

    async def _events(self, request: Request) -> Response:
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        if self._streams >= STREAMS:
            return PlainTextResponse("Too many event streams. Close other tabs of this guide.", 503)
        stream = self._stream()
        await anext(stream)  # counts it, before another request is read
        if "gzip" in request.headers.get("accept-encoding", ""):
            return StreamingResponse(_compressed(stream), 200, {"Content-Encoding": "gzip"}, "text/event-stream")
        return StreamingResponse(stream, media_type="text/event-stream")

    async def _stream(self) -> AsyncGenerator[str, None]:
        """Yield an empty text, the whole state, then each change, and a comment if there is none for some time."""
        loop, changed = asyncio.get_running_loop(), asyncio.Event()
        forget = self._board.listen(lambda: loop.call_soon_threadsafe(changed.set))
        self._streams += 1
        number = -1
        try:
            yield ""
            while not self._stopping.is_set():
                changed.clear()
                number, document = self._board.document(number)
                yield f"data: {json.dumps(document)}\n\n" if document else ": nothing changed\n\n"
                self._guide.tick()
                if await self._something(changed):
                    await asyncio.sleep(BURST_SECONDS)
        finally:
            self._streams -= 1
            forget()

    async def _something(self, changed: asyncio.Event) -> bool:
        """Wait for a change, the end of the server, or the time of the next heartbeat; return whether there is one."""
        waits = [asyncio.ensure_future(event.wait()) for event in (changed, self._stopping)]
        try:
            done, _ = await asyncio.wait(waits, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            return bool(done)
        finally:
            for one in waits:
                one.cancel()  # also if the browser closed the stream meanwhile

    async def _check(self, request: Request) -> Response:
        match await _json(request):
            case {"page": str(page), "check": None | str() as check, "explicit": bool(explicit)} if (
                check is None or check in self._guide.known_checks
            ):
                if explicit:
                    self._guide.click(page, check)
                else:
                    self._guide.visit(page)
                return Response(status_code=202)
        raise HTTPException(400, 'Send {"page": …, "check": … or null, "explicit": true or false}.')

    async def _provider(self, request: Request) -> Response:
        offered = {one["id"] for one in self._board.around.providers}
        match await _json(request):
            case {"id": str(id_)} if id_ in offered:
                self._guide.choose(id_)
                return Response(status_code=202)
        raise HTTPException(400, 'Send {"id": …} with the ID of a VCS provider that the guide offers.')


async def _compressed(events: AsyncGenerator[str, None]) -> AsyncIterator[bytes]:
    """Yield each event as soon as it exists, which the middleware for other responses doesn't do."""
    compressor = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)  # 16 selects gzip
    async with aclosing(events) as open_events:
        async for event in open_events:
            yield compressor.compress(event.encode()) + compressor.flush(zlib.Z_SYNC_FLUSH)


def _file(path: Path) -> Callable[[Request], Awaitable[Response]]:
    async def respond(_request: Request) -> Response:
        return FileResponse(path)

    return respond


async def _json(request: Request) -> Any:  # noqa: ANN401 - JSON
    """Return the body of a request, which must be small, complete in time, and JSON."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415, "Send application/json.")
    body = b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > LARGEST_BODY:
                    raise HTTPException(413, f"Send at most {LARGEST_BODY:,} bytes.")
        return json.loads(body)
    except TimeoutError:
        raise HTTPException(408, "The request was too slow.") from None
    except (ValueError, RecursionError):
        raise HTTPException(400, "The request isn't JSON.") from None
    except ClientDisconnect:
        raise HTTPException(400, "The request ended early.") from None
