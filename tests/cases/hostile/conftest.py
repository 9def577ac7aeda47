from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from checks.engine.registry import all_checks
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario import Scenario


@pytest.fixture
def healthy_now() -> Scenario:
    """A healthy connection, as the sandbox has it at this moment."""
    return healthy(datetime.now(UTC))


@pytest.fixture
def outcomes(verify) -> Callable[..., dict[str, str]]:
    """Run every check as the fixture `verify` does, and return the outcome of each by its name."""

    def run(*what: Any, **given: Any) -> dict[str, str]:
        return {name: told.outcome for name, told in verify(all_checks(), *what, **given).items()}

    return run
