"""Plays nights of several organizations in the sandbox, with faults that begin and end, and files every report."""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from checks.cli.console import Console
from checks.cli.progress import ProgressLine
from checks.cli.verify import DISTRIBUTION
from checks.connection.cache import Progress
from checks.connection.connection import Connection
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.history import html_page, terminal_output
from checks.history.filing import file_report
from checks.history.ledger import Ledger
from checks.history.overview import Overview, read_overview
from checks.history.report_reader import read_report
from checks.report import json_report
from checks.report.run import Run
from checks.report.terminal.options import RenderOptions
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox, serving
from checks.settings.environment import read_settings


@dataclass(frozen=True)
class Period:
    """A fault of one organization, from its first to its last night, counted back from the last night, which is 0."""

    organization: str
    fault: str
    first: int
    last: int = 0


PERIODS = (
    Period("acme", "hook-deleted", 24, 20),
    Period("acme", "branch-deleted", 17, 15),
    Period("acme", "branch-deleted", 12, 11),
    Period("acme", "branch-deleted", 8, 6),
    Period("acme", "no-key-stored", 4),
    Period("acme", "unlinked-after-failures", 0),
    Period("globex", "api-token-expired", 22, 20),
    Period("globex", "missing-webhook-permission", 9),
    Period("globex", "service-user-removed", 4, 1),
    Period("initech", "key-not-on-the-account", 28, 14),
    Period("initech", "missing-webhook-permission", 3),
    Period("initech", "hook-inactive", 0),
)
"""The faults of the nights: some are fixed, one comes and goes, and two organizations share one."""

NOT_CHECKED = {"initech": range(8, 13)}
"""The nights without a run of an organization."""

ORGANIZATIONS = ("acme", "globex", "initech")
_TIME = timedelta(minutes=7)


def play(nights: int) -> int:
    """Play the nights that end today, print the history, write the page, and return 0."""
    folder = Path(tempfile.mkdtemp(prefix="history-"))
    now = datetime.now(UTC).replace(hour=2, minute=10, second=0, microsecond=0)
    with Ledger(folder / "history.sqlite", create=True) as ledger, serving(healthy(now)) as sandbox:
        progress = ProgressLine(sys.stderr, shutil.get_terminal_size().columns)
        for done, (ago, organization) in enumerate(_runs(nights)):
            progress(Progress("nights", done // len(ORGANIZATIONS), nights))
            at = now - timedelta(days=ago) + ORGANIZATIONS.index(organization) * _TIME
            sandbox.begin(_scenario(organization, ago, at))
            path = folder / f"{organization}-{at:%Y-%m-%d}.json"
            path.write_text(json.dumps(_report(sandbox, at, folder)), encoding="utf-8")
            file_report(ledger, read_report(path, at))
        progress(Progress("nights", nights, nights))
        overview = read_overview(ledger, now + timedelta(hours=1))
    (folder / "history.html").write_text(html_page.text(overview), encoding="utf-8")
    with progress.away():
        _show(overview, folder)
    return 0


def _runs(nights: int) -> Iterator[tuple[int, str]]:
    """Yield how many nights ago each run was, and its organization."""
    for ago in reversed(range(nights)):
        for organization in ORGANIZATIONS:
            if ago not in NOT_CHECKED.get(organization, ()):
                yield ago, organization


def _scenario(organization: str, ago: int, at: datetime) -> Scenario:
    """Return the services of an organization on a night, with its faults."""
    scenario = healthy(at)
    for period in PERIODS:
        if period.organization == organization and period.last <= ago <= period.first:
            scenario = FAULTS[period.fault].change(scenario)
    return replace(
        scenario,
        organization=replace(scenario.organization, name=organization),
        credentials=replace(scenario.credentials, organization=organization),
    )


def _report(sandbox: Sandbox, at: datetime, home: Path) -> dict[str, object]:
    """Run every check as of a time, and return the JSON report."""
    settings = read_settings(sandbox.environment(), home)
    with closing(Connection(settings)) as connection:
        connection.now = at
        results = tuple(run(all_checks(), connection))
    return json_report.document(
        Run(
            results=results,
            settings=settings.redacted(),
            started=at,
            finished=at + timedelta(seconds=sum(one.seconds for one in results)),
            version=version(DISTRIBUTION),
        )
    )


def _show(overview: Overview, folder: Path) -> None:
    look = RenderOptions(shutil.get_terminal_size().columns, color=sys.stdout.isatty())
    console = Console(sys.stdout)
    console.show(terminal_output.lines(overview, look))
    console.show(["", f"Page: {(folder / 'history.html').as_uri()}", f"Ledger and reports: {folder}"])
