import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as property_settings

from checks.clients import http
from checks.clients.connection import Connection
from checks.clients.environment import read_settings
from checks.engine.model import Check, Finding, Result, Verdict
from checks.engine.runner import run
from checks.sandbox.fault import Change
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy
from checks.sandbox.interruption import Interruption
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox, serving
from checks.sandbox.world import Request

# How long an example takes says more about what else the machine is doing than about the code.
property_settings.register_profile("here", deadline=None)
property_settings.register_profile("ours in a pipeline", deadline=None, derandomize=True, print_blob=True)
property_settings.load_profile("ours in a pipeline" if os.environ.get("CI") else "here")

# A command that was started in the background ignores Ctrl-C, and so would all that the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SLOW = (
    "bench",
    "freshness",
    "hardening/test_hostile_texts.py",
    "hardening/test_matrix.py",
    "hardening/test_pairs.py",
    "hardening/test_secrets.py",
    "sandbox/test_main.py",
    "sphinxext",
    "test_live.py",
)
"""Folders and files whose tests take long: `nox -s thorough` runs them, `nox -s tests` does not."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tests = Path(__file__).parent
    slow = {tests / place for place in SLOW}
    for path, those in groupby(items, key=lambda item: item.path):
        if not slow.isdisjoint((path, *path.parents)):
            for item in those:
                item.add_marker(pytest.mark.slow)


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


@pytest.fixture
def journal(_services: Sandbox) -> list[Request]:
    """What the imitated services were asked since they last started afresh."""
    return _services.world.journal


@dataclass(frozen=True)
class Told:
    """What a check told: its outcome and what it said, its advice, what was read, and what asks for attention."""

    outcome: str
    words: str
    advice: str
    evidence: tuple[str, ...]
    open: tuple[Finding, ...]

    @classmethod
    def of(cls, result: Result) -> "Told":
        def said(findings: Sequence[Finding]) -> str:
            return "\n".join(f"{one.subject} | {one.expected} | {one.observed} | {one.remedy}" for one in findings)

        judged = [one for one in result.findings if one.verdict is not Verdict.ADVICE]
        ended = f"\n{result.ended.reason}" if result.ended else ""
        advice = said(result.of(Verdict.ADVICE))
        return cls(str(result.outcome), said(judged) + ended, advice, result.evidence, result.open)


Verify = Callable[..., dict[str, Told]]
Ask = Callable[..., Told]


@pytest.fixture
def verify(sandbox: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """Ask checks about the imitated services, and return what each told, by its name.

    The services start healthy; then each of `what` happens: the name of a fault, a change of the scenario, or an
    interruption. `given` changes what the reader gave.
    """
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)

    def asked(checks: Sequence[Check], *what: str | Change | Interruption, **given: Any) -> dict[str, Told]:
        scenario = healthy(datetime.now(UTC))
        for one in what:
            if not isinstance(one, Interruption):
                scenario = FAULTS[one].change(scenario) if isinstance(one, str) else one(scenario)
        running = sandbox(scenario, *(one for one in what if isinstance(one, Interruption)))
        settings = replace(read_settings(running.environment(), tmp_path), **given)
        with closing(Connection(settings)) as connection:
            return {result.check.probe.__name__: Told.of(result) for result in run(checks, connection)}

    return asked


@pytest.fixture
def ask(verify: Verify) -> Ask:
    """Ask one check, and return what it told; otherwise as `verify`."""

    def asked(check: Check, *what: str | Change | Interruption, **given: Any) -> Told:
        (told,) = verify([check], *what, **given).values()
        return told

    return asked
