from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import pytest
import requests
from bs4 import BeautifulSoup, Tag

from checks.sandbox.healthy import unconnected
from checks.sandbox.server import Sandbox
from checks.sandbox.state import SandboxState


class Client(requests.Session):
    """A client of one service; requests need only the path."""

    def __init__(self, base: str, auth: Any = None, headers: dict[str, str] | None = None) -> None:
        super().__init__()
        self.base = base
        self.auth = auth
        self.headers.update(headers or {})

    def request(self, method: str, url: str, *args: Any, **more: Any) -> requests.Response:
        return super().request(method, url if "//" in url else self.base + url, *args, **{"timeout": 5} | more)

    def body(self, path: str, **parameters: str) -> Any:
        response = self.get(path, params=parameters)
        response.raise_for_status()
        return response.json()


@dataclass(frozen=True)
class Services:
    """A running sandbox, with one client for each service that sends the user's credentials."""

    running: Sandbox
    terraform: Client
    bitbucket: Client
    anonymous: Client

    @property
    def state(self) -> SandboxState:
        return self.running.state

    @property
    def environment(self) -> dict[str, str]:
        return self.running.environment()


@pytest.fixture
def services(sandbox: Callable[..., Sandbox]) -> Iterator[Callable[..., Services]]:
    """Start the sandbox like the fixture `sandbox`, and create clients for it."""
    with ExitStack() as stack:

        def start(*what: object) -> Services:
            running = sandbox(*what)
            environment = running.environment()
            bearer = {
                "Authorization": f"Bearer {environment['TFE_TOKEN']}",
                "Content-Type": "application/vnd.api+json",
            }
            basic = (environment["BITBUCKET_EMAIL"], environment["BITBUCKET_API_TOKEN"])
            return Services(
                running,
                stack.enter_context(Client(f"{environment['TFE_ADDRESS']}/api/v2", headers=bearer)),
                stack.enter_context(Client(f"{environment['BITBUCKET_API_URL']}/2.0", auth=basic)),
                stack.enter_context(Client("")),
            )

        yield start


"""A simulated user who follows the guide on the sandbox pages by their visible text, without a browser."""


CALLBACK = "Callback URL"
NAME = "HCP Terraform (acme)"
PERMISSIONS = (
    ("Account", "Write"),
    ("Repositories", "Admin"),
    ("Pull requests", "Write"),
    ("Webhooks", "Read and write"),
)


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


