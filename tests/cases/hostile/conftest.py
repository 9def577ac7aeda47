"""Fixtures of the tests with hostile or incomplete responses."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from checks.engine.registry import all_checks
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario import Scenario


@pytest.fixture
def healthy_now() -> Scenario:
    """Return the healthy scenario of the sandbox at the current time."""
    return healthy(datetime.now(UTC))


@pytest.fixture
def outcomes(verify) -> Callable[..., dict[str, str]]:
    """Return a function that runs every check as the fixture `verify` does, and returns the outcomes by check."""

    def run(*changes: Any, **given: Any) -> dict[str, str]:
        return {name: result.outcome for name, result in verify(all_checks(), *changes, **given).items()}

    return run
