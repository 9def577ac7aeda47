"""Decides when checks run: at the start, when the reader returns to a page, after a click, and otherwise rarely."""

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import Protocol

from checks.engine.model import Check, Step
from checks.facts import bitbucket
from checks.facts.credentials import Credential
from checks.live.board import Board
from checks.live.cards import missing_credential
from checks.live.connection import LiveConnection
from checks.live.jobs import Jobs
from checks.live.rounds import Rounds
from checks.live.values import panel_values, simulated_sites
from checks.settings.settings import Settings

TOGETHER_SECONDS = 1.0
"""Visits within these seconds cause one round, so that two tabs cause one read."""

RARELY_SECONDS = 300.0
"""The time between two automatic rounds while the reader stays on a page."""

ADDABLE = frozenset({Credential.CONSUMER, Credential.SSH_KEY})
"""The credentials that come into being while the reader follows the guide."""

CLICK, VISIT, FIRST, RARE = range(4)
"""The priorities of the rounds."""


class Ask(Protocol):
    """Asks for a credential in the terminal; `again` is whether the reader requested a check again."""

    def __call__(self, credential: Credential, /, *, again: bool) -> None:
        """Ask, without waiting for the answer."""


class Guide:
    """Runs the checks for the readers' pages.

    Args:
        connection: The connection under test.
        board: Where the results are shown.
        checks: All checks, in the order of the guide.
        ask: Asks for a credential in the terminal.
        report: Shows a sentence in the terminal.
        clock: Returns the time in seconds.
    """

    def __init__(  # noqa: PLR0913 - the last three are keyword-only
        self,
        connection: LiveConnection,
        board: Board,
        checks: Collection[Check],
        *,
        ask: Ask,
        report: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._board = board
        self._checks = {check.id: check for check in checks}
        self._ask = ask
        self._clock = clock
        self._jobs = Jobs(report)
        self._rounds = Rounds(connection, board, checks, self._jobs.stopped, clock)
        self._next_rare = clock() + RARELY_SECONDS

    def start(self) -> None:
        """Run all checks once, the checks of one page after another."""
        settings = self._connection.settings
        self._board.surround(
            given=self._connection.credentials, values=panel_values(settings), simulated=simulated_sites(settings)
        )
        self._begin()
        self._jobs.start(self._rounds.catch_up)

    def _begin(self) -> None:
        for step in Step:
            priority = CLICK if step.value == self._rounds.page else FIRST
            self._jobs.add(priority, partial(self._rounds.first, step.value), ("first", step.value))

    def stop(self) -> None:
        """Stop after the current request."""
        self._jobs.stop()
        self._connection.close()

    def wait(self) -> None:
        """Wait until all rounds that were requested so far have ended."""
        self._jobs.join()

    @property
    def known_checks(self) -> Collection[str]:
        """The IDs of all checks."""
        return self._checks.keys()

    def visit(self, page: str) -> None:
        """Check what is open on a page to which the reader returned."""
        self._rounds.page = page
        if self._jobs.is_waiting(("first", page)):
            self._jobs.add(CLICK, partial(self._rounds.first, page))
        self._add_visit(VISIT, page)

    def click(self, page: str, check: str | None) -> None:
        """Check a page again, or only one of its checks."""
        self._rounds.page = page
        named = [self._checks[check]] if check else self._rounds.on(page)
        self._board.start(named)  # an earlier round might take long
        self._jobs.add(CLICK, partial(self._click, named), ("click", page, check))

    def choose(self, provider: str) -> None:
        """Check another VCS provider."""
        self._jobs.add(CLICK, lambda: self._change(replace(self._connection.settings, provider=provider)))

    def add(self, settings: Settings) -> None:
        """Use the consumer and the SSH key of other settings, and return after the checks that use them ran."""
        done = threading.Event()

        def change() -> None:
            known = self._connection.settings
            try:
                self._change(replace(known, consumer=settings.consumer, ssh_key=settings.ssh_key))
            finally:
                done.set()

        self._jobs.add(CLICK, change)
        done.wait()

    def tick(self) -> None:
        """Check what is open on the page in view, if the last time was long ago; called while a reader is there."""
        if self._clock() >= self._next_rare and self._rounds.page:
            self._add_visit(RARE, self._rounds.page)

    def _add_visit(self, priority: int, page: str) -> None:
        moment = self._clock()
        self._next_rare = moment + RARELY_SECONDS
        self._jobs.add(priority, partial(self._visit, page, moment), ("visit", page))

    def _visit(self, page: str, moment: float) -> None:
        self._rounds.visit(page, moment - TOGETHER_SECONDS)
        self._ask_for(page, again=False)

    def _click(self, named: list[Check]) -> None:
        again = any(bitbucket.ACCESS_TOKEN in check.reads for check in named)
        self._rounds.recheck({*named, *self._rounds.causes(named)}, named, first=again, again=again)
        for page in {check.step.value for check in named}:
            self._ask_for(page, again=True)

    def _change(self, settings: Settings) -> None:
        before = self._connection.settings
        self._connection.change(settings)
        self._board.surround(given=self._connection.credentials)
        self._board.hide(self._connection.hide)
        if settings.provider != before.provider:
            self._board.clear()
            self._begin()
            return
        changed = {Credential.CONSUMER} if settings.consumer != before.consumer else set()
        changed |= {Credential.SSH_KEY} if settings.ssh_key != before.ssh_key else set()
        using = {check for check in self._checks.values() if changed & _credentials(check)}
        self._rounds.use(using)

    def _ask_for(self, page: str, *, again: bool) -> None:
        """Ask in the terminal for a credential that the checks of a page lack, or that Bitbucket rejected."""
        for check in self._rounds.on(page):
            card = self._board.card(check)
            missing = missing_credential(card, self._connection.credentials)
            if missing in ADDABLE:
                self._ask(missing, again=again)
            elif card.is_rejected:
                self._ask(Credential.CONSUMER, again=again)


def _credentials(check: Check) -> set[Credential]:
    return {read.credential for read in (*check.reads, *check.also_reads) if read.credential}
