"""Measures the ledger: its size, and the time of the commands that file a night and show the history.

Each organization has 500 subjects and 26 checks. Failures begin so often that each subject of a check has on average
one and a half failures in a year. The nights of one organization are made, and copied for the other organizations. The
last night of 20 organizations is filed from JSON reports of the usual size.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from checks.diagnosis.baseline import SCHEMA_VERSION
from checks.engine.model import Verdict
from checks.history.bits import bits_of, pack
from checks.history.filed_report import OBJECTS, WORKSPACES, FiledReport, Named, to_number
from checks.history.filing import file_report
from checks.history.ledger import Ledger

SIZES = ((20, 365), (200, 365), (20, 3_650))
"""The organizations and nights: a year of 20 organizations, and ten times as much of both."""

COLUMNS = ("Organizations", "Nights", "Size", "File 20 reports", "Show", "Write the page")

SUBJECTS, CHECKS, REPORTS = 500, 26, 20
BEGIN = SUBJECTS * CHECKS * 0.25 / 365
"""The failures that begin in an organization in a night: a quarter of the items fails once in a year, and is fixed."""
DAYS = 7
"""The average duration of a failure."""

KEYS = [f"ws-{number:013}abc" for number in range(SUBJECTS)]
PROJECT = "the project prj-0123456789abcdef"
NAMES = {key: Named(f"service-{number:04}-production", PROJECT) for number, key in enumerate(KEYS)}
IDS = [WORKSPACES, OBJECTS, "workspaces-visible", *(f"check-{number}" for number in range(CHECKS - 3))]
ITEMS = [(check, key) for check in IDS for key in KEYS]
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
CHANCE = random.Random(7)  # noqa: S311 - only sample data


def name_of(organization):
    return f"organization-{organization:03}"


@dataclass(frozen=True)
class Measured:
    """The size of a ledger, and the CPU time of each command, with the start of Python, in seconds."""

    organizations: int
    nights: int
    megabytes: float
    filing: float
    showing: float
    page: float

    def row(self) -> tuple[str, ...]:
        """Return the cells of the table."""
        return (
            *(f"{self.organizations:,}", f"{self.nights:,}", f"{self.megabytes:.1f} MB"),
            *(f"{seconds:.2f} s" for seconds in (self.filing, self.showing, self.page)),
        )


def measure(organizations: int, nights: int, reports: int = REPORTS) -> Measured:
    """Measure a ledger with so many organizations and nights, and with so many reports of the last night."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ledger = folder / "ledger.sqlite"
        failing = fill(ledger, organizations, nights)
        paths = [folder / f"{number}.json" for number in range(min(reports, organizations))]
        for number, path in enumerate(paths):
            path.write_text(json.dumps(document(night(number, failing)), indent=2))
        return Measured(
            organizations=organizations,
            nights=nights,
            filing=history(ledger, "add", *map(str, paths)),
            showing=history(ledger, "show"),
            page=history(ledger, "html"),
            megabytes=ledger.stat().st_size / 1e6,
        )


def history(ledger: Path, *words: str) -> float:
    """Run a command of the ledger, and return its CPU time in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = (sys.executable, "-m", "checks", "history", *words, "--ledger", str(ledger))
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def fill(path: Path, organizations: int, nights: int) -> set[tuple[str, str]]:
    """Fill a ledger with every night but the last, and return the items that fail in the last night."""
    every = list(_failing(nights))
    with Ledger(path, create=True) as ledger:
        file_report(ledger, night(0, every[0], ago=nights - 1))
        with ledger.changes() as database:
            # Filing each night is tested elsewhere, and would take hours here.
            rows = database.execute(
                "SELECT checked.name, key, item.number FROM item JOIN checked ON checked.id = checked"
                " JOIN subject ON (subject.organization, subject.number) = (item.organization, subject)"
            )
            numbers = {(check, key): number for check, key, number in rows}
            whole = bits_of(numbers.values())
            runs = (
                (to_number(NOW - timedelta(days=nights - 1 - number)), bytes(16), pack(whole, bits_of(failing), 0))
                for number, failing in ((place, map(numbers.__getitem__, one)) for place, one in enumerate(every[:-1]))
                if number
            )
            database.executemany("INSERT INTO run VALUES (1, ?, ?, 1, 3, NULL, ?)", runs)
        for organization in range(1, organizations):
            copy(ledger, organization)
    return every[-1]


def _failing(nights: int) -> Iterator[set[tuple[str, str]]]:
    """Yield the items that fail in each night."""
    failing: set[tuple[str, str]] = set()
    for _ in range(nights):
        failing -= {one for one in sorted(failing) if CHANCE.random() < 1 / DAYS}
        failing |= set(CHANCE.sample(ITEMS, int(BEGIN) + (CHANCE.random() < BEGIN % 1)))
        yield set(failing)


def verdicts(failing):
    return dict.fromkeys(ITEMS, Verdict.PASSED) | dict.fromkeys(failing, Verdict.FAILED)


def night(organization, failing, ago=0):
    return FiledReport(
        terraform_url="https://app.terraform.io",
        organization=name_of(organization),
        provider="",
        started=NOW - timedelta(days=ago),
        digest=CHANCE.randbytes(16),
        exit_status=1 if failing else 0,
        cause=None,
        verdicts=verdicts(failing),
        names=NAMES,
        complete=frozenset({WORKSPACES, OBJECTS}),
    )


def document(report):
    """Return the JSON report of a night, with texts of the usual length."""
    checks = []
    for check in IDS:
        found = [
            {
                "verdict": report.verdicts[check, key].value,
                "subject": NAMES[key].name,
                "ids": [key],
                "expected": "an active webhook of this HCP Terraform",
                "actual": "https://app.terraform.io/webhooks/vcs/0123456789abcdef",
                "fix": "In the workspace, go to Settings > Version Control, and click Update VCS settings." * 2,
                "scope": [NAMES[key].scope, "the Bitbucket workspace acme"],
                "since": None,
                "known_error": None,
            }
            for key in KEYS
        ]
        outcome = "failed" if any(one["verdict"] == "failed" for one in found) else "passed"
        checks.append({"id": check, "outcome": outcome, "reason": None, "findings": found})
    settings = {"terraform_url": report.terraform_url, "organization": report.organization, "provider": None}
    settings |= {"workspaces": [], "repositories": [], "sample": None}
    about = {"schema_version": SCHEMA_VERSION, "started": report.started.isoformat(), "settings": settings}
    about |= {"interrupted": False, "exit_status": report.exit_status, "diagnosis": None, "not_checked": []}
    return about | {"checks": checks}


def copy(ledger, number):
    """Copy everything about the first organization for another one."""
    with ledger.changes() as database:
        database.execute(
            "INSERT INTO organization SELECT ?1, terraform_url, ?2, provider, retired FROM organization WHERE id = 1",
            (number + 1, name_of(number)),
        )
        for table, columns in (
            ("subject", "number, key, name, scope, named"),
            ("item", "number, checked, subject"),
            ("run", "started, digest, exit_status, complete, cause, verdicts"),
        ):
            query = f"INSERT INTO {table} SELECT ?, {columns} FROM {table} WHERE organization = 1"  # noqa: S608 - constants
            database.execute(query, (number + 1,))
