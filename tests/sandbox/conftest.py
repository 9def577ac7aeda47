from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from checks.sandbox.server import Sandbox
from checks.sandbox.world import World


class Client(requests.Session):
    """A client of one service, which needs no more than the path."""

    def __init__(self, base: str, auth: Any = None, headers: dict[str, str] | None = None) -> None:
        super().__init__()
        self.base = base
        self.auth = auth
        self.headers.update(headers or {})

    def request(self, method: str, url: str, *args: Any, **more: Any) -> requests.Response:
        return super().request(method, url if "//" in url else self.base + url, *args, **{"timeout": 5} | more)

    def body(self, path: str, **parameters: str) -> Any:
        answer = self.get(path, params=parameters)
        answer.raise_for_status()
        return answer.json()


@dataclass(frozen=True)
class Services:
    """A running sandbox with one client for each service, which shows the person's credentials."""

    running: Sandbox
    terraform: Client
    bitbucket: Client
    anonymous: Client

    @property
    def world(self) -> World:
        return self.running.world

    @property
    def environment(self) -> dict[str, str]:
        return self.running.environment()


@pytest.fixture
def services(sandbox: Callable[..., Sandbox]) -> Iterator[Callable[..., Services]]:
    """Start the sandbox as the fixture `sandbox` does, with clients."""
    with ExitStack() as stack:

        def start(*what: object) -> Services:
            running = sandbox(*what)
            environment = running.environment()
            bearer = {"Authorization": f"Bearer {environment['TFE_TOKEN']}"}
            basic = (environment["BITBUCKET_EMAIL"], environment["BITBUCKET_API_TOKEN"])
            return Services(
                running,
                stack.enter_context(Client(f"{environment['TFE_ADDRESS']}/api/v2", headers=bearer)),
                stack.enter_context(Client(f"{environment['BITBUCKET_API_URL']}/2.0", auth=basic)),
                stack.enter_context(Client("")),
            )

        yield start
