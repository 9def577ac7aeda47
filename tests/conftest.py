from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox, serving

Start = Callable[..., Sandbox]


@pytest.fixture(scope="session")
def _services() -> Iterator[Sandbox]:
    with serving(healthy(datetime.now(UTC))) as running:
        yield running


@pytest.fixture
def sandbox(_services: Sandbox) -> Start:
    """Start both services afresh: from a scenario, or from the healthy one with the named faults."""

    def start(*what: Scenario | str) -> Sandbox:
        scenario = healthy(datetime.now(UTC))
        for one in what:
            scenario = FAULTS[one].change(scenario) if isinstance(one, str) else one
        _services.begin(scenario)
        return _services

    return start
