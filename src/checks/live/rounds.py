"""Runs checks in rounds: reads again only what they need, and shows which results are new."""

import threading
import time
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from functools import partial

from checks.clients.errors import ReadError
from checks.engine.model import NEEDS_ATTENTION, Check, Ended, Outcome, Result
from checks.engine.plan import makes_many, plan
from checks.engine.runner import run
from checks.facts import bitbucket
from checks.facts.credentials import Credential
from checks.live.board import Board
from checks.live.connection import LiveConnection
from checks.live.values import panel_values, provider_choices

REQUESTS, MINUTE = 20, 60.0
"""The maximum number of requests to Bitbucket in a number of seconds for checks that run automatically."""

UNDECIDED = NEEDS_ATTENTION | {None}
"""The outcomes with which a card is shown as running in an automatic round; a new result of the others replaces it."""


UNREAD = frozenset({None, Outcome.SKIPPED, Outcome.UNKNOWN})
"""The outcomes of a check that might need many requests, but didn't send them."""


class _TooManyRequestsError(Exception):
    """The rest of a round needs more requests to Bitbucket than checks send automatically."""


class Rounds:
    """The rounds of checks.

    Args:
        connection: The connection under test.
        board: Where the results are shown.
        checks: All checks, in the order of the guide.
        stopped: Set when no further result is needed.
        clock: Returns the time in seconds.

    Attributes:
        page: The page in view, whose problems come first.
    """

    def __init__(
        self,
        connection: LiveConnection,
        board: Board,
        checks: Collection[Check],
        stopped: threading.Event,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._board = board
        self._checks = checks
        self._stopped = stopped
        self._clock = clock
        self._ran: dict[Check, float] = {}
        self.page = ""

    def on(self, page: str) -> list[Check]:
        """Return the checks of a page."""
        return [check for check in self._checks if check.step.value == page]

    def first(self, page: str) -> None:
        """Run those checks of a page that no round ran yet."""
        new = [check for check in self.on(page) if self._board.card(check).result is None]
        if new:
            self._round(new, new, first=True)

    def due(self, page: str, moment: float) -> set[Check]:
        """Return the checks that can change a page, unless they ran after a moment.

        They are the checks of the page that didn't pass, and the checks that the skipped ones wait for.
        """
        own = [check for check in self.on(page) if not self._board.card(check).is_settled]
        found = {check for check in (*own, *self.causes(own)) if not self._lacks_credential(check)}
        return {check for check in found if self._ran.get(check, float("-inf")) < moment}

    def _lacks_credential(self, check: Check) -> bool:
        return not set(check.credentials) <= self._connection.credentials

    def causes(self, checks: Iterable[Check]) -> set[Check]:
        """Return the prerequisites of checks, directly or not, that didn't pass."""
        return {one for one in prerequisites(checks) if not self._board.card(one).is_settled}

    def affordable(self, checks: Iterable[Check]) -> set[Check]:
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
            card = self._board.card(check)
            return (check.step.value != self.page, card.outcome not in NEEDS_ATTENTION, -card.since.timestamp())

        in_order = [check for check in self._checks if check in set(checks)]
        return sorted(in_order, key=urgency)

    def recheck(
        self, targets: set[Check], clicked: Collection[Check] = frozenset(), *, first: bool = False, again: bool = False
    ) -> None:
        """Read again what these checks need, and run them, their prerequisites, and the checks that wait for them."""
        fresh = self._with_dependents(targets)
        endpoints = {read for check in fresh for read in (*check.reads, *check.also_reads)}
        if not again:
            endpoints.discard(bitbucket.ACCESS_TOKEN)
        self._connection.forget(endpoints)
        self._run(fresh, clicked, limited=not clicked, first=first, again=again)

    def use(self, targets: set[Check]) -> None:
        """Run the checks that use a new credential, and keep what was read without it."""
        self._run(self._with_dependents(targets), targets, first=True)

    def _with_dependents(self, targets: set[Check]) -> set[Check]:
        """Return checks, and those that wait for them and have their credentials."""
        dependents = {
            check
            for check in self._checks
            if not self._board.card(check).is_settled and not targets.isdisjoint(prerequisites([check]))
        }
        return {*targets, *(one for one in dependents if not self._lacks_credential(one))}

    def _run(
        self, fresh: set[Check], clicked: Collection[Check], *, limited: bool = False, first: bool, again: bool = False
    ) -> None:
        """Run checks and their prerequisites, and then what relied on those that don't pass any more."""
        passed = {check for check in self._checks if self._board.card(check).is_settled}
        everything = {*fresh, *prerequisites(fresh)}
        shown = {check for check in everything if self._board.card(check).outcome in UNDECIDED} | {*clicked}
        self._round(self._urgent_first(everything), shown, limited=limited, first=first, again=again)
        worse = {check for check in passed & everything if not self._board.card(check).is_settled}
        affected = [check for check in self._checks if not worse.isdisjoint(prerequisites([check]))]
        if affected:
            self._round(affected, set())

    def _round(
        self,
        checks: list[Check],
        shown: Collection[Check],
        *,
        limited: bool = False,
        first: bool = False,
        again: bool = False,
    ) -> None:
        """Run checks, show those in `shown` as running, and show each result as soon as it is known.

        In a limited round, the checks that need too many requests to Bitbucket don't run.
        """
        started = datetime.now(UTC)
        self._connection.first, self._connection.again = first, again
        self._ran |= dict.fromkeys(checks, self._clock())
        self._board.start(shown)
        many = [check for check in checks if makes_many(check)] if limited else []
        try:
            for result in run(
                sorted(checks, key=many.__contains__), self._connection, partial(self._require_few, many)
            ):
                self._board.put(result, started)
                if self._stopped.is_set():
                    return
        except _TooManyRequestsError as error:
            for check in many:
                if self._board.card(check).outcome in UNREAD and not self.causes([check]):
                    self._board.put(Result(check, ended=Ended(Outcome.UNKNOWN, str(error))), started)
        finally:
            self._board.stop(shown)
            self._board.surround(waiting="")
        self._look_around()

    def _require_few(self, many: list[Check]) -> None:
        needed = plan(many, self._connection) if many else None
        number = needed.to(Credential.BITBUCKET_TOKEN) if needed else 0
        if number > REQUESTS:
            raise _TooManyRequestsError(
                f"Not checked automatically, because the remaining checks need {number:,} requests to Bitbucket. "
                "To run this check, select Check again."
            )

    def _look_around(self) -> None:
        connection = self._connection
        if Credential.TERRAFORM_TOKEN not in connection.credentials:
            return
        try:
            providers = connection.providers()
        except ReadError:
            providers = ()
        around = {
            "providers": provider_choices(providers, connection.settings.provider),
            "values": panel_values(connection.settings, providers, self._repositories()),
        }
        self._board.surround(**connection.hide(around))

    def _repositories(self) -> tuple[str, ...]:
        """Return the repositories in use, once all checks have read what they need."""
        if any(self._board.card(check).result is None for check in self._checks):
            return ()
        try:
            return self._connection.repositories()
        except (ReadError, LookupError):
            return ()


def prerequisites(checks: Iterable[Check]) -> set[Check]:
    """Return the prerequisites of checks, directly or not."""
    direct = {one for check in checks for one in check.after}
    return direct | prerequisites(direct) if direct else direct
