"""The state of the whole guide, which rounds of checks and clicks change, and all event streams read."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from checks.engine.model import Check, Result
from checks.facts.credentials import Credential
from checks.live import cards
from checks.live.cards import Card


@dataclass(frozen=True)
class Surroundings:
    """What the guide shows besides the checks.

    Attributes:
        given: The credentials that are set.
        providers: The VCS providers to choose from.
        values: The values for the panel, by the names of their fields in links.
        simulated: The sites that the sandbox simulates, with their URLs; empty for a real connection.
        terminal: What the terminal prompts for, as a sentence; empty if there is no prompt.
        waiting: What a round of checks waits for, as the end of a sentence; empty if it doesn't wait.
    """

    given: frozenset[Credential] = frozenset()
    providers: tuple[dict[str, Any], ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    simulated: tuple[dict[str, str], ...] = ()
    terminal: str = ""
    waiting: str = ""


class Board:
    """The cards of all checks. Each change has a number, so that a stream sends only what changed since its last event.

    Args:
        checks: All checks, in the order of the guide.
    """

    def __init__(self, checks: Iterable[Check]) -> None:
        self._lock = threading.Lock()
        self._checks = tuple(checks)
        self._cards = {check.id: Card(check) for check in self._checks}
        self._changed = dict.fromkeys(self._cards, 0)
        self._decided = dict.fromkeys(self._cards, 0)
        self._around = Surroundings()
        self._number = 0
        self._listeners: set[Callable[[], object]] = set()

    def card(self, check: Check) -> Card:
        """Return the current card of a check."""
        with self._lock:
            return self._cards[check.id]

    @property
    def around(self) -> Surroundings:
        """What the guide shows besides the checks."""
        return self._around

    def start(self, checks: Iterable[Check]) -> None:
        """Show that these checks are running."""
        self._change(checks, lambda card: replace(card, running=True))

    def put(self, result: Result, started: datetime) -> None:
        """Show a result from a round that started at a certain time."""
        self._change([result.check], lambda card: card.with_result(result, started))

    def stop(self, checks: Iterable[Check]) -> None:
        """Show that these checks aren't running: those without a new result keep the previous one with its time."""
        self._change(checks, lambda card: replace(card, running=False))

    def clear(self) -> None:
        """Remove all results, because they are about another VCS provider."""
        self._change(self._checks, lambda card: Card(card.check))

    def hide(self, hide: Callable[[Result], Result]) -> None:
        """Remove secrets that were added later from all results."""
        self._change(self._checks, lambda card: replace(card, result=card.result and hide(card.result)))

    def surround(self, **changes: Any) -> None:  # noqa: ANN401 - the attributes of Surroundings
        """Change what the guide shows besides the checks."""
        with self._lock:
            around = replace(self._around, **changes)
            if around == self._around:
                return
            self._around = around
            self._number += 1
        self._tell()

    def _change(self, checks: Iterable[Check], change: Callable[[Card], Card]) -> None:
        with self._lock:
            before = {check.id: self._cards[check.id] for check in checks}
            new = {id_: card for id_, known in before.items() if (card := change(known)) != known}
            if not new:
                return
            self._number += 1
            for id_, card in new.items():
                if card.outcome is not before[id_].outcome:
                    self._decided[id_] = self._number
                self._cards[id_] = card
                self._changed[id_] = self._number
        self._tell()

    def listen(self, listener: Callable[[], object]) -> Callable[[], None]:
        """Call `listener` after each change, in any thread, until the returned function is called."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    def document(self, since: int = -1) -> tuple[int, dict[str, Any] | None]:
        """Return the number of the last change, and the state with the cards that changed since then, if any did.

        Args:
            since: The number of the last change that the browser knows; -1 for all cards.
        """
        with self._lock:
            if self._number <= since:
                return since, None
            shown = [card for id_, card in self._cards.items() if self._changed[id_] > since]
            decided = [self._cards[id_] for id_, number in self._decided.items() if number > since >= 0]
            return self._number, {
                "time": cards.iso(datetime.now(UTC)),
                "cards": {card.check.id: cards.to_json(card) for card in shown},
                "pages": cards.pages(self._cards.values()),
                "next": cards.next_step(self._cards, self._around.given),
                "providers": list(self._around.providers),
                "simulated": list(self._around.simulated),
                "terminal": self._around.terminal,
                "waiting": self._around.waiting,
                "values": self._around.values,
                "announce": cards.announcement(decided),
            }
