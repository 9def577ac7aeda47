"""The sandbox in place of the vendors' services, with the session of an administrator."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checks.monitors.real.careful_robot import Account, CarefulRobot
from checks.monitors.real.session import signed_in
from checks.monitors.robot.guide import read
from checks.monitors.robot.routes import ROUTES, steps_on
from checks.monitors.robot.step import PicturePlacement, ProcedureStep
from checks.sandbox.healthy import healthy
from checks.sandbox.server import Sandbox, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

DOCS = Path(__file__).parents[3] / "docs"
CLIENTS = next(route for route in ROUTES if (route.edition, route.screens, route.key) == ("hcp", "clients", True))


@pytest.fixture(scope="module")
def standin() -> Iterator[Sandbox]:
    """Both services, with the new form of Bitbucket."""
    with serving(healthy(datetime.now(UTC))) as running:
        yield running


@pytest.fixture
def account(standin: Sandbox) -> Account:
    state = standin.state
    return Account(
        terraform_url=state.terraform_url,
        bitbucket_url=state.bitbucket_url,
        organization=state.scenario.organization.name,
        workspace=state.scenario.credentials.workspace,
    )


@pytest.fixture
def session(standin: Sandbox) -> dict[str, Any]:
    """Return the session in Playwright's format."""
    names = {"sandbox_bitbucket": "jordan-lee", "sandbox_terraform": standin.state.scenario.organization.email}
    common = {"domain": "127.0.0.1", "path": "/", "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}
    return {"cookies": [{"name": name, "value": value, **common} for name, value in names.items()], "origins": []}


Robots = Callable[..., AbstractContextManager[tuple[CarefulRobot, list[str]]]]


@pytest.fixture
def robot(browser: "Browser", session: dict[str, Any], account: Account) -> Robots:
    """Return a context manager for a robot, and the requests that are blocked. `renamed` changes texts of pages."""

    @contextmanager
    def start(stored: object = session, **renamed: str) -> Iterator[tuple[CarefulRobot, list[str]]]:
        with signed_in(browser, stored) as (context, blocked):
            if renamed:
                context.route("**/settings/**", lambda route: _rename(route, renamed))
            yield CarefulRobot(context, account), blocked

    return start


@pytest.fixture(scope="session")
def section() -> Callable[..., list[ProcedureStep | PicturePlacement]]:
    """Return a function that returns the steps of some sections, in the order of the guide."""
    ahead = steps_on(read(DOCS), CLIENTS)
    return lambda *anchors: [one for one in ahead if one.anchor in anchors]


def _rename(route: "Route", renamed: dict[str, str]) -> None:
    response = route.fetch()
    text = response.text()
    for old, new in renamed.items():
        text = text.replace(old.replace("_", " "), new)
    route.fulfill(response=response, body=text)
