"""The robot: it holds a browser with a tab for each service, and does one step at a time."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from checks.monitors.robot.manual_steps import ManualSteps
from checks.monitors.robot.screen import TO_CLICK, NotOnScreenError, Screen
from checks.monitors.robot.step import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import BrowserContext

_PUBLIC = {
    "https://bitbucket.org": "bitbucket",
    "https://app.terraform.io": "terraform",
    "https://<YOUR HOST>": "terraform",
    "https://<YOUR ENTERPRISE HOST>": "terraform",
}
_RUN = re.compile(r"\brun-\w+")


class Robot:
    """Does what steps say.

    Attributes:
        person: Stands in for what only a person can do.
        screen: The tab in which it works now.
        provider: The name that it gives to the connection.
        project: The project that it lets use it.
    """

    provider = "Bitbucket of Acme"
    project = "Default Project"

    def __init__(self, context: "BrowserContext", person: ManualSteps) -> None:
        self.context, self.person = context, person
        self.screens = {"terraform": Screen(context.new_page())}
        self.screen = self.screens["terraform"]
        self._copied = self.callback = self._answer = self._run_seen = ""

    # What the sentences name.

    def value(self, text: str) -> str:
        """Return `text` with the values of the practice organization, and the addresses of the sandbox."""
        for public, service in _PUBLIC.items():
            text = text.replace(public, self.person.urls[service])
        for placeholder, value in self.person.values.items():
            text = text.replace(placeholder, value)
        return text

    def look(self, step: Step) -> Screen:
        """Turn to a tab of the service whose words the step quotes, and return it."""
        facts = [fact for part in step.parts for fact in part.facts]
        if facts:
            service = "terraform" if facts[0].startswith("terraform") else "bitbucket"
            tabs = [self.screen, *self.screens.values()]
            self.screen = next((tab for tab in tabs if self._service(tab) == service), self.screen)
        return self.screen

    def _service(self, tab: Screen) -> str:
        urls: Mapping[str, str] = self.person.urls
        return next((name for name, url in urls.items() if tab.page.url.startswith(f"{url}/")), "")

    # What they ask for.

    def do_manually(self, step: Step) -> None:
        """Let the person do what the mark of the step says. Raises `CannotRunError`."""
        self.person.by_hand(step, self.context)

    def open(self, step: Step) -> None:
        """Open an address in the tab of its service."""
        (link,) = [part for part in step.parts if part.kind == "link"]
        address = self.value(link.address)
        service = next(name for name, url in self.person.urls.items() if address.startswith(url))
        if service not in self.screens:
            self.screens[service] = Screen(self.context.new_page())
        self.screen = self.screens[service]
        self.screen.page.goto(address)

    def follow(self, step: Step) -> None:
        """Click one entry of a menu after the other."""
        self.look(step)
        for name in step.text("menu").split("\n"):
            self.click(name)

    def choose(self, step: Step) -> None:
        """Click or select what the last label names, where the first says."""
        *around, name = (part.text for part in step.labels)
        self.look(step)
        self.select(name, *around)

    def click(self, name: str) -> None:
        """Click what is called `name`, in the tab at hand."""
        self.screen.one(name, TO_CLICK).click()

    def click_consumer(self, step: Step) -> None:
        """Click the consumer, by the name that it was given, on the page that has this list."""
        self.look(step).reads(step.text("label"))
        self.click(self.value("HCP Terraform (<YOUR ORGANIZATION>)"))

    def select(self, name: str, within: str = "") -> None:
        """Click what is called `name`, or select it if it is a checkbox that isn't selected yet."""
        found = self.screen.choice(name, within)
        if found.get_attribute("type") != "checkbox":
            found.click()
        elif not found.is_checked():
            found.check()

    def clear(self, name: str) -> None:
        """Clear the checkbox called `name`."""
        self.screen.choice(name).uncheck()

    def enter(self, step: Step) -> None:
        """Write into the field that the label names, or into the only one."""
        screen = self.look(step)
        (screen.field(step.text("label")) if step.labels else screen.only_field()).fill(self._content(step))

    def _content(self, step: Step) -> str:
        literals = [part.text for part in step.parts if part.kind == "literal"]
        if "the contents of the LITERAL file" in step.shape:
            return self.person.file(literals[0])
        if "the contents of LITERAL" in step.shape:
            return self.person.file()
        if literals:
            return self.value(literals[0])
        written = {
            "the callback URL": self.callback,
            "the client ID": self._copied,
            "the key": self._copied,
            "the secret": self._copied,
            "a name for the VCS provider": self.provider,
            "the name of a project": self.project,
            "a description of your choice": "Connects our repositories to HCP Terraform",
        }
        (content,) = [text for words, text in written.items() if words in step.shape]
        return content

    def copy(self, step: Step) -> None:
        """Copy the value beside a label with its own button. Raises `NotOnScreenError`."""
        label = step.text("label")
        screen = self.look(step)
        screen.one(f"Copy {label}", ("button",)).click()
        self._copied = screen.page.evaluate("navigator.clipboard.readText()")
        if not self._copied:
            raise NotOnScreenError(f"Nothing was copied from {label!r}.")
        if step.labels[0].facts == ("terraform-screens.callback-url",):
            self.callback = self._copied

    def run(self, step: Step) -> None:
        """Run the commands of the block below; those that ask a real service have a stand-in."""
        self._answer = self.person.run(self.value(step.block), self.context)

    # What they tell the reader to look for.

    def check_heading(self, step: Step) -> None:
        """See that the page bears this name."""
        self.look(step).one(step.text("label"), ("heading",))

    def check_selected(self, step: Step) -> None:
        """See that a checkbox is selected. Raises `NotOnScreenError`."""
        if not self.look(step).choice(step.text("label")).is_checked():
            raise NotOnScreenError(f"{step.text('label')!r} is not selected.")

    def check_words(self, step: Step) -> None:
        """See that the words stand there."""
        for part in step.labels:
            self.look(step).reads(part.text)

    def check_back(self, _: Step) -> None:
        """See that the tab shows HCP Terraform again, and no error. Raises `NotOnScreenError`."""
        self.screen.page.wait_for_load_state()
        if self._service(self.screen) != "terraform" or self.screen.page.get_by_role("alert").count():
            raise NotOnScreenError(f"The tab shows {self.screen.page.url}.")

    def check_listed(self, step: Step) -> None:
        """See that the page bears this name and has the provider on it."""
        self.check_heading(step)
        self.screen.one(self.provider, ("heading",))

    def check_connected(self, step: Step) -> None:
        """See the provider and, in the column of this name, something. Raises `NotOnScreenError`."""
        self.screen.one(self.provider, ("heading",))
        table = self.look(step).one(f"Connections of {self.provider}", ("region",)).get_by_role("table")
        heads = [head.inner_text() for head in table.get_by_role("columnheader").all()]
        cell = table.get_by_role("cell").nth(heads.index(self.screen.reads(step.text("label")).inner_text()))
        if not cell.get_by_role("code").inner_text().strip():
            raise NotOnScreenError(f"There is no value under {step.text('label')!r}.")

    def check_files(self, step: Step) -> None:
        """See that the files that the literals name lie in the folder of the key. Raises `NotOnScreenError`."""
        for part in step.parts:
            if part.kind == "literal" and not Path(self.value(part.text)).is_file():
                raise NotOnScreenError(f"There is no file {part.text}.")

    def check_answer(self, step: Step) -> None:
        """See that the last command answered so. Raises `NotOnScreenError`."""
        if step.text("literal") not in self._answer:
            raise NotOnScreenError(f"The command answered: {self._answer!r}.")

    def check_plan(self, _: Step) -> None:
        """See a run that has a plan, and remember which one it is."""
        self.screen.reads("Plan finished")
        self._run_seen = self._newest_run()

    def check_new_run(self, _: Step) -> None:
        """See another run in the Terraform workspace than before. Raises `NotOnScreenError`."""
        self.click("Overview")
        self.screen.reads("Latest run")
        if (found := self._newest_run()) == self._run_seen:
            raise NotOnScreenError(f"The latest run is still {found!r}.")

    def _newest_run(self) -> str:
        found = _RUN.search(self.screen.page.get_by_role("main").inner_text())
        return found[0] if found else ""
