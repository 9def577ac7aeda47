"""Measures the ledger: its size, and the time to file a night and to show it. Usage: python tests/bench/ledger.py [N].

The ledger has N organizations (default: 20) with 500 subjects and 26 checks each, for 365 nights. Failures begin so
often that each subject of a check has on average one and a half spells in a year. The nights of one organization are
filed, and copied for the other organizations. The last night of every organization is filed from JSON.
"""

import json
import random
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from checks.diagnosis.baseline import SCHEMA_VERSION
from checks.engine.model import Verdict
from checks.history import html_page, terminal_output
from checks.history.filed_report import OBJECTS, WORKSPACES, FiledReport, Named
from checks.history.filing import file_report
from checks.history.ledger import Ledger
from checks.history.overview import read_overview
from checks.history.report_reader import read_report
from checks.history.wording import count
from checks.report.terminal.results import RenderOptions

ORGANIZATIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 20
SUBJECTS, CHECKS, NIGHTS = 500, 26, 365
BEGIN = SUBJECTS * CHECKS * 0.25 / NIGHTS
"""The failures that begin in an organization in a night: a quarter of the items fails once in a year, and is fixed."""
DAYS = 7
"""The average duration of a failure."""

KEYS = [f"ws-{number:013}abc" for number in range(SUBJECTS)]
PROJECT = "the project prj-0123456789abcdef"
NAMES = {key: Named(f"service-{number:04}-production", PROJECT) for number, key in enumerate(KEYS)}
IDS = [WORKSPACES, OBJECTS, "workspaces-visible", *(f"check-{number}" for number in range(CHECKS - 3))]
ITEMS = [(check, key) for check in IDS for key in KEYS]
NOW = datetime(2026, 11, 29, 2, 10, tzinfo=UTC)
CHANCE = random.Random(7)  # noqa: S311 - only sample data


def name_of(organization):
    return f"organization-{organization:03}"


def verdicts(failing):
    return dict.fromkeys(ITEMS, Verdict.PASSED) | dict.fromkeys(failing, Verdict.FAILED)


def night(organization, number, failing):
    return FiledReport(
        terraform_url="https://app.terraform.io",
        organization=name_of(organization),
        provider="",
        started=NOW - timedelta(days=NIGHTS - 1 - number),
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
            "INSERT INTO organization SELECT ?1, terraform_url, ?2, provider FROM organization WHERE id = 1",
            (number + 1, name_of(number)),
        )
        for table, columns in (
            ("subject", "number, key, name, scope, named"),
            ("item", "number, checked, subject"),
            ("run", "started, digest, exit_status, complete, cause, verdicts"),
        ):
            query = f"INSERT INTO {table} SELECT ?, {columns} FROM {table} WHERE organization = 1"  # noqa: S608 - constants
            database.execute(query, (number + 1,))


def main(folder):
    failing = set()
    with Ledger(folder / "ledger.sqlite", create=True) as ledger:
        for number in range(NIGHTS):
            failing -= {one for one in sorted(failing) if CHANCE.random() < 1 / DAYS}
            failing |= set(CHANCE.sample(ITEMS, int(BEGIN) + (CHANCE.random() < BEGIN % 1)))
            if number < NIGHTS - 1:
                file_report(ledger, night(0, number, failing))
        for organization in range(1, ORGANIZATIONS):
            copy(ledger, organization)
        for organization in range(ORGANIZATIONS):
            report = night(organization, NIGHTS - 1, failing)
            (folder / f"{organization}.json").write_text(json.dumps(document(report), indent=2))
        with measured(f"read {ORGANIZATIONS} reports of a night"):
            reports = [read_report(folder / f"{each}.json", NOW) for each in range(ORGANIZATIONS)]
        with measured(f"file {ORGANIZATIONS} reports of a night"):
            for report in reports:
                file_report(ledger, report)
    with measured("open the ledger"), Ledger(folder / "ledger.sqlite"):
        pass
    with measured("open the ledger, and show it"), Ledger(folder / "ledger.sqlite") as ledger:
        overview = read_overview(ledger, NOW)
        shown = list(terminal_output.lines(overview, RenderOptions()))
    with measured("write the page"):
        page = html_page.text(overview)
    size = (folder / "ledger.sqlite").stat().st_size
    number = sum(count((*one.new, *one.open)) for one in overview.standings)
    print(
        f"{number:,} open failures, {len(shown):,} lines, page: {len(page) / 1e3:,.0f} KB, ledger: {size / 1e6:.1f} MB"
    )


@contextmanager
def measured(what):
    began, cpu = time.perf_counter(), time.process_time()
    yield
    print(f"{what}: {time.perf_counter() - began:.2f} s, CPU time {time.process_time() - cpu:.2f} s")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        main(Path(name))
