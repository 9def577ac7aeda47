"""The robot: it controls a browser with a tab for each service, and performs one step at a time."""

import re
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from checks.facts import requirements
from checks.monitors.robot.manual_steps import ManualSteps
from checks.monitors.robot.screen import TO_CLICK, NotOnScreenError, Screen
from checks.monitors.robot.step import ProcedureStep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import BrowserContext

_PUBLIC = {
    "https://bitbucket.org": "bitbucket",
    "https://id.atlassian.com": "bitbucket",  # the sandbox has the account pages of Atlassian there
    "https://<YOUR HOST>": "terraform",
}
PUBLIC = {
    "hcp": _PUBLIC | {"https://app.terraform.io": "terraform"},
    "enterprise": _PUBLIC | {"https://<YOUR ENTERPRISE HOST>": "terraform"},
}
"""For each edition, the URLs that the guide can contain, and their service: Terraform Enterprise has its own host."""
_FURTHEST = 6
"""The maximum number of pages between the form and the page to which a canceled authorization leads."""
_RUN = re.compile(r"\brun-\w+")


class Robot:
    """Perform steps of the guide.

    Attributes:
        manual_steps: Performs the manual steps.
        screen: The current tab.
        provider: The name for the VCS provider.
        project: The project that can use the VCS provider.
        copied: The value that was copied last.
        entered: The content of each field, by the fact of its label.
    """

    provider = "Bitbucket of Acme"
    project = "Network"
    screen_type = Screen

    def __init__(self, context: "BrowserContext", manual_steps: ManualSteps, edition: str = "hcp") -> None:
        self.context, self.manual_steps, self.edition = context, manual_steps, edition
        self.entered: dict[str, str] = {}
        self.screens = {"terraform": self.screen_type(context.new_page())}
        self.screen = self.screens["terraform"]
        self.copied = self.callback = self._answer = self._run_seen = ""

    # Values and tabs.

    def value(self, text: str) -> str:
        """Return `text` with the values of the practice organization, and the URLs of the sandbox."""
        for public, service in PUBLIC[self.edition].items():
            text = text.replace(public, self.manual_steps.urls[service])
        for placeholder, value in self.manual_steps.values.items():
            text = text.replace(placeholder, value)
        return text

    def switch_tab(self, step: ProcedureStep) -> Screen:
        """Switch to a tab of the service whose labels the step quotes, and return it."""
        tabs = [self.screen, *self.screens.values()] if step.service else []
        self.screen = next((tab for tab in tabs if self._service(tab) == step.service), self.screen)
        return self.screen

    @property
    def service(self) -> str:
        """The service in the current tab."""
        return self._service(self.screen)

    def _service(self, tab: Screen) -> str:
        urls: Mapping[str, str] = self.manual_steps.urls
        return next((name for name, url in urls.items() if tab.page.url.startswith(f"{url}/")), "")

    # Actions.

    def do_manually(self, step: ProcedureStep) -> None:
        """Perform the manual action of the step. Raises `CannotRunError`."""
        self.manual_steps.perform(step, self.context)

    def open(self, step: ProcedureStep) -> None:
        """Open a URL in the tab of its service. Raises `NotOnScreenError` for another site, or an error."""
        (link,) = [part for part in step.parts if part.kind == "link"]
        address = self.value(link.address)
        service = next((name for name, url in self.manual_steps.urls.items() if address.startswith(url)), "")
        if not service:
            raise NotOnScreenError(f"{address} is no URL of this edition ({self.edition}).")
        if service not in self.screens:
            self.screens[service] = self.screen_type(self.context.new_page())
        self.screen = self.screens[service]
        response = self.screen.page.goto(address)
        if response and response.status >= HTTPStatus.BAD_REQUEST:
            raise NotOnScreenError(f"{address} responds with status {response.status}.")

    def go_back(self, step: ProcedureStep) -> None:
        """Press the Back button until the page with this title appears. Raises `NotOnScreenError`."""
        self.screen = self.screens["terraform"]
        title = self.screen.page.get_by_role("heading", name=step.text("label"), exact=True)
        for _ in range(_FURTHEST):
            if title.count():
                return
            self.screen.page.go_back()
        raise NotOnScreenError(f"The Back button doesn't lead to {step.text('label')!r}.")

    def follow(self, step: ProcedureStep) -> None:
        """Click the entries of a menu path, in order."""
        self.switch_tab(step)
        organization = [self.value(part.text) for part in step.parts if part.kind == "value"]
        for name in (*organization, *step.text("menu").split("\n")):
            self.click(name)

    def choose(self, step: ProcedureStep) -> None:
        """Click or select the element of the last label, inside the element of the first."""
        *around, name = (part.text for part in step.labels)
        self.switch_tab(step)
        self.select(name, *around)

    def click(self, name: str) -> None:
        """Click the element called `name` in the current tab."""
        self.screen.one(name, TO_CLICK).click()

    def click_consumer(self, step: ProcedureStep) -> None:
        """Click the consumer by its name, on the page with the list of the step's label."""
        self.switch_tab(step).find_text(step.text("label"))
        self.click(self.value("HCP Terraform (<YOUR ORGANIZATION>)"))

    def edit_consumer(self, _: ProcedureStep) -> None:
        """Open the consumer for editing."""
        self.click(self.value("Edit HCP Terraform (<YOUR ORGANIZATION>)"))

    def select(self, name: str, within: str = "") -> None:
        """Click the element called `name`; a checkbox is only selected, never cleared."""
        found = self.screen.choice(name, within)
        if found.get_attribute("type") != "checkbox":
            found.click()
        elif not found.is_checked():
            found.check()

    def clear(self, name: str) -> None:
        """Clear the checkbox called `name`."""
        self.screen.choice(name).uncheck()

    def enter(self, step: ProcedureStep) -> None:
        """Fill in the field of the label, or the only field of the screen."""
        screen, content = self.switch_tab(step), self._content(step)
        self.entered |= {part.facts[0]: content for part in step.labels}
        (screen.field(step.text("label")) if step.labels else screen.only_field()).fill(content)

    def enter_again(self, step: ProcedureStep) -> None:
        """Fill in each field of the labels that is empty with its previous content."""
        screen = self.switch_tab(step)
        for part in step.labels:
            if not screen.field(part.text).input_value():
                screen.field(part.text).fill(self.entered[part.facts[0]])

    def _content(self, step: ProcedureStep) -> str:
        literals = [part.text for part in step.parts if part.kind == "literal"]
        if "the contents of the LITERAL file" in step.shape:
            return self.manual_steps.file(literals[0])
        if "the contents of LITERAL" in step.shape:
            return self.manual_steps.file()
        if literals:
            return self.value(literals[0])
        written = {
            "the callback URL": self.callback,
            "the client ID": self.copied,
            "the key": self.copied,
            "the secret": self.copied,
            "a name for the VCS provider": self.provider,
            "the name of a project": self.project,
            "a description of your choice": "Connects our repositories to HCP Terraform",
        }
        (content,) = [text for words, text in written.items() if words in step.shape]
        return content

    def copy(self, step: ProcedureStep) -> None:
        """Copy the value next to a label with its copy button. Raises `NotOnScreenError`."""
        self.switch_tab(step)
        self.copy_value(step.text("label"))
        if step.labels[0].facts == ("terraform-screens.callback-url",):
            self.callback = self.copied

    def copy_value(self, label: str) -> None:
        """Copy the value called `label` in the current tab with its copy button. Raises `NotOnScreenError`."""
        self.screen.one(f"Copy {label}", ("button",)).click()
        self.copied = self.screen.page.evaluate("navigator.clipboard.readText()")
        if not self.copied:
            raise NotOnScreenError(f"Nothing was copied from {label!r}.")

    def run(self, step: ProcedureStep) -> None:
        """Run the commands of the code block; commands that need a real service are simulated."""
        self._answer = self.manual_steps.run(self.value(step.block), self.context)

    # Verification.

    def check_heading(self, step: ProcedureStep) -> None:
        """Verify the page title."""
        self.switch_tab(step).one(step.text("label"), ("heading",))

    def check_selected(self, step: ProcedureStep) -> None:
        """Verify that a checkbox is selected. Raises `NotOnScreenError`."""
        if not self.switch_tab(step).choice(step.text("label")).is_checked():
            raise NotOnScreenError(f"{step.text('label')!r} is not selected.")

    def check_permissions(self) -> None:
        """Verify that every permission of a connection is selected. Raises `NotOnScreenError`."""
        for needed in requirements.PERMISSIONS:
            label = f"{needed.area}: {needed.level}"
            if not self.screen.choice(label).is_checked():
                raise NotOnScreenError(f"A connection needs {label}, but no step of this section selects it.")

    def check_words(self, step: ProcedureStep) -> None:
        """Verify that the page contains the labels."""
        for part in step.labels:
            self.switch_tab(step).find_text(part.text)

    def check_back(self, _: ProcedureStep) -> None:
        """Verify that the tab shows HCP Terraform again, and no error. Raises `NotOnScreenError`."""
        self.screen.page.wait_for_load_state()
        if self.service != "terraform" or self.screen.page.get_by_role("alert").count():
            raise NotOnScreenError(f"The tab shows {self.screen.page.url}.")

    def check_listed(self, step: ProcedureStep) -> None:
        """Verify the page title, and that the page lists the VCS provider."""
        self.check_heading(step)
        self.screen.one(self.provider, ("heading",))

    def check_connected(self, step: ProcedureStep) -> None:
        """Verify that the VCS provider has a value in the column of the label. Raises `NotOnScreenError`."""
        self.screen.one(self.provider, ("heading",))
        table = self.switch_tab(step).one(f"Connections of {self.provider}", ("region",)).get_by_role("table")
        heads = [head.inner_text() for head in table.get_by_role("columnheader").all()]
        cell = table.get_by_role("cell").nth(heads.index(self.screen.find_text(step.text("label")).inner_text()))
        if not cell.get_by_role("code").inner_text().strip():
            raise NotOnScreenError(f"There is no value under {step.text('label')!r}.")

    def check_files(self, step: ProcedureStep) -> None:
        """Verify that the files named by the literals exist. Raises `NotOnScreenError`."""
        for part in step.parts:
            if part.kind == "literal" and not Path(self.value(part.text)).is_file():
                raise NotOnScreenError(f"There is no file {part.text}.")

    def check_output(self, step: ProcedureStep) -> None:
        """Verify the output of the last command. Raises `NotOnScreenError`."""
        if step.text("literal") not in self._answer:
            raise NotOnScreenError(f"The command output is: {self._answer!r}.")

    def check_plan(self, _: ProcedureStep) -> None:
        """Verify that a run has a plan, and store its ID."""
        self.screen.find_text("Plan finished")
        self._run_seen = self._newest_run()

    def check_new_run(self, _: ProcedureStep) -> None:
        """Verify that the Terraform workspace has a new run. Raises `NotOnScreenError`."""
        self.click("Overview")
        self.screen.find_text("Latest run")
        if (found := self._newest_run()) == self._run_seen:
            raise NotOnScreenError(f"The latest run is still {found!r}.")

    def _newest_run(self) -> str:
        found = _RUN.search(self.screen.page.get_by_role("main").inner_text())
        return found[0] if found else ""
