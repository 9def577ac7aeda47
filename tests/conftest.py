import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import settings as property_settings

from checks.clients import http
from checks.connection.connection import Connection
from checks.engine.model import Check, Finding, Result, Verdict
from checks.engine.runner import run
from checks.sandbox.fault import Change
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy
from checks.sandbox.response_faults import ResponseFault
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox, serving
from checks.sandbox.state import Request
from checks.settings.environment import read_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

pytest_plugins = ["command_run", "example_results"]

# The duration of an example depends more on what else the machine does than on the code.
property_settings.register_profile("local", deadline=None)
property_settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
property_settings.register_profile("nightly", deadline=None, max_examples=1000, print_blob=True)
property_settings.load_profile("ci" if os.environ.get("CI") else "local")

# A command that was started in the background ignores Ctrl+C, and so would every process that the tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SLOW_LIMIT = 600
"""How many seconds a slow test can take. The limit for the others is in pyproject.toml."""

SLOW = (
    "bench",
    "docs/test_prose.py",
    "monitors",
    "hardening/test_hostile_texts.py",
    "hardening/test_matrix.py",
    "hardening/test_meanings.py",
    "hardening/test_pairs.py",
    "hardening/test_secrets.py",
    "sandbox/bitbucket/screens",
    "sandbox/terraform/screens",
    "sandbox/test_login.py",
    "sandbox/test_rendering.py",
    "sandbox/test_screens_in_a_browser.py",
    "sandbox/test_main.py",
    "sphinxext",
    "test_live.py",
)
"""Folders and files of slow tests: `nox -s thorough` runs them, `nox -s tests` doesn't."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tests = Path(__file__).parent
    slow = {tests / place for place in SLOW}
    for path, those in groupby(items, key=lambda item: item.path):
        if not slow.isdisjoint((path, *path.parents)):
            for item in those:
                item.add_marker(pytest.mark.slow)
                item.add_marker(pytest.mark.timeout(SLOW_LIMIT))


Start = Callable[..., Sandbox]


@pytest.fixture(scope="session")
def _services() -> Iterator[Sandbox]:
    with serving(healthy(datetime.now(UTC))) as running:
        yield running


@pytest.fixture
def sandbox(_services: Sandbox) -> Start:
    """Start both services afresh: healthy, or from a scenario, then with the named faults and interruptions."""

    def start(*what: Scenario | ResponseFault | str) -> Sandbox:
        scenario = healthy(datetime.now(UTC))
        for one in what:
            if isinstance(one, Scenario):
                scenario = one
            elif isinstance(one, str):
                scenario = FAULTS[one].change(scenario)
        _services.begin(scenario, *(one for one in what if isinstance(one, ResponseFault)))
        return _services

    return start


@pytest.fixture
def requests_log(_services: Sandbox) -> list[Request]:
    """What the imitated services were asked since they last started afresh."""
    return _services.state.requests_log


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
            return "\n".join(f"{one.subject} | {one.expected} | {one.actual} | {one.fix}" for one in findings)

        judged = [one for one in result.findings if one.verdict is not Verdict.ADVICE]
        ended = f"\n{result.ended.reason}" if result.ended else ""
        advice = said(result.of(Verdict.ADVICE))
        return cls(str(result.outcome), said(judged) + ended, advice, result.evidence, result.attention)


Verify = Callable[..., dict[str, Told]]
Ask = Callable[..., Told]


@pytest.fixture
def verify(sandbox: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """Ask checks about the imitated services, and return what each told, by its name.

    The services start healthy; then each of `what` happens: the name of a fault, a change of the scenario, or an
    interruption. `given` changes what the reader gave.
    """
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)

    def asked(checks: Sequence[Check], *what: str | Change | ResponseFault, **given: Any) -> dict[str, Told]:
        scenario = healthy(datetime.now(UTC))
        for one in what:
            if not isinstance(one, ResponseFault):
                scenario = FAULTS[one].change(scenario) if isinstance(one, str) else one(scenario)
        running = sandbox(scenario, *(one for one in what if isinstance(one, ResponseFault)))
        settings = replace(read_settings(running.environment(), tmp_path), **given)
        with closing(Connection(settings)) as connection:
            return {result.check.probe.__name__: Told.of(result) for result in run(checks, connection)}

    return asked


@pytest.fixture
def ask(verify: Verify) -> Ask:
    """Ask one check, and return what it told; otherwise as `verify`."""

    def asked(check: Check, *what: str | Change | ResponseFault, **given: Any) -> Told:
        (told,) = verify([check], *what, **given).values()
        return told

    return asked


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str, Callable[[Path], None]], Path]:
    """Make a folder once for all workers of pytest-xdist: the first that asks makes it, and the others wait."""
    locks = pytest.importorskip("filelock", reason="the group `browser` is not installed")
    top = tmp_path_factory.getbasetemp()
    top = top if worker_id == "master" else top.parent

    def folder(name: str, make: Callable[[Path], None]) -> Path:
        made = top / f"{name}.made"
        with locks.FileLock(top / f"{name}.lock"):
            if not made.exists():
                make(top / name)
                made.touch()
        return top / name

    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium, as the machine has it: one for all tests of a process, since Playwright bears no second of its kind."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the group `browser` is not installed")
    chromium = which("chromium") or which("chromium-browser") or which("google-chrome")
    assert chromium, "These tests need Chromium. On Debian: apt-get install chromium"
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


class Profile:
    """What the browser keeps of one reader. It takes longer to make one than to show a page, so tests share it."""

    def __init__(self, context: "BrowserContext") -> None:
        self.context = context
        # The page by which the profile is emptied stays open; it shows nothing.
        self.first = context.new_page()
        self.session = context.new_cdp_session(self.first)
        self.origins: set[str] = set()
        self.faults: list[str] = []
        context.on("request", lambda request: self.ask(request.url))
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("console", self.hear)

    def ask(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.hostname == "127.0.0.1":
            self.origins.add(f"{parts.scheme}://{parts.netloc}")
        elif parts.hostname:
            self.faults.append(f"asks another host: {url}")

    def hear(self, said: "ConsoleMessage") -> None:
        # A test may open an address on purpose that leads nowhere, and for a favicon the browser asks by itself.
        expected = said.page and said.location["url"] in {said.page.url, urljoin(said.page.url, "/favicon.ico")}
        if said.type == "error" and not (expected and said.text.startswith("Failed to load resource")):
            self.faults.append(said.text)

    def empty(self) -> list[str]:
        """Close all windows, forget all that they kept, and return what went wrong in them."""
        for page in self.context.pages:
            if page is not self.first:
                page.close()
        for origin in self.origins:
            self.session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        self.context.clear_cookies()
        self.context.clear_permissions()
        faults = list(self.faults)
        self.origins.clear()
        self.faults.clear()
        return faults


Window = Callable[..., "Page"]
Reading = Callable[[], AbstractContextManager[Window]]


@pytest.fixture(scope="session")
def reading(browser: "Browser") -> Reading:
    """Let a reader begin who was never here, and look afterwards that no script erred and no other host was asked.

    What is given opens a window of the browser; its further options are those of a browser context.
    """
    profiles = cache(lambda **options: Profile(browser.new_context(reduced_motion="reduce", **options)))

    @contextmanager
    def begin() -> Iterator[Window]:
        used: set[Profile] = set()

        def opened(
            *, width: int = 1280, height: int = 900, scheme: str = "light", allowed: Sequence[str] = (), **options: Any
        ) -> "Page":
            profile = profiles(**options)
            used.add(profile)
            profile.context.grant_permissions(allowed)
            page = profile.context.new_page()
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
            return page

        try:
            yield opened
        finally:
            faults = [fault for profile in used for fault in profile.empty()]
        assert faults == []

    return begin


@pytest.fixture
def window(reading: Reading) -> Iterator[Window]:
    """Open a window for a reader who was never here, as `reading` tells."""
    with reading() as opened:
        yield opened


@pytest.fixture(scope="session")
def barriers() -> Callable[..., list[str]]:
    """Say which barriers axe-core finds on a page, or on a part of it, as it looks right now."""
    source = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
    assert source.is_file(), "These tests need axe-core. Run: npm ci"
    axe = source.read_text(encoding="utf-8")
    options = {
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        "resultTypes": ["violations"],  # of what passed, one element for each rule
        "elementRef": False,
        "preload": {"assets": ["media"]},  # style sheets are for a rule on trial alone
    }

    def found(page: "Page", where: str = "html") -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe)
        told = page.evaluate("([where, options]) => axe.run(where, options)", [where, options])
        assert told["passes"], f"nothing was looked at: {where}"
        return [
            f"{fault['id']}: {node['html'][:200]} {node.get('failureSummary')}"
            for fault in told["violations"]
            for node in fault["nodes"]
        ]

    return found
