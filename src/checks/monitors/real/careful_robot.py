"""A robot for the vendors' own screens: it opens forms and fills them, but saves nothing."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.facts import bitbucket_screens, terraform_screens
from checks.monitors.real.watched_screen import WatchedScreen
from checks.monitors.robot.manual_steps import ManualSteps
from checks.monitors.robot.robot import Robot
from checks.monitors.robot.screen import TO_CLICK, Screen
from checks.monitors.robot.step import ProcedureStep
from checks.monitors.robot.terminal import CannotRunError

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator

OPENING = (
    *(terraform_screens.ADD_A_VCS_PROVIDER, terraform_screens.BITBUCKET, terraform_screens.BITBUCKET_CLOUD),
    *(terraform_screens.NEW, terraform_screens.WORKSPACE, terraform_screens.VERSION_CONTROL_WORKFLOW),
    *(bitbucket_screens.CREATE_OAUTH_CLIENT, bitbucket_screens.ADD_KEY),
)
"""The buttons that only open a form. Every other button might save something, so it is never clicked."""
_SIGN_IN = re.compile(r"(?i)^https://id\.atlassian\.com/|/(login|log-in|signin|sign-in|session)(/|$)")
_KIND = """(one) => {
  const role = one.getAttribute("role") ?? one.localName;
  if (role === "tab" || role === "a" && one.href.startsWith("http") || one.type === "radio") return "opens";
  const fields = "input:not([type=hidden]), textarea, select";
  return one.closest("form, dialog, [role=dialog]")?.querySelector(fields) ? "saves" : "button";
}"""
"""What an element does: `opens` a page or a tab, is in a form that it `saves`, or is another `button`."""
_EXAMPLE = "example"


class WithheldError(Exception):
    """A step that might save something. It is not replayed."""


class SignedOutError(Exception):
    """A service shows its login page, or another site. The message contains the URL."""


@dataclass(frozen=True)
class Account:
    """What the maintainer has at both services, for the placeholders of the guide."""

    terraform_url: str
    bitbucket_url: str
    organization: str
    workspace: str
    repository: str = "example"
    terraform_workspace: str = ""
    provider: str = "Bitbucket Cloud"
    edition: str = "hcp"

    @property
    def names(self) -> tuple[str, ...]:
        """The names that a screenshot must not show."""
        return tuple(filter(None, (self.organization, self.workspace, self.repository, self.terraform_workspace)))


class ReadOnlySteps(ManualSteps):
    """The values of the maintainer. Nothing is signed in, generated, pushed, or run."""

    def __init__(self, account: Account) -> None:  # the sandbox of the base class doesn't exist here
        self.urls = {"terraform": account.terraform_url, "bitbucket": account.bitbucket_url}
        self.values = {
            "<YOUR ORGANIZATION>": account.organization,
            "<YOUR WORKSPACE>": account.workspace,
            "<YOUR REPOSITORY>": account.repository,
            "<YOUR KEY FILE>": _EXAMPLE,
        }
        self.done = {}

    def file(self, ending: str = "") -> str:
        """Return a text instead of a key, so that no key is ever entered."""
        return _EXAMPLE + ending


class CarefulRobot(Robot):
    """A robot that clicks only what opens something, and fills forms that it never saves."""

    screen_type = WatchedScreen

    def __init__(self, context: "BrowserContext", account: Account) -> None:
        super().__init__(context, ReadOnlySteps(account), account.edition)
        self.account, self.provider = account, account.provider

    @property
    def watched(self) -> WatchedScreen:
        """The current tab."""
        assert isinstance(self.screen, WatchedScreen)  # noqa: S101 - `screen_type` makes no other
        return self.screen

    def click(self, name: str) -> None:
        """Click the element called `name`, if that only opens something. Raises `WithheldError`."""
        self._use(name, self.screen.one(name, TO_CLICK))

    def select(self, name: str, within: str = "") -> None:
        """Select the element called `name`; click it only if that opens something. Raises `WithheldError`."""
        found = self.screen.choice(name, within)
        if found.get_attribute("type") == "checkbox":
            super().select(name, within)
        else:
            self._use(name, found)

    def _use(self, name: str, found: "Locator") -> None:
        kind = found.evaluate(_KIND)
        opening = {fact.text for fact in OPENING} | {self.provider}
        if kind == "saves" or (kind == "button" and name not in opening):
            raise WithheldError(f"{name!r} might save something, so it was not clicked")
        found.click()

    def _content(self, step: ProcedureStep) -> str:
        self.callback = self.copied = _EXAMPLE
        return super()._content(step)

    def switch_tab(self, step: ProcedureStep) -> Screen:
        """Switch to the tab of the service whose labels the step quotes. Raises `CannotRunError` if there is none."""
        screen = super().switch_tab(step)
        service = service_of(self, step)
        if not screen.page.url.startswith(self.manual_steps.urls[service]):
            raise CannotRunError(f"No tab shows {service}")
        return screen

    def look_up(self, step: ProcedureStep) -> None:
        """Look up the labels of a step, without an action. Raises `NotOnScreenError`."""
        screen = self.switch_tab(step)
        for part in step.labels:
            screen.find_text(part.text)

    def reopen(self, step: ProcedureStep) -> None:
        """Open the page of HCP Terraform on which the menu path of a step begins. Raises `CannotRunError`."""
        path = f"/app/{self.account.organization}"
        if step.shape.startswith("In the Terraform workspace"):
            if not self.account.terraform_workspace:
                raise CannotRunError(f"{step} needs the option --terraform-workspace")
            path += f"/workspaces/{self.account.terraform_workspace}"
        self.screen = self.screens["terraform"]
        self.screen.page.goto(self.account.terraform_url + path)

    def require_session(self) -> None:
        """Require that the current tab shows no login page. Raises `SignedOutError`."""
        url = self.screen.page.url.partition("?")[0]
        known = url.startswith(("about:blank", *self.manual_steps.urls.values()))
        if _SIGN_IN.search(url) or not known:
            raise SignedOutError(
                f"The browser shows {url} instead of the page of the guide, so the stored session has probably ended. "
                "Sign in again with: nox -s real -- --sign-in"
            )


def service_of(robot: CarefulRobot, step: ProcedureStep) -> str:
    """Return the service whose labels the step quotes; without labels, the service of the current tab."""
    if step.service:
        return step.service
    return "bitbucket" if robot.screen.page.url.startswith(robot.account.bitbucket_url) else "terraform"
