"""Runs checks in rounds: reads again only what they need, and shows which results are new."""

import threading
import time
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from functools import partial

from checks.clients.errors import PostponedError, ReadError
from checks.clients.rate_limit import possible_in
from checks.clients.request_log import RequestRecord
from checks.connection.backends import HOUR
from checks.engine.model import NEEDS_ATTENTION, Check, Ended, Outcome, Result
from checks.engine.plan import makes_many, plan
from checks.engine.runner import run
from checks.facts import bitbucket
from checks.facts.credentials import Credential
from checks.live import allowance
from checks.live.board import Board
from checks.live.connection import PATIENCE, LiveConnection
from checks.live.values import panel_values, provider_choices

UNDECIDED = NEEDS_ATTENTION | {None}
"""The outcomes with which a card is shown as running in an automatic round; a new result of the others replaces it."""


UNREAD = frozenset({None, Outcome.SKIPPED, Outcome.UNKNOWN})
"""The outcomes without a verdict, which the result of a postponed check replaces."""

NEVER = float("inf")
"""The time to wait of a check that doesn't run automatically."""


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
        self._postponed: dict[Check, float] = {}  # when a rate limit allows each check, on the clock
        self._is_click = False  # whether the reader waits for what runs, so that it doesn't wait for the allowance

    def on(self, page: str) -> list[Check]:
        """Return the checks of a page."""
        return [check for check in self._checks if check.step.value == page]

    def first(self, page: str) -> None:
        """Run those checks of a page that no round ran yet."""
        new = [check for check in self.on(page) if self._board.card(check).result is None]
        if new:
            self._round(new, new, first=True)

    def visit(self, page: str, moment: float) -> None:
        """Check what can change a page, unless it ran after a moment or needs too many requests to Bitbucket."""
        few = {check for check in self._due(page, moment) if len(self._sent_by(check)) <= allowance.REQUESTS}
        self._postponed |= dict.fromkeys(few, self._clock())
        self.catch_up()

    def catch_up(self) -> None:
        """Run those of the postponed checks that the rate limits allow by now."""
        now = self._clock()
        targets = self._affordable({check for check, allowed in self._postponed.items() if allowed <= now})
        self._postponed = {check: at for check, at in self._postponed.items() if check not in targets}
        if targets:
            self.recheck(targets)
        self._show_waiting()

    def _due(self, page: str, moment: float) -> set[Check]:
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

    def _affordable(self, checks: Iterable[Check]) -> set[Check]:
        """Return as many checks as the limit for automatic requests to Bitbucket allows, the most urgent first."""
        left = self._connection.allowance.left
        chosen: set[Check] = set()
        seen: set[RequestRecord] = set()
        for check in self._urgent_first(checks):
            needed = self._sent_by(check)
            if len(seen | needed) <= left:
                chosen.add(check)
                seen |= needed
        return chosen

    def _sent_by(self, check: Check) -> set[RequestRecord]:
        """Return the requests to Bitbucket that the last result of a check relies on."""
        result = self._board.card(check).result
        requests = result.requests if result else ()
        return {request for request in requests if request.read.credential is Credential.BITBUCKET_TOKEN}

    def _urgent_first(self, checks: Iterable[Check]) -> list[Check]:
        """Return checks in the order of the guide, but first what fails on the page in view, newest first."""

        def urgency(check: Check) -> tuple[bool, bool, float]:
            card = self._board.card(check)
            return (check.step.value != self.page, card.outcome not in NEEDS_ATTENTION, -card.since.timestamp())

        wanted = set(checks)
        return sorted((check for check in self._checks if check in wanted), key=urgency)

    def recheck(
        self, targets: set[Check], clicked: Collection[Check] = frozenset(), *, first: bool = False, again: bool = False
    ) -> None:
        """Read again what these checks need, and run them, their prerequisites, and the checks that wait for them.

        If the reader clicked, only the checks that wait for these have a limit, and none of them waits for it.
        """
        self._is_click = bool(clicked)
        fresh = self._with_dependents(targets)
        endpoints = {read for check in fresh for read in (*check.reads, *check.also_reads)}
        if not again:
            endpoints.discard(bitbucket.ACCESS_TOKEN)
        self._connection.forget(endpoints)
        if clicked:
            self._run(targets, clicked, first=first, again=again)
            fresh -= targets
        if fresh:
            self._run(fresh, set(), limited=True, first=False)

    def use(self, targets: set[Check]) -> None:
        """Run the checks that use a new credential, and keep what was read without it."""
        self._is_click = True
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
        affected = {check for check in self._checks if not worse.isdisjoint(prerequisites([check]))}
        if affected:
            self._round(self._urgent_first({*affected, *prerequisites(affected)}), set(), limited=True)

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

        In a limited round, the checks that need too many requests to Bitbucket don't run. A check that waits for a
        rate limit keeps its verdict, unless the reader requested it.
        """
        started = datetime.now(UTC)
        self._connection.first, self._connection.again = first, again
        self._connection.allowance.is_limited = limited and not self._is_click
        self._ran |= dict.fromkeys(checks, self._clock())
        self._board.start(shown)
        many = [check for check in checks if makes_many(check)]
        before = partial(self._require_allowed, many, limited=limited)
        skipped: list[Result] = []
        try:
            for result in run(sorted(checks, key=many.__contains__), self._connection, before):
                if limited and result.outcome is Outcome.SKIPPED:
                    skipped.append(result)  # a prerequisite that comes later might wait for a rate limit
                else:
                    self._put(result, started, limited=limited)
                if self._stopped.is_set():
                    return
        except PostponedError as error:
            for check in many:
                if not self.causes([check]):
                    self._put(Result(check, ended=Ended(Outcome.UNKNOWN, str(error), error)), started, limited=limited)
        finally:
            for result in skipped:
                if self._postponed.keys().isdisjoint(prerequisites([result.check])):
                    self._put(result, started, limited=limited)
            self._board.stop(shown)
            self._show_waiting()
        self._look_around()

    def _put(self, result: Result, started: datetime, *, limited: bool) -> None:
        """Show a result, and remember if the check waits for a rate limit."""
        wait = max((error.seconds for error in result.errors if isinstance(error, PostponedError)), default=None)
        self._postponed.pop(result.check, None)
        if wait is not None and wait != NEVER:
            self._postponed[result.check] = self._clock() + wait
        keeps = wait is not None and result.outcome is Outcome.UNKNOWN
        if not (limited and keeps) or self._board.card(result.check).outcome in UNREAD:
            self._board.put(result, started)

    def _show_waiting(self) -> None:
        number = len(self._postponed)
        checks = "1 check waits" if number == 1 else f"{number} checks wait"
        self._board.surround(waiting=f"{checks} for a rate limit" if number else "")

    def _require_allowed(self, many: list[Check], *, limited: bool) -> None:
        needed = plan(many, self._connection)
        if needed is None:
            return
        number = needed.to(Credential.BITBUCKET_TOKEN)
        need = f"because the remaining checks need {number:,} requests to Bitbucket"
        if limited and number > allowance.REQUESTS:
            raise PostponedError(f"Not checked automatically, {need}. To run this check, select Check again.", NEVER)
        if needed.seconds > HOUR:
            raise PostponedError(
                f"Not checked, {need}, and its hourly limit allows fewer. Run bitbucket-terraform verify, "
                "which spreads its requests.",
                NEVER,
            )
        if needed.seconds > PATIENCE:
            raise PostponedError(
                f"Not checked, {need}, which a rate limit doesn't allow yet. {possible_in(needed.seconds)}",
                needed.seconds,
            )
        if limited and not self._is_click and number > self._connection.allowance.left:
            raise PostponedError(allowance.WAITING, self._connection.allowance.until_empty())

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
