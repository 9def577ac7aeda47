"""Fixtures for all tests: the sandbox, runs of the checks, and a browser."""

import os
import signal
import socket
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
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy
from checks.sandbox.response_faults import ResponseFault
from checks.sandbox.scenario import Scenario
from checks.sandbox.scenario_changes import Change
from checks.sandbox.server import Sandbox, serving
from checks.sandbox.state import Request
from checks.settings.environment import read_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

pytest_plugins = ["built_guide", "command_run", "example_results", "live_pages", "live_server"]

# The duration of an example depends more on the load of the machine than on the code.
property_settings.register_profile("local", deadline=None)
property_settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
# Hypothesis itself repeats the same examples in CI. Every night must try others.
property_settings.register_profile("nightly", deadline=None, derandomize=False, max_examples=1000, print_blob=True)
property_settings.load_profile("ci" if os.environ.get("CI") else "local")

# A background command can ignore Ctrl+C, and the processes that the tests interrupt would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SLOW_LIMIT = 600
"""The time limit of a slow test in seconds. The limit of the other tests is in pyproject.toml."""

SLOW = (
    "cli/test_within.py",
    "docs/test_prose.py",
    "monitors",
    "hardening/test_hostile_texts.py",
    "hardening/test_matrix.py",
    "hardening/test_meanings.py",
    "hardening/test_pairs.py",
    "hardening/test_secrets.py",
    "live/test_faults.py",
    "live/test_secrets.py",
    "sandbox/bitbucket/screens",
    "sandbox/terraform/screens",
    "sandbox/test_login.py",
    "sandbox/test_rendering.py",
    "sandbox/test_screens_in_a_browser.py",
    "sandbox/test_main.py",
    "sphinxext",
    "test_account.py",
)
"""Folders and files of slow tests: `nox -s thorough` runs them, `nox -s tests` doesn't."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tests = Path(__file__).parent
    slow = {tests / place for place in SLOW}
    for path, tests_in_file in groupby(items, key=lambda item: item.path):
        if not slow.isdisjoint((path, *path.parents)):
            for item in tests_in_file:
                item.add_marker(pytest.mark.slow)
                item.add_marker(pytest.mark.timeout(SLOW_LIMIT))


Start = Callable[..., Sandbox]


@pytest.fixture(scope="session")
def _services() -> Iterator[Sandbox]:
    with serving(healthy(datetime.now(UTC))) as running:
        yield running


@pytest.fixture
def sandbox(_services: Sandbox) -> Start:
    """Return a function that restarts both services with a scenario, healthy by default, and with faults."""

    def start(*changes: Scenario | ResponseFault | str) -> Sandbox:
        scenario = healthy(datetime.now(UTC))
        for change in changes:
            if isinstance(change, Scenario):
                scenario = change
            elif isinstance(change, str):
                scenario = FAULTS[change].change(scenario)
        _services.begin(scenario, *(change for change in changes if isinstance(change, ResponseFault)))
        return _services

    return start


@pytest.fixture
def requests_log(_services: Sandbox) -> list[Request]:
    """Return the requests that the sandbox received since its last restart."""
    return _services.state.requests_log


@pytest.fixture
def silent_server() -> Iterator[str]:
    """Yield the URL of a server that accepts connections but never responds."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@dataclass(frozen=True)
class CheckResult:
    """A check's result as text: its outcome, findings, advice, evidence, and open findings, and all as objects."""

    outcome: str
    words: str
    advice: str
    evidence: tuple[str, ...]
    open: tuple[Finding, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, result: Result) -> "CheckResult":
        def lines(findings: Sequence[Finding]) -> str:
            return "\n".join(
                f"{finding.subject} | {finding.expected} | {finding.actual} | {finding.fix}" for finding in findings
            )

        judged_findings = [finding for finding in result.findings if finding.verdict is not Verdict.ADVICE]
        ended = f"\n{result.ended.reason}" if result.ended else ""
        advice = lines(result.of(Verdict.ADVICE))
        words = lines(judged_findings) + ended
        return cls(str(result.outcome), words, advice, result.evidence, result.attention, result.findings)


