"""A tab that records which labels of the guide a vendor's own screen shows, also in another wording."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from checks.facts.fact import Label
from checks.facts.index import entries
from checks.monitors.robot.screen import NotOnScreenError, Screen

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_LOADING, _LOADED = 4.0, 0.1
"""How long to wait for an element while a screen loads, and on a complete screen, relative to the sandbox."""


class WatchedScreen(Screen):
    """A tab that records which names were looked up, and which of them it shows, also in another wording of the label.

    Attributes:
        asked: The names that were looked up.
        seen: The wording that the screen shows, by the name that was looked up.
    """

    slowness = _LOADING

    def __init__(self, page: "Page") -> None:
        super().__init__(page)
        self.asked: set[str] = set()
        self.seen: dict[str, str] = {}

    def one(self, name: str, roles: tuple[str, ...], within: str = "") -> "Locator":
        """Return the only element called `name`, or called by another wording. Raises `NotOnScreenError`."""
        find = super().one
        return self._look_up(name, lambda wording: find(wording, roles, within))

    def field(self, name: str, within: str = "") -> "Locator":
        """Return the text field called `name`, or called by another wording. Raises `NotOnScreenError`."""
        find = super().field
        return self._look_up(name, lambda wording: find(wording, within))

    def find_text(self, words: str) -> "Locator":
        """Return the first element with this text, or with another wording. Raises `NotOnScreenError`."""
        return self._look_up(words, super().find_text)

    def _group(self, name: str) -> "Locator":
        return self._look_up(name, super()._group)

    def _look_up(self, name: str, find: Callable[[str], "Locator"]) -> "Locator":
        """Find an element by a name or, if the screen doesn't show it, by another wording of the label."""
        self.asked.add(name)
        try:
            return self._recorded(name, name, find)
        except NotOnScreenError:
            # The screen had time to load.
            self.slowness = _LOADED
            for wording in _other_wordings().get(name, ()):
                with suppress(NotOnScreenError):
                    return self._recorded(name, wording, find)
            raise
        finally:
            self.slowness = _LOADING

    def _recorded(self, name: str, wording: str, find: Callable[[str], "Locator"]) -> "Locator":
        found = find(wording)
        self.seen[name] = wording
        return found


@cache
def _other_wordings() -> dict[str, tuple[str, ...]]:
    """Return the other wordings of labels, by their texts."""
    labels = [entry.fact for entry in entries().values() if isinstance(entry.fact, Label)]
    return {label.text: label.also for label in labels if label.also}
