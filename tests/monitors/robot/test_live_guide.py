"""The live guide beside the services reports every other change of its cards than the expected one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checks.monitors.robot.browser import window
from checks.monitors.robot.live_changes import PlantedFault
from checks.monitors.robot.live_guide import CardsError, LiveGuide, live_guide
from checks.monitors.robot.manual_steps import ManualSteps
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy
from checks.sandbox.server import Sandbox, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
PAGE = "create-workspace"
HOOK_DELETED = PlantedFault("", "hook-deleted", {"webhooks": "failed"})


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A healthy connection."""
    with serving(healthy(datetime.now(UTC))) as running:
        yield running


@pytest.fixture
def opened(browser: "Browser", sandbox: Sandbox, html: Path, tmp_path: Path) -> Iterator[LiveGuide]:
    """The live guide in a tab."""
    with window(browser) as context:
        manual_steps = ManualSteps(sandbox, tmp_path, "network", key=False)
        with live_guide(manual_steps, html, tmp_path, context) as guide:
            yield guide


def test_compares_the_cards_that_changed(opened: LiveGuide, sandbox: Sandbox) -> None:
    opened.expect_changes([PAGE], {})
    sandbox.state.change(FAULTS["hook-deleted"].change)
    with pytest.raises(CardsError, match=r"changed: \{'webhooks': 'failed'\}\. Expected: \{\}\."):
        opened.expect_changes([PAGE], {})
    with pytest.raises(CardsError, match=r"changed: \{\}\. Expected: \{'webhooks': 'passed'\}\."):
        opened.expect_changes([PAGE], {"webhooks": "passed"})
    assert 0 < opened.slowest < 20


def test_detects_a_fault_and_its_fix(opened: LiveGuide, sandbox: Sandbox) -> None:
    before = sandbox.state.scenario
    opened.check_fault(HOOK_DELETED, None)
    assert sandbox.state.scenario == before


def test_notices_a_fault_that_changes_another_card(opened: LiveGuide) -> None:
    fault = PlantedFault("", "service-user-cannot-administer", {"webhooks": "unknown"})
    with pytest.raises(CardsError, match=r"After the fault 'service-user-cannot-administer': .*webhook-admin-access"):
        opened.check_fault(fault, None)


def test_notices_a_fix_without_effect(opened: LiveGuide) -> None:
    with pytest.raises(CardsError, match=r"Expected: \{'webhooks': 'passed'\}"):
        opened.check_fault(HOOK_DELETED, lambda: None)


def test_refuses_a_fault_without_effect(opened: LiveGuide, sandbox: Sandbox) -> None:
    sandbox.state.change(FAULTS["hook-deleted"].change)
    with pytest.raises(CardsError, match="'hook-deleted' has no effect"):
        opened.check_fault(HOOK_DELETED, None)