Verify = Callable[..., dict[str, CheckResult]]
Ask = Callable[..., CheckResult]


@pytest.fixture
def verify(sandbox: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """Return a function that runs checks on the sandbox and returns their results by name.

    The scenario is healthy except for the given changes: names of faults, changes of the scenario, or interruptions.
    Keyword arguments replace settings.
    """
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)

    def run_checks(
        checks: Sequence[Check], *changes: str | Change | ResponseFault, **settings: Any
    ) -> dict[str, CheckResult]:
        scenario = healthy(datetime.now(UTC))
        for change in changes:
            if not isinstance(change, ResponseFault):
                scenario = FAULTS[change].change(scenario) if isinstance(change, str) else change(scenario)
        running = sandbox(scenario, *(change for change in changes if isinstance(change, ResponseFault)))
        with closing(Connection(replace(read_settings(running.environment(), tmp_path), **settings))) as connection:
            return {result.check.probe.__name__: CheckResult.of(result) for result in run(checks, connection)}

    return run_checks


@pytest.fixture
def ask(verify: Verify) -> Ask:
    """Return a function that runs a single check and returns its result, with the same arguments as `verify`."""

    def run_check(check: Check, *changes: str | Change | ResponseFault, **settings: Any) -> CheckResult:
        (result,) = verify([check], *changes, **settings).values()
        return result

    return run_check


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str, Callable[[Path], None]], Path]:
    """Return a function that creates a folder once for all workers of pytest-xdist, while the others wait."""
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
    """Start the installed Chromium, once for all tests of a process, because Playwright can't run twice."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the group `browser` is not installed")
    chromium = which("chromium") or which("chromium-browser") or which("google-chrome")
    assert chromium, "These tests need Chromium. On Debian: apt-get install chromium"
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


class Profile:
    """A browser profile. Creating one is slower than showing a page, so tests share it."""

    def __init__(self, context: "BrowserContext") -> None:
        self.context = context
        # This blank page stays open, because its session clears the profile.
        self.first = context.new_page()
        self.session = context.new_cdp_session(self.first)
        self.origins: set[str] = set()
        self.faults: list[str] = []
        context.on("request", lambda request: self.record_request(request.url))
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("console", self.record_message)

    def record_request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.hostname == "127.0.0.1":
            self.origins.add(f"{parts.scheme}://{parts.netloc}")
        elif parts.hostname:
            self.faults.append(f"request to another host: {url}")

    def record_message(self, message: "ConsoleMessage") -> None:
        # A test can open a missing page on purpose, and the browser requests a favicon automatically.
        page = message.page
        expected = page and message.location["url"] in {page.url, urljoin(page.url, "/favicon.ico")}
        if message.type == "error" and not (expected and message.text.startswith("Failed to load resource")):
            self.faults.append(message.text)

    def empty(self) -> list[str]:
        """Close all windows, clear their stored data, and return their errors."""
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
    """Return a context manager for a new reader, which finally asserts that no script failed or used another host.

    It yields a function that opens a browser window. Its additional options are options of a browser context.
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
    """Yield a function that opens a browser window for a new reader, as in `reading`."""
    with reading() as opened:
        yield opened


@pytest.fixture(scope="session")
def barriers() -> Callable[..., list[str]]:
    """Return a function that lists the accessibility problems that axe-core finds on a page or a part of it."""
    source = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
    assert source.is_file(), "These tests need axe-core. Run: npm ci"
    axe = source.read_text(encoding="utf-8")
    options = {
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        "resultTypes": ["violations"],  # for passed rules, only one element each
        "elementRef": False,
        "preload": {"assets": ["media"]},  # only an experimental rule needs style sheets
    }

    def found(page: "Page", where: str = "html") -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe)
        report = page.evaluate("([where, options]) => axe.run(where, options)", [where, options])
        assert report["passes"], f"no element was tested: {where}"
        return [
            f"{fault['id']}: {node['html'][:200]} {node.get('failureSummary')}"
            for fault in report["violations"]
            for node in fault["nodes"]
        ]

    return found
