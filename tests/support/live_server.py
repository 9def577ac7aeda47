"""The live guide on loopback, in this process, and a reader of it without a browser."""

import http.client
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from checks.engine.registry import all_checks
from checks.live.access import Keys
from checks.live.app import App
from checks.live.board import Board
from checks.live.connection import LiveConnection
from checks.live.guide import Guide
from checks.live.server import Server, listen
from checks.live.token_requests import TokenRequests, state_folder
from checks.settings.environment import read_settings

PAGE = """\
<!doctype html><html lang="en"><head><title>Page</title></head><body>
<script>document.body.dataset.theme = "auto";</script><main>{}</main></body></html>
"""


class LiveServer:
    """A running live guide, with its parts.

    Attributes:
        asked: The credentials that it asked for in the terminal.
        said: The sentences in the terminal.
    """

    def __init__(self, environ: Mapping[str, str], home: Path, site: Path, port: int = 0) -> None:
        self.settings = read_settings(environ, home)
        self.asked: list[Any] = []
        self.said: list[str] = []
        self.listening = listen(port)
        self.host = f"127.0.0.1:{self.listening.getsockname()[1]}"
        self.keys = Keys(self.host)
        self.board = Board(all_checks())
        requests = TokenRequests(state_folder(environ, home))
        self.connection = LiveConnection(self.settings, requests, lambda words: self.board.surround(waiting=words))
        self.guide = Guide(
            self.connection,
            self.board,
            all_checks(),
            ask=lambda credential, *, again: self.asked.append((credential, again)),
            report=self.said.append,
        )
        self.app = App(self.guide, self.board, site, self.keys, self.said.append)
        self.server = Server(self.app.asgi, self.listening, self.app.stop)
        self.thread = Thread(target=self.server.serve_until_stopped)

    def start(self) -> None:
        self.guide.start()
        self.thread.start()

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        self.guide.stop()
        self.listening.close()
        assert not self.thread.is_alive()

    def reader(self) -> "Reader":
        """Return a reader who opened the link in the terminal."""
        return Reader(self.host, self.keys.link())

    def states(self) -> dict[str, str]:
        """Return the state of each card."""
        return {id_: card["state"] for id_, card in self.board.document()[1]["cards"].items()}

    def wait(self, condition: Callable[[dict[str, str]], object], seconds: float = 20) -> dict[str, str]:
        """Wait until the states meet a condition, and return them."""
        ends = time.monotonic() + seconds
        while not condition(states := self.states()):
            assert time.monotonic() < ends, states
            time.sleep(0.02)
        return states

    def settle(self) -> dict[str, str]:
        """Wait until every check ran, and return the states."""
        return self.wait(
            lambda states: (
                {"not-run", "running"}.isdisjoint(states.values()) and not self.guide._jobs._queue.unfinished_tasks
            )
        )


class Reader:
    """A reader with the cookie."""

    def __init__(self, host: str, link: str) -> None:
        self.host = host
        self.cookie = ""
        opened = self.request("GET", link.partition(host)[2])
        assert opened.status == 303
        self.cookie = opened.headers["set-cookie"].partition(";")[0]

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request, and return the response with its `body`."""
        connection = http.client.HTTPConnection(self.host, timeout=20)
        given = {"Cookie": self.cookie} if self.cookie else {}
        if method == "POST":
            given |= {"Origin": f"http://{self.host}", "Content-Type": "application/json"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, None if body is None else json.dumps(body), given)
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    def visit(self, page: str) -> None:
        """Return to a page."""
        asked = {"page": page, "check": None, "explicit": False}
        assert self.request("POST", "/live/check", asked).status == 202

    def click(self, page: str, check: str | None = None) -> None:
        """Click "Check again"."""
        asked = {"page": page, "check": check, "explicit": True}
        assert self.request("POST", "/live/check", asked).status == 202

    @contextmanager
    def events(self) -> Iterator[Iterator[tuple[float, dict[str, Any], int]]]:
        """Yield an iterator of the events: when each one arrived, the document, and its length in bytes."""
        connection = http.client.HTTPConnection(self.host, timeout=30)
        connection.request("GET", "/live/events", headers={"Cookie": self.cookie})
        response = connection.getresponse()
        assert response.status == 200

        def documents() -> Iterator[tuple[float, dict[str, Any], int]]:
            for line in response:
                if line.startswith(b"data: "):
                    yield time.monotonic(), json.loads(line[6:]), len(line)

        try:
            yield documents()
        finally:
            connection.close()


Start = Callable[..., LiveServer]


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page for each step, and with other files."""
    folder = tmp_path_factory.mktemp("pages")
    for name in ("index", "404", "create-consumer", "reference/checks"):
        path = folder / f"{name}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(PAGE.format(name + " word" * 300), encoding="utf-8")
    (folder / "guide.css").write_text("main { color: black; }\n", encoding="utf-8")
    return folder


@pytest.fixture
def live(tmp_path: Path, pages: Path) -> Iterator[Start]:
    """Return a function that starts the live guide with the environment of a sandbox."""
    started: list[LiveServer] = []

    def start(environ: Mapping[str, str], **more: Any) -> LiveServer:
        running = LiveServer({"XDG_STATE_HOME": str(tmp_path), **environ}, tmp_path, more.pop("site", pages), **more)
        running.start()
        started.append(running)
        return running

    yield start
    for running in started:
        running.stop()
