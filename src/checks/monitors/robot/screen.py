"""One tab of the browser, and how things on it are found: by role and name, as a person with a screen reader does."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PATIENCE = 4_000
"""How long something may take to appear, in milliseconds."""
TO_CLICK = ("button", "link", "tab", "menuitem")
TO_CHECK = ("checkbox",)
TO_SELECT = (*TO_CLICK, "radio", *TO_CHECK)
GROUPS = ("group", "form", "region", "dialog", "table")
HEADINGS = ("heading", "columnheader", "term", "tab")


class NotOnScreenError(Exception):
    """Something is not on the screen, or stands there more than once; the message says what is there instead."""


class Screen:
    """A tab of the browser."""

    def __init__(self, page: "Page") -> None:
        self.page = page

    def one(self, name: str, roles: tuple[str, ...], within: str = "") -> "Locator":
        """Return the one thing called `name`, in one of these roles.

        Args:
            name: Its accessible name, to the letter.
            roles: The roles in which it may stand.
            within: The name of the group, form or table around it.

        Raises:
            NotOnScreenError: There is none, or more than one.
        """
        around = self._group(within) if within else None
        found = self._any(name, roles, around)
        return self._only(found, name, roles)

    def field(self, name: str, within: str = "") -> "Locator":
        """Return the text field called `name`. Raises `NotOnScreenError`.

        A field for a secret has no role: its label finds it.
        """
        around = self._group(within) if within else self.page
        found = around.get_by_label(name, exact=True).and_(
            self.page.locator("input:not([type=checkbox], [type=radio]), textarea, select")
        )
        return self._only(found.filter(visible=True), name, ("textbox", "combobox"))

    def choice(self, label: str, within: str = "") -> "Locator":
        """Return what `label` names: something to click or select, or a checkbox by its area and its level.

        Args:
            label: Its accessible name, or ``area: level``.
            within: The name of the group, form or table around it.

        Raises:
            NotOnScreenError: There is none, or more than one.
        """
        area, separator, level = label.partition(": ")
        return self.one(level, TO_CHECK, area) if separator else self.one(label, TO_SELECT, within)

    def only_field(self) -> "Locator":
        """Return the one field for a line of text that the screen has. Raises `NotOnScreenError`."""
        return self._only(self.page.get_by_role("textbox").and_(self.page.locator("input")), "", ("textbox",))

    def reads(self, words: str) -> "Locator":
        """Return where these words stand, to the letter. Raises `NotOnScreenError`."""
        found = self._any(words, HEADINGS, None).or_(self.page.get_by_text(words, exact=True))
        found = found.filter(visible=True)
        if not self._appears(found):
            raise NotOnScreenError(f"The words {words!r} do not stand there. {self._told(HEADINGS)}")
        return found.first

    def _any(self, name: str, roles: tuple[str, ...], around: "Locator | None") -> "Locator":
        first, *others = roles
        where = around or self.page
        found = where.get_by_role(first, name=name, exact=True)  # type: ignore[arg-type] # the names of roles above
        for role in others:
            found = found.or_(where.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type] # as above
        return found

    def _group(self, name: str) -> "Locator":
        found = self._any(name, GROUPS, None)
        by_head = self.page.get_by_role("table").filter(
            has=self.page.get_by_role("columnheader", name=name, exact=True)
        )
        return self._only(found.or_(by_head), name, GROUPS)

    def _only(self, found: "Locator", name: str, roles: tuple[str, ...]) -> "Locator":
        wanted = " or ".join(roles)
        if not self._appears(found):
            raise NotOnScreenError(f"No {wanted} is called {name!r}. {self._told(roles)}")
        if (count := found.count()) > 1:
            raise NotOnScreenError(f"{count} things are called {name!r}, as {wanted}. Which one is meant?")
        return found

    def _appears(self, found: "Locator") -> bool:
        from playwright.sync_api import TimeoutError as LateError  # noqa: PLC0415 - so that a test can do without

        try:
            found.first.wait_for(timeout=PATIENCE)
        except LateError:
            return False
        return True

    def _told(self, roles: tuple[str, ...]) -> str:
        """Say what stands there in these roles, as a screen reader lists it."""
        lines = self.page.locator("body").aria_snapshot().splitlines()
        names = [line.strip(" -:") for line in lines if line.strip(" -").startswith(roles)]
        return f"There is: {'; '.join(names[:30]) or 'nothing of this kind'}."
