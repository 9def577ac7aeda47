"""Measures the ledger: its size, and the time to file a night and to show it. Usage: python tests/bench/ledger.py [N].

The ledger has 20 organizations with 500 subjects and 26 checks each, for N nights (default: 365). Failures begin so
often that each subject of a check has on average one and a half spells in a year. The last night is filed from JSON.
"""

import json
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from checks.diagnosis.baseline import SCHEMA_VERSION
from checks.engine.model import Verdict
from checks.history import html_page
from checks.history.filed_report import OBJECTS, WORKSPACES, FiledReport, Named, read_report
from checks.history.filing import file_report
from checks.history.ledger import Ledger
from checks.history.overview import read_overview
from checks.history.wording import count

ORGANIZATIONS, SUBJECTS, CHECKS = 20, 500, 26
NIGHTS = int(sys.argv[1]) if len(sys.argv) > 1 else 365
BEGIN = SUBJECTS * CHECKS * 0.25 / 365
"""The failures that begin in an organization in a night: a quarter of the items fails once in a year, and is fixed."""
DAYS = 7
"""The average duration of a failure."""

KEYS = [f"ws-{number:013}abc" for number in range(SUBJECTS)]
NAMES = {
    key: Named(f"service-{number:04}-production", "the project prj-0123456789abcdef") for number, key in enumerate(KEYS)
}
IDS = [WORKSPACES, OBJECTS, "workspaces-visible", *(f"check-{number}" for number in range(CHECKS - 3))]
ITEMS = [(check, key) for check in IDS for key in KEYS]
NOW = datetime(2026, 11, 29, 2, 10, tzinfo=UTC)


def verdicts(failing):
    return dict.fromkeys(ITEMS, Verdict.PASSED) | dict.fromkeys(failing, Verdict.FAILED)


def night(organization, number, failing):
    return FiledReport(
        terraform_url="https://app.terraform.io",
        organization=f"organization-{organization:02}",
        provider="",
        started=NOW - timedelta(days=NIGHTS - 1 - number) + timedelta(seconds=organization),
        digest=random.randbytes(16),
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
    settings = {"terraform_url": report.terraform_url, "organization": report.organization}
    about = {"schema_version": SCHEMA_VERSION, "started": report.started.isoformat(), "settings": settings}
    return about | {"exit_status": report.exit_status, "diagnosis": None, "checks": checks}


def main(folder):
    random.seed(7)
    failing = [set() for _ in range(ORGANIZATIONS)]
    with Ledger(folder / "ledger.sqlite", create=True) as ledger:
        began = time.perf_counter()
        for number in range(NIGHTS):
            for organization, now in enumerate(failing):
                now -= {one for one in now if random.random() < 1 / DAYS}
                new = int(BEGIN) + (random.random() < BEGIN % 1)
                now |= set(random.sample(ITEMS, new))
                report = night(organization, number, now)
                if number < NIGHTS - 1:
                    file_report(ledger, report)
                else:
                    (folder / f"{organization}.json").write_text(json.dumps(document(report), indent=2))
        filed = (NIGHTS - 1) * ORGANIZATIONS
        print(f"filed {filed:,} reports in {time.perf_counter() - began:.1f} s, with their creation")
        began = time.perf_counter()
        reports = [read_report(folder / f"{each}.json", NOW) for each in range(ORGANIZATIONS)]
        read = time.perf_counter()
        for report in reports:
            file_report(ledger, report)
        print(
            f"last night: {read - began:.2f} s to read {ORGANIZATIONS} reports, {time.perf_counter() - read:.2f} s to file them"
        )
    began = time.perf_counter()
    with Ledger(folder / "ledger.sqlite") as ledger:
        opened = time.perf_counter()
        overview = read_overview(ledger, NOW)
    shown = time.perf_counter()
    page = html_page.text(overview)
    print(
        f"show: {shown - began:.2f} s (of which {opened - began:.2f} s to check the file), page: {time.perf_counter() - shown:.2f} s"
    )
    print(
        f"open: {sum(count(one.open) + count(one.new) for one in overview.standings):,}, page: {len(page) / 1024:.0f} KB"
    )
    print(f"size: {(folder / 'ledger.sqlite').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        main(Path(name))