class Person:
    """A simulated user of the pages. A method fails unless exactly one element has the given name."""

    def __init__(self, running: Sandbox) -> None:
        self.running = running
        self.session = requests.Session()
        self.session.headers["Accept"] = "text/html"

    @property
    def terraform(self) -> str:
        return self.running.state.terraform_url

    @property
    def bitbucket(self) -> str:
        return self.running.state.bitbucket_url

    @property
    def heading(self) -> str:
        return words(self.page.h1)

    @property
    def text(self) -> str:
        return words(self.page.main)

    def open(self, address: str) -> requests.Response:
        return self._shown(self.session.get(urljoin(getattr(self, "address", ""), address), timeout=10))

    def _shown(self, response: requests.Response) -> requests.Response:
        self.address, self.status = response.url, response.status_code
        self.page = BeautifulSoup(response.text, "html.parser")
        return response

    def _one(self, found: list[Tag], what: str) -> Tag:
        assert len(found) == 1, f"{len(found)} times {what!r} at {self.address}:\n{self.text}"
        return found[0]

    def click(self, name: str) -> None:
        """Click the button or link with this name. A menu button only has to contain links."""
        candidates = [tag for tag in self.page.find_all(["button", "a"]) if words(tag) == name]
        tag = self._one([tag for tag in candidates if not tag.has_attr("disabled")], name)
        if tag.has_attr("popovertarget"):
            assert self.page.find(id=tag["popovertarget"]).a
        elif tag.name == "a":
            self.open(tag["href"])
        else:
            self._send(tag)

    def _send(self, button: Tag) -> None:
        form = button.find_parent("form")
        fields = [
            (field["name"], field.get("value", ""))
            for field in form.find_all("input", attrs={"name": True})
            if field["type"] not in {"checkbox", "radio"} or field.has_attr("checked")
        ]
        fields += [(field["name"], field.get_text()) for field in form.find_all("textarea")]
        for field in form.find_all("select"):
            fields.append((field["name"], (field.find(selected=True) or field.option)["value"]))
        if button.has_attr("name"):
            fields.append((button["name"], button["value"]))
        url = urljoin(self.address, form.get("action", self.address))
        if form.get("method") == "post":
            self._shown(self.session.post(url, data=fields, timeout=10))
        else:
            self._shown(self.session.get(url, params=fields or None, timeout=10))

    def field(self, label: str, group: str = "") -> Tag:
        within = self.page
        if group:
            within = self._one(
                [tag for tag in self.page.find_all("fieldset") if tag.legend and words(tag.legend) == group], group
            )
        tag = self._one([tag for tag in within.find_all("label") if words(tag) == label], label)
        return self.page.find(id=tag["for"])

    def enter(self, value: str, label: str) -> None:
        tag = self.field(label)
        if tag.name == "textarea":
            tag.string = value
        else:
            tag["value"] = value

    def select(self, label: str, group: str = "") -> None:
        tag = self.field(label, group)
        if tag["type"] == "radio":
            for other in self.page.find_all("input", attrs={"name": tag["name"]}):
                del other["checked"]
        tag["checked"] = ""

    def choose(self, name: str, label: str) -> None:
        """Select the option with this name in a list."""
        options = self.field(label).find_all("option")
        for option in options:
            del option["selected"]
        self._one([option for option in options if words(option) == name], name)["selected"] = ""

    def clear(self, label: str, group: str = "") -> None:
        del self.field(label, group)["checked"]

    def copy(self, term: str) -> str:
        tag = self._one([tag for tag in self.page.find_all("button") if words(tag) == f"Copy {term}"], term)
        assert words(tag.find_parent("dd").code) == tag["data-copy"]
        return tag["data-copy"]

    def log_in(self, name: str) -> None:
        """Log in to Bitbucket."""
        self.open(f"{self.bitbucket}/account/signin/")
        self.click(f"Log in as {name}")

    # The steps of the guide

    def begin(self) -> str:
        """Follow step 1, stay on the page of the new provider, and return the callback URL."""
        self.open(self.terraform)
        self.click("Log in as jordan.lee@acme.example")
        for name in ("acme", "Settings", "Providers"):
            self.click(name)
        assert self.heading == "VCS Providers"
        for name in ("Add a VCS provider", "Bitbucket", "Bitbucket Cloud"):
            self.click(name)
        self.begun = self.address
        return self.copy(CALLBACK)

    def create(
        self, callback: str, *, private: bool = True, forgotten: tuple[str, str] | None = None
    ) -> tuple[str, str]:
        """Follow step 2 on the form that Bitbucket shows, and return the key and the secret."""
        self.log_in("Jordan Lee")
        if self.running.state.scenario.screens == "clients":
            self.open(f"{self.bitbucket}/acme-infra/workspace/settings/oauth-clients")
            self.click("Create OAuth client")
            self.select("Authorization code")
            kind, names = "Client credentials", ("Client ID", "Secret")
        else:
            self.open(f"{self.bitbucket}/acme-infra/workspace/settings/oauth-consumers/new")
            self.enter(self.terraform, "URL")
            kind, names = "This is a private consumer", ("Key", "Secret")
        self.enter(NAME, "Name")
        self.enter("For our runs", "Description")
        self.enter(callback, CALLBACK)
        if private:
            self.select(kind)
        for area, level in PERMISSIONS:
            if (area, level) != forgotten:
                self.select(level, area)
        self.click("Save")
        if names[0] == "Key":
            self.click(NAME)
        return self.copy(names[0]), self.copy(names[1])

    def connect(self, key: str, secret: str) -> None:
        """Follow step 3 up to the consent page."""
        self.open(self.begun)
        self.enter(key, "Key")
        self.enter(secret, "Secret")
        self.click("Connect and continue")

    def reach(self, *, account: str = "Acme Terraform", **more: Any) -> None:
        """Follow steps 1 to 3 up to the page with the scope and the SSH key."""
        pair = self.create(self.begin(), **more)
        self.log_in(account)
        self.connect(*pair)
        assert self.heading == "Confirm access to your account"
        self.click("Grant access")
        assert self.heading == "Add VCS Provider"

    def use(self, repository: str, *, submodules: bool = False, project: str = "Default Project") -> None:
        """Follow the last step: create a Terraform workspace, which starts its first run if that succeeds."""
        self.open(self.terraform)
        for name in ("acme", "New", "Workspace", project, "Version control workflow", "Bitbucket Cloud"):
            self.click(name)
        self.click(f"acme-infra/{repository}")
        if submodules:
            self.select("Include submodules on clone")
        self.click("Create workspace")

    def run(self) -> None:
        self.click("New run")
        self.click("Start run")
        assert "Plan finished" in self.text


Begin = Callable[..., Person]


@pytest.fixture
def person(sandbox: Callable[..., Sandbox]) -> Iterator[Begin]:
    """Return a user before the first step; by default, Bitbucket shows the 2026 form."""
    with ExitStack() as stack:

        def begin(screens: str = "clients") -> Person:
            scenario = replace(unconnected(datetime.now(UTC)), screens=screens)
            found = Person(sandbox(scenario))
            stack.callback(found.session.close)
            return found

        yield begin
