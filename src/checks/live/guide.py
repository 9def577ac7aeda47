"""Decides which checks to run, when, and in which order, and runs them one round after another in one thread."""

import itertools
import queue
import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from checks.clients.errors import ReadError
from checks.engine.model import NEEDS_ATTENTION, Check, Step
from checks.engine.runner import run
from checks.facts import bitbucket
from checks.facts.credentials import Credential
from checks.live.board import Board
from checks.live.cards import Card, missing_credential
from checks.live.connection import LiveConnection
from checks.live.values import panel_values, provider_choices
from checks.settings.settings import Settings

REQUESTS, MINUTE = 20, 60.0
"""The maximum number of requests to Bitbucket in a number of seconds for checks that run automatically."""

TOGETHER_SECONDS = 1.0
"""Visits within these seconds cause one round, so that two tabs cause one read."""

RETRY_SECONDS = 1.0
"""The time after which checks that exceeded this maximum are tried again."""

RARELY_SECONDS = 300.0
"""The time between two automatic rounds while the reader stays on a page."""

ADDABLE = frozenset({Credential.CONSUMER, Credential.SSH_KEY})
"""The credentials that come into being while the reader follows the guide."""

UNDECIDED = NEEDS_ATTENTION | {None}
"""The outcomes with which a card is shown as running in an automatic round; a new result of the others replaces it."""

CLICK, VISIT, FIRST, RARE = range(4)
"""The priorities of the rounds."""


class Ask(Protocol):
    """Asks for a credential in the terminal; `again` is whether the reader requested a check again."""

    def __call__(self, credential: Credential, /, *, again: bool) -> None:
        """Ask, without waiting for the answer."""


