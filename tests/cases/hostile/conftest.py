from datetime import UTC, datetime

import pytest

from checks.sandbox.healthy import healthy
from checks.sandbox.scenario import Scenario


@pytest.fixture
def healthy_now() -> Scenario:
    """A healthy connection, as the sandbox has it at this moment."""
    return healthy(datetime.now(UTC))
