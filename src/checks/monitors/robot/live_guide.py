"""The live guide in a tab beside the services: after each step, exactly the expected cards change."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from checks.engine.registry import all_checks
from checks.live.access import Keys
from checks.live.app import App
from checks.live.board import Board
from checks.live.connection import LiveConnection
from checks.live.guide import Guide
from checks.live.server import LOOPBACK, Server, listen
from checks.live.terminal import PROMPTS, Terminal
from checks.live.token_requests import TokenRequests, state_folder
from checks.monitors.robot.live_changes import PlantedFault
from checks.monitors.robot.manual_steps import ManualSteps
from checks.sandbox.faults import FAULTS
from checks.settings.environment import read_settings
from checks.settings.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

SECONDS = 20
"""The maximum time for a result to appear."""
_STATES = (
    "() => Object.fromEntries([...document.querySelectorAll('.check-card')].map(one => [one.id, one.dataset.state]))"
)
_SERVED = "fetch('/live/state').then(response => response.json()).then(state => state.cards)"


class CardsError(Exception):
    """Other cards changed than expected. The message lists both."""


class LiveGuide:
    """The live guide, and the terminal that it runs in.

    Attributes:
        tab: The tab with the guide.
        slowest: The longest time from "Check this page again" until all cards showed their new results, in seconds.
    """

    def __init__(self, manual_steps: ManualSteps, site: Path, folder: Path) -> None:
        self._manual_steps = manual_steps
        environment = manual_steps.sandbox.environment() | {"XDG_STATE_HOME": str(folder)}
        del environment["BITBUCKET_SSH_KEY"]  # the reader generates the key later
        settings = read_settings(environment, folder)
        listening = listen(0)
        self._keys = Keys(f"{LOOPBACK}:{listening.getsockname()[1]}")
        self._board = Board(all_checks())
        self._answers: queue.Queue[str] = queue.Queue()
        self._added = threading.Event()
        self._terminal = Terminal(environment, folder, self._wait_for_credential, lambda _prompt: self._answers.get())
        connection = LiveConnection(settings, TokenRequests(state_folder(environment, folder)))
        self._guide = Guide(connection, self._board, all_checks(), ask=self._terminal.ask)
        app = App(self._guide, self._board, site, self._keys, lambda _link: None)
        self._server = Server(app.asgi, listening, app.stop)
        self._thread = threading.Thread(target=self._server.serve_until_stopped)
        self._page = ""
        self._shown: dict[str, str] = {}
        self.slowest = 0.0

    def start(self) -> None:
        """Start the server and the terminal."""
        self._guide.start()
        self._terminal.start(self._add)
        self._thread.start()

    def open(self, context: "BrowserContext") -> None:
        """Open the link of the terminal in a new tab."""
        self.tab = context.new_page()
        self.tab.goto(self._keys.link())
        self._guide.wait()
        self._shown = self._served()

    def close(self) -> None:
        """Stop the server."""
        self._server.should_exit = True
        self._thread.join()
        self._guide.stop()

    def _wait_for_credential(self, sentence: str) -> None:
        self._board.surround(terminal=sentence)

    def _add(self, settings: Settings) -> None:
        self._guide.add(settings)
        self._added.set()

    def _answer_terminal(self) -> None:
        """Enter the credentials that the terminal asks for, as soon as the reader has them."""
        variables = self._manual_steps.sandbox.environment()
        has_key = self._manual_steps.key and self._manual_steps.key_file.with_suffix(".pub").exists()
        variables["BITBUCKET_SSH_KEY"] = str(self._manual_steps.key_file) if has_key else ""
        for credential, prompts in PROMPTS.items():
            answers = [variables.get(name, "") for name, _ in prompts]
            if credential.what in self._board.around.terminal and all(answers):
                self._added.clear()
                for answer in answers:
                    self._answers.put(answer)
                self._added.wait(SECONDS)

    def expect_changes(self, pages: Iterable[str], expected: Mapping[str, str]) -> None:
        """Check pages again, and compare the cards that changed anywhere in the guide with the expectation.

        Raises:
            CardsError: Other cards changed, or a page doesn't show what the server sends.
        """
        known = self._shown
        for page in pages:
            self._check_again(page)
        changed = {name: state for name, state in self._shown.items() if state != known[name]}
        if changed != expected:
            raise CardsError(f"These cards of the live guide changed: {changed}. Expected: {dict(expected)}.")

    def _check_again(self, page: str) -> None:
        self.look_at(page)
        self._answer_terminal()
        begun = time.monotonic()
        again = self.tab.get_by_role("button", name="Check this page again")
        if again.count():
            with self.tab.expect_response("**/live/check"):
                again.click()
        self._guide.wait()
        self._shown = self._served()
        self._expect_shown()
        self.slowest = max(self.slowest, time.monotonic() - begun)

    def look_at(self, page: str) -> None:
        """Open a page of the guide, unless it is open."""
        if page != self._page:
            self._page = page
            self.tab.goto(f"{self._keys.origin}/{page}.html")
            self.tab.locator("html[data-live=on]").wait_for()
            self._guide.wait()

    def _served(self) -> dict[str, str]:
        return {name: str(card["state"]) for name, card in self.tab.evaluate(_SERVED).items()}

    def _expect_shown(self) -> None:
        """Wait until the page in view shows what the server sends. Raises `CardsError`."""
        ends = time.monotonic() + SECONDS
        while (shown := self.tab.evaluate(_STATES)) != {name: self._shown.get(name) for name in shown}:
            if time.monotonic() > ends:
                raise CardsError(f"The page {self._page} shows {shown}, but the server sends {self._shown}.")
            self.tab.wait_for_timeout(20)

    def check_fault(self, fault: PlantedFault, fix: Callable[[], None] | None) -> None:
        """Plant a fault, and expect that exactly its cards change, and that they change back after the fix.

        Args:
            fault: The fault.
            fix: Follows the steps that fix it; None to undo the fault.

        Raises:
            CardsError: Other cards changed.
        """
        state = self._manual_steps.sandbox.state
        before, shown = state.scenario, self._shown
        if state.change(FAULTS[fault.name].change) == before:
            raise CardsError(f"The fault {fault.name!r} has no effect here.")
        pages = sorted({check.step.value for check in all_checks() if check.id in fault.changes})
        try:
            self.expect_changes(pages, fault.changes)
            if fix:
                fix()
            else:
                state.change(lambda _: before)
            self.expect_changes(pages, {name: shown[name] for name in fault.changes})
        except CardsError as reason:
            raise CardsError(f"After the fault {fault.name!r}: {reason}") from reason


@contextmanager
def live_guide(manual_steps: ManualSteps, site: Path, folder: Path, context: "BrowserContext") -> "Iterator[LiveGuide]":
    """Open the live guide in a tab of a browser, until the block ends."""
    guide = LiveGuide(manual_steps, site, folder)
    guide.start()
    try:
        guide.open(context)
        yield guide
    finally:
        guide.close()
