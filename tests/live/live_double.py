"""Serve the built guide with the live layer, and send the documents of a test."""

import json
from contextlib import suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from typing import Any

HEAD = (
    '<link rel="stylesheet" href="/live/live.css"><script src="/live/live.js" defer></script>'
    '<meta name="live-guide" content="{}">'
)
TIME = "2026-11-29T05:20:00Z"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def whole(**parts: Any) -> dict[str, Any]:
    empty = {"cards": {}, "pages": {}, "next": None, "providers": [], "terminal": "", "values": {}, "announce": ""}
    return {"live": True, "time": TIME} | empty | parts


class Double:
    """A server on loopback. Each event stream begins with the whole document."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self.document = whole()
        self.posts: list[tuple[str, dict[str, Any]]] = []
        self.streams: list[Queue[dict[str, Any]]] = []
        self.silent = Event()
        self.status = 202
        self.server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def url(self, page: str = "create-consumer.html") -> str:
        return f"http://127.0.0.1:{self.port}/{page}"

    def push(self, **parts: Any) -> None:
        """Send changes to every open page."""
        merged = {name: self.document[name] | parts[name] for name in ("cards", "pages") if name in parts}
        self.document |= parts | merged | {"announce": ""}
        for stream in list(self.streams):
            stream.put({"live": True, "time": TIME} | parts)

    def stop(self) -> None:
        """End, with all streams."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
        for stream in list(self.streams):
            stream.put({})

    def _handler(self) -> type[SimpleHTTPRequestHandler]:
        double = self

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/live/events":
                    with suppress(OSError):
                        self.events()
                elif self.path.startswith("/live/"):
                    file = files("checks.live").joinpath("static", self.path.removeprefix("/live/"))
                    self.send(file.read_bytes(), Path(self.path).suffix)
                else:
                    self.file()

            def file(self) -> None:
                file = double.folder / self.path.partition("?")[0].lstrip("/")
                if not file.is_file():
                    self.send_error(404)
                    return
                body = file.read_bytes()
                if file.suffix == ".html":
                    name = str(file.relative_to(double.folder).with_suffix(""))
                    body = body.replace(b"</head>", HEAD.format(name).encode() + b"</head>", 1)
                self.send(body, file.suffix)

            def send(self, body: bytes, suffix: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", TYPES.get(suffix, "text/plain"))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                double.posts.append((self.path.removeprefix("/live/"), json.loads(body)))
                self.send_response(double.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def events(self) -> None:
                stream: Queue[dict[str, Any]] = Queue()
                stream.put(double.document)
                double.streams.append(stream)
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                try:
                    while True:
                        try:
                            document = stream.get(timeout=0.2)
                        except Empty:
                            if not double.silent.is_set():
                                self.wfile.write(b": still here\n\n")
                            continue
                        if not document:
                            return
                        self.wfile.write(b"event: state\ndata: " + json.dumps(document).encode() + b"\n\n")
                finally:
                    double.streams.remove(stream)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
