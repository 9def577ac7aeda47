"""One tab of the browser. Elements are found by role and accessible name, as in a screen reader."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PATIENCE = 4_000
"""Maximum time for an element to appear, in milliseconds."""
TO_CLICK = ("button", "link", "tab", "menuitem")
TO_CHECK = ("checkbox",)
TO_SELECT = (*TO_CLICK, "radio", *TO_CHECK)
GROUPS = ("group", "form", "region", "dialog", "table")
HEADINGS = ("heading", "columnheader", "term", "tab")


class NotOnScreenError(Exception):
    """An element is not on the screen, or not unique. The message lists the elements on the screen."""


class Screen:
    """A tab of the browser.

    Attributes:
        slowness: How many times slower than the sandbox the service can respond.
    """

    slowness: float = 1

    def __init__(self, page: "Page") -> None:
        self.page = page

    def one(self, name: str, roles: tuple[str, ...], within: str = "") -> "Locator":
        """Return the only element called `name` in one of these roles.

        Args:
            name: The exact accessible name.
            roles: The allowed roles.
            within: The name of the group, form or table around it.

        Raises:
            NotOnScreenError: There is no such element, or more than one.
        """
        around = self._group(within) if within else None
        found = self._any(name, roles, around)
        return self._only(found, name, roles)

    def field(self, name: str, within: str = "") -> "Locator":
        """Return the text field called `name`. Raises `NotOnScreenError`.

        A password field has no role, so it is found by its label.
        """
        around = self._group(within) if within else self.page
        found = around.get_by_label(name, exact=True).and_(
            self.page.locator("input:not([type=checkbox], [type=radio]), textarea, select")
        )
        return self._only(found.filter(visible=True), name, ("textbox", "combobox"))

    def choice(self, label: str, within: str = "") -> "Locator":
        """Return the element of `label`: something to click or select, or a checkbox by its area and level.

        Args:
            label: The accessible name, or ``area: level``.
            within: The name of the group, form or table around it.

        Raises:
            NotOnScreenError: There is no such element, or more than one.
        """
        area, separator, level = label.partition(": ")
        return self.one(level, TO_CHECK, area) if separator else self.one(label, TO_SELECT, within)

    def only_field(self) -> "Locator":
        """Return the only single-line text field of the screen. Raises `NotOnScreenError`."""
        return self._only(self.page.get_by_role("textbox").and_(self.page.locator("input")), "", ("textbox",))

    def find_text(self, words: str) -> "Locator":
        """Return the first element with exactly this text. Raises `NotOnScreenError`."""
        found = self._any(words, HEADINGS, None).or_(self.page.get_by_text(words, exact=True))
        found = found.filter(visible=True)
        if not self._appears(found):
            raise NotOnScreenError(f"The text {words!r} is not on the screen. {self._describe(HEADINGS)}")
        return found.first

    def find_unfilled(self) -> list[str]:
        """Return the labels of the fields whose content prevents the browser from sending their form."""
        fields = self.page.locator("input:invalid, select:invalid, textarea:invalid")
        return list(fields.evaluate_all("all => all.map(one => one.labels[0]?.textContent.trim() ?? one.name)"))

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
            raise NotOnScreenError(f"There is no {wanted} called {name!r}. {self._describe(roles)}")
        if (count := found.count()) > 1:
            raise NotOnScreenError(f"There are {count} elements called {name!r}, as {wanted}. The name must be unique.")
        return found

    def _appears(self, found: "Locator") -> bool:
        from playwright.sync_api import TimeoutError as LateError  # noqa: PLC0415 - so that tests run without Playwright

        try:
            found.first.wait_for(timeout=PATIENCE * self.slowness)
        except LateError:
            return False
        return True

    def _describe(self, roles: tuple[str, ...]) -> str:
        """List the elements with these roles, as a screen reader does."""
        lines = self.page.locator("body").aria_snapshot().splitlines()
        names = [line.strip(" -:") for line in lines if line.strip(" -").startswith(roles)]
        return f"On the screen: {'; '.join(names[:30]) or 'no such element'}."
