from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy
from checks.sandbox.interruption import Interruption
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox, serving

Start = Callable[..., Sandbox]


@pytest.fixture(scope="session")
def _services() -> Iterator[Sandbox]:
    with serving(healthy(datetime.now(UTC))) as running:
        yield running


@pytest.fixture
def sandbox(_services: Sandbox) -> Start:
    """Start both services afresh: healthy, or from a scenario, then with the named faults and interruptions."""

    def start(*what: Scenario | Interruption | str) -> Sandbox:
        scenario = healthy(datetime.now(UTC))
        for one in what:
            if isinstance(one, Scenario):
                scenario = one
            elif isinstance(one, str):
                scenario = FAULTS[one].change(scenario)
        _services.begin(scenario, *(one for one in what if isinstance(one, Interruption)))
        return _services

    return start
