"""The built guide, served with the live layer, whose board a test fills instead of the checks."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checks.engine.model import Ended, Finding, Outcome, Result, failed, passed, unknown
from checks.engine.registry import all_checks
from checks.live.access import Keys
from checks.live.app import App
from checks.live.board import Board
from checks.live.server import LOOPBACK, Server, listen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
    from starlette.types import Receive, Scope, Send

CHECKED = datetime(2026, 11, 28, 14, 3, tzinfo=UTC)
FIX = "Select **Webhooks: Read and write**."
ENDED = {
    "error": Ended(Outcome.ERROR, "The API token was rejected."),
    "skipped": Ended(Outcome.SKIPPED, "Set BITBUCKET_CLIENT_ID."),
    "not-applicable": Ended(Outcome.NOT_APPLICABLE, "The host is public."),
}
FINDINGS: dict[str, tuple[Finding, ...]] = {
    "passed": (passed("Webhooks", "selected", "selected"), passed("Account", "Write", "Write")),
    "failed": (failed("Webhooks", "selected", "not selected", FIX), passed("Account", "Write", "Write")),
    "unknown": (unknown("Webhooks", "selected", "HTTP 503", "Try again."),),
}
STATES = ("not-run", "running", *FINDINGS, *ENDED)


class LivePages:
    """A running server. It records what the browser asks for.

    Attributes:
        asked: The requests, each with its arguments.
        held: While it is set, no request gets a response.
    """

    def __init__(self, site: Path, keys: Keys | None = None) -> None:
        listening = listen(int(keys.host.partition(":")[2]) if keys else 0)
        self.keys = keys or Keys(f"{LOOPBACK}:{listening.getsockname()[1]}")
        self.checks = {check.id: check for check in all_checks()}
        self.board = Board(all_checks())
        self.asked: list[tuple[Any, ...]] = []
        self.held = threading.Event()
        self.app = App(self, self.board, site, self.keys, lambda _link: None)  # type: ignore[arg-type] # a recorder

        async def respond(scope: "Scope", receive: "Receive", send: "Send") -> None:
            await asyncio.to_thread(self._pause)
            await self.app.asgi(scope, receive, send)

        self.server = Server(respond, listening, self.app.stop)
        self._thread = threading.Thread(target=self.server.serve_until_stopped)
        self._thread.start()

    def _pause(self) -> None:
        while self.held.is_set() and not self.server.should_exit:
            time.sleep(0.02)

    # The part of the guide that decides which checks to run.

    @property
    def known_checks(self) -> set[str]:
        return set(self.checks)

    def visit(self, page: str) -> None:
        self.asked.append(("visit", page))

    def click(self, page: str, check: str | None) -> None:
        self.asked.append(("click", page, check))

    def choose(self, provider: str) -> None:
        self.asked.append(("choose", provider))

    def tick(self) -> None:
        """Nothing runs automatically."""

    # What the test shows.

    def url(self, page: str = "create-consumer.html") -> str:
        return f"{self.keys.origin}/{page}"

    def show(self, *, checked: datetime = CHECKED, **states: str) -> None:
        """Put each check, by its name with underscores, in a state."""
        for name, state in states.items():
            check = self.checks[name.replace("_", "-")]
            if state == "running":
                self.board.start([check])
            else:
                self.board.stop([check])
                self.put(check.id, *FINDINGS.get(state, ()), ended=ENDED.get(state), checked=checked)

    def put(self, id_: str, *findings: Finding, ended: Ended | None = None, checked: datetime = CHECKED) -> None:
        self.board.put(Result(self.checks[id_], findings, ended), checked)

    def offer_providers(self, chosen: str = "", name: str = "Bitbucket") -> None:
        offered = ({"id": one, "name": f"{name} {one}", "chosen": one == chosen} for one in ("oc-1", "oc-2"))
        self.board.surround(providers=tuple(offered))

    def stop(self) -> None:
        self.server.should_exit = True
        self._thread.join()


@pytest.fixture
def guide(html: Path) -> Iterator[LivePages]:
    """The running server."""
    running = LivePages(html)
    yield running
    running.stop()


@pytest.fixture
def reader(browser: "Browser", guide: LivePages) -> "Iterator[Callable[..., Page]]":
    """Open a page of the live guide in a new tab of a reader, whose browser used the link of the terminal before."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(page: str = "create-consumer.html", **options: Any) -> "Page":
        if not contexts or options:
            settings = {"locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"} | options
            contexts.append(browser.new_context(**settings))
            contexts[-1].on("weberror", lambda error: errors.append(str(error.error)))
            contexts[-1].request.get(guide.keys.link(), max_redirects=0)
        tab = contexts[-1].new_page()
        tab.on("console", lambda message: errors.append(message.text) if "Policy" in message.text else None)
        tab.goto(guide.url(page))
        tab.wait_for_selector("html[data-live=on]")
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