@dataclass(order=True)
class _Job:
    priority: int
    number: int
    work: Callable[[], None] = field(compare=False)
    key: object = field(compare=False, default=None)


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
        self._report = report
        self._clock = clock
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._waiting: set[object] = set()
        self._numbers = itertools.count()
        self._ran: dict[str, float] = {}
        self._page = ""
        self._postponed: set[Check] = set()
        self._began = datetime.now(UTC)
        self._next_rare = clock() + RARELY_SECONDS
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Run all checks once, the checks of one page after another."""
        self._board.surround(given=self._connection.credentials, values=panel_values(self._connection.settings))
        for step in Step:
            self._add(FIRST, partial(self._first, step.value), ("first", step.value))
        self._thread.start()

    def stop(self) -> None:
        """Stop after the current request."""
        self._stopped.set()
        self._add(CLICK, lambda: None)
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
        self._page = page
        if ("first", page) in self._waiting:
            self._add(CLICK, lambda: self._first(page))
        asked = self._clock()
        self._add(VISIT, lambda: self._visit(page, asked), ("visit", page))

    def click(self, page: str, check: str | None) -> None:
        """Check a page again, or only one of its checks."""
        self._page = page
        named = [self._checks[check]] if check else self._on(page)
        self._add(CLICK, lambda: self._click(named), ("click", page, check))

    def choose(self, provider: str) -> None:
        """Check another VCS provider."""
        self._add(CLICK, lambda: self._change(replace(self._connection.settings, provider=provider)))

    def add(self, settings: Settings) -> None:
        """Use the consumer and the SSH key of other settings."""
        self._add(
            CLICK,
            lambda: self._change(
                replace(self._connection.settings, consumer=settings.consumer, ssh_key=settings.ssh_key)
            ),
        )

    def tick(self) -> None:
        """Check what is open on the last page, if the last time was long ago; called while a reader is there."""
        if self._clock() >= self._next_rare and self._page:
            page, self._next_rare = self._page, self._clock() + RARELY_SECONDS
            self._add(RARE, lambda: self._visit(page, self._clock()), ("visit", page))

    def _add(self, priority: int, work: Callable[[], None], key: object = None) -> None:
        """Add a job, unless the same job already waits."""
        if key is None or key not in self._waiting:
            self._waiting.add(key)
            self._jobs.put(_Job(priority, next(self._numbers), work, key))

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                job = self._jobs.get(timeout=RETRY_SECONDS)
            except queue.Empty:
                self._do(self._catch_up)
                continue
            self._waiting.discard(job.key)
            if not self._stopped.is_set():
                self._do(job.work)
            self._jobs.task_done()

    def _do(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the next round might succeed
            self._report(f"A round of checks ended with {type(error).__name__}. Its checks keep their results.")

    def _on(self, page: str) -> list[Check]:
        return [check for check in self._checks.values() if check.step.value == page]

    def _first(self, page: str) -> None:
        """Run those checks of a page that no round ran yet."""
        new = [check for check in self._on(page) if self._board.card(check).result is None]
        if new:
            self._round(new, new, self._began, first=True)

    def _visit(self, page: str, asked: float) -> None:
        never = float("-inf")
        due = {check for check in self._open(page) if self._ran.get(check.id, never) < asked - TOGETHER_SECONDS}
        self._postponed = due
        self._catch_up()
        self._ask_for(page, again=False)

    def _catch_up(self) -> None:
        """Run those of the postponed checks that the limit for automatic requests allows by now."""
        targets = self._affordable(self._postponed)
        self._postponed -= targets
        if targets:
            self._recheck(targets)

    def _click(self, named: list[Check]) -> None:
        targets = {*named, *self._causes(named)}
        again = any(bitbucket.ACCESS_TOKEN in check.reads for check in named)
        self._recheck(targets, named, first=again, again=again)
        for page in {check.step.value for check in named}:
            self._ask_for(page, again=True)

    def _change(self, settings: Settings) -> None:
        before = self._connection.settings
        self._connection.change(settings)
        self._board.surround(given=self._connection.credentials)
        self._board.hide(self._connection.hide)
        if settings.provider != before.provider:
            self._began = datetime.now(UTC)
            self._round([*self._checks.values()], self._checks.values(), self._began)
            return
        changed = {Credential.CONSUMER} if settings.consumer != before.consumer else set()
        changed |= {Credential.SSH_KEY} if settings.ssh_key != before.ssh_key else set()
        using = [check for check in self._checks.values() if changed & _credentials(check)]
        self._recheck(set(using), using, first=True)

    def _open(self, page: str) -> set[Check]:
        """Return what can change a page: its checks that didn't pass, and what the skipped ones wait for."""
        own = [check for check in self._on(page) if not self._board.card(check).is_settled]
        return {check for check in (*own, *self._causes(own)) if not self._lacks_credential(check)}

    def _lacks_credential(self, check: Check) -> bool:
        return not set(check.credentials) <= self._connection.credentials

    def _causes(self, checks: Iterable[Check]) -> set[Check]:
        """Return the prerequisites of checks, directly or not, that didn't pass."""
        return {one for one in _prerequisites(checks) if not self._board.card(one).is_settled}

    def _affordable(self, checks: Iterable[Check]) -> set[Check]:
        """Return as many checks as the limit for automatic requests to Bitbucket allows, the most urgent first."""
        left = REQUESTS - self._connection.recent_bitbucket_requests(MINUTE)
        chosen: set[Check] = set()
        seen: set[object] = set()
        for check in self._urgent_first(checks):
            result = self._board.card(check).result
            needed = {
                one for one in (result.requests if result else ()) if one.read.credential is Credential.BITBUCKET_TOKEN
            }
            if len(seen | needed) <= left:
                chosen.add(check)
                seen |= needed
        return chosen

    def _urgent_first(self, checks: Iterable[Check]) -> list[Check]:
        """Return checks in the order of the guide, but first what fails on the page in view, newest first."""

        def urgency(check: Check) -> tuple[bool, bool, float]:
            card: Card = self._board.card(check)
            return (check.step.value != self._page, card.outcome not in NEEDS_ATTENTION, -card.since.timestamp())

        in_order = [check for check in self._checks.values() if check in set(checks)]
        return sorted(in_order, key=urgency)

    def _recheck(
        self, targets: set[Check], clicked: Collection[Check] = frozenset(), *, first: bool = False, again: bool = False
    ) -> None:
        """Read again what these checks need, and run them, their prerequisites, and the checks that wait for them."""
        dependents = {
            check
            for check in self._checks.values()
            if not self._board.card(check).is_settled and not targets.isdisjoint(_prerequisites([check]))
        }
        fresh = {*targets, *(one for one in dependents if not self._lacks_credential(one))}
        endpoints = {read for check in fresh for read in (*check.reads, *check.also_reads)}
        if not again:
            endpoints.discard(bitbucket.ACCESS_TOKEN)
        self._connection.forget(endpoints)
        passed = {check for check in self._checks.values() if self._board.card(check).is_settled}
        everything = {*fresh, *_prerequisites(fresh)}
        shown = {check for check in everything if self._board.card(check).outcome in UNDECIDED} | {*clicked}
        self._round(self._urgent_first(everything), shown, datetime.now(UTC), first=first, again=again)
        worse = {check for check in passed & everything if not self._board.card(check).is_settled}
        affected = [check for check in self._checks.values() if not worse.isdisjoint(_prerequisites([check]))]
        if affected:
            self._round(affected, set(), datetime.now(UTC))

    def _round(
        self,
        checks: list[Check],
        shown: Collection[Check],
        started: datetime,
        *,
        first: bool = False,
        again: bool = False,
    ) -> None:
        """Run checks, show those in `shown` as running, and show each result as soon as it is known."""
        self._connection.first, self._connection.again = first, again
        self._ran |= dict.fromkeys((check.id for check in checks), self._clock())
        self._board.start(shown)
        try:
            for result in run(checks, self._connection):
                self._board.put(result, started)
                if self._stopped.is_set():
                    return
        finally:
            self._board.stop(shown)
        self._look_around()

    def _look_around(self) -> None:
        connection = self._connection
        if Credential.TERRAFORM_TOKEN not in connection.credentials:
            return
        try:
            providers = connection.providers()
        except ReadError:
            providers = ()
        self._board.surround(
            providers=provider_choices(providers, connection.settings.provider),
            values=panel_values(connection.settings, providers, self._repositories()),
        )

    def _repositories(self) -> tuple[str, ...]:
        """Return the repositories in use, once all checks have read what they need."""
        if any(self._board.card(check).result is None for check in self._checks.values()):
            return ()
        try:
            return self._connection.repositories()
        except (ReadError, LookupError):
            return ()

    def _ask_for(self, page: str, *, again: bool) -> None:
        """Ask in the terminal for a credential that the checks of a page lack, or that Bitbucket rejected."""
        for check in self._on(page):
            card = self._board.card(check)
            missing = missing_credential(card, self._connection.credentials)
            if missing in ADDABLE:
                self._ask(missing, again=again)
            elif card.is_rejected:
                self._ask(Credential.CONSUMER, again=again)


def _credentials(check: Check) -> set[Credential]:
    return {read.credential for read in (*check.reads, *check.also_reads) if read.credential}


def _prerequisites(checks: Iterable[Check]) -> set[Check]:
    """Return the prerequisites of checks, directly or not."""
    direct = {one for check in checks for one in check.after}
    return direct | _prerequisites(direct) if direct else direct
