"""Try every menu path that a page names, also outside steps, on the screens of the sandbox."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from checks.facts.fact import Label
from checks.facts.index import UnknownFactError, find
from checks.monitors.robot.browser import window
from checks.monitors.robot.screen import TO_CLICK, NotOnScreenError, Screen
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

_MENU = re.compile(r"(?<!`)\{menu\}`([^`]+)`")
Names = tuple[str, ...]
"""The names of the facts of a menu path, in order."""


class _LoadedScreen(Screen):
    """A tab whose page is complete, so an element that is missing won't appear later."""

    slowness = 0.1


def find_menus(docs: Path) -> dict[Names, list[str]]:
    """Return every menu path of the pages, each with the locations that name it."""
    found: dict[Names, list[str]] = {}
    for file in sorted(docs.rglob("*.md")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            for path in _MENU.findall(line):
                names = tuple(name.strip() for name in path.split(">"))
                found.setdefault(names, []).append(f"docs/{file.relative_to(docs)}:{number}")
    return found


def try_menus(browser: "Browser", docs: Path) -> list[str]:
    """Return the menu paths that no page of the sandbox has, each with its locations and the reason."""
    missing = dict.fromkeys(find_menus(docs), "")
    for form in ("clients", "consumers"):
        scenario = replace(healthy(datetime.now(UTC)), screens=form)
        with serving(scenario) as sandbox, window(browser) as context:
            _sign_in(context, sandbox)
            screen = _LoadedScreen(context.new_page())
            missing = {names: why for names in missing if (why := _problem(screen, sandbox, names))}
    places = find_menus(docs)
    return [f"{', '.join(places[names])}: {why}" for names, why in missing.items()]


def _sign_in(context: "BrowserContext", sandbox: Sandbox) -> None:
    state = sandbox.state
    for url, name, value in (
        (state.terraform_url, "sandbox_terraform", state.scenario.organization.email),
        (state.bitbucket_url, "sandbox_bitbucket", "jordan-lee"),
    ):
        context.add_cookies([{"name": name, "value": value, "url": url}])


def _problem(screen: Screen, sandbox: Sandbox, names: Names) -> str:
    """Return why a menu path can't be followed from any page on which it can begin; empty if it can."""
    try:
        labels = [entry.text for name in names if isinstance(entry := find(name, Label).fact, Label)]
    except UnknownFactError as reason:
        return str(reason)
    service = "terraform" if names[0].startswith("terraform") else "bitbucket"
    url = sandbox.state.terraform_url if service == "terraform" else sandbox.state.bitbucket_url
    reasons: dict[int, str] = {}
    for start in _starts(service, sandbox.state.scenario):
        screen.page.goto(url + start)
        for done, label in enumerate(labels):
            try:
                _open(screen, label)
            except NotOnScreenError as reason:
                reasons.setdefault(done, str(reason))
                break
        else:
            return ""
    # The page that has most of the path has the most useful reason.
    return f"No page has the menu path {' > '.join(labels)}. {reasons[max(reasons)]}"


def _open(screen: Screen, label: str) -> None:
    """Click an entry of a menu, or find the heading of a group of entries. Raises `NotOnScreenError`."""
    heading = screen.page.get_by_role("heading", name=label, exact=True).filter(visible=True)
    if not heading.count() or screen.page.get_by_role("link", name=label, exact=True).count():
        screen.one(label, TO_CLICK).click()


def _starts(service: str, scenario: Scenario) -> Iterator[str]:
    """Yield the pages of a service on which a menu path can begin."""
    if service == "terraform":
        yield f"/app/{scenario.organization.name}"
        yield from (
            f"/app/{scenario.organization.name}/workspaces/{one.name}" for one in scenario.terraform_workspaces[:1]
        )
    else:
        workspace = scenario.credentials.workspace
        yield from ("/", f"/{workspace}/", f"/{workspace}/workspace/settings")
        yield f"/{workspace}/platform/"
