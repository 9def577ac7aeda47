"""Files reports in the ledger, and retires organizations."""

import json
import sqlite3
from dataclasses import asdict

from checks.diagnosis.comparison import Subject
from checks.engine.model import Verdict
from checks.history.bits import bits_of, pack
from checks.history.filed_report import COMPLETE, FiledReport, Named, to_number
from checks.history.ledger import Ledger, damaged


def file_report(ledger: Ledger, report: FiledReport) -> bool:
    """File a report in one transaction, and return whether it is new. A report that is filed twice changes nothing.

    Raises:
        LedgerError: The report could not be filed. The ledger is unchanged.
    """
    with ledger.changes() as database:
        about = (report.terraform_url, report.organization, report.provider)
        database.execute("INSERT OR IGNORE INTO organization (terraform_url, name, provider) VALUES (?, ?, ?)", about)
        (organization,) = database.execute(
            "SELECT id FROM organization WHERE (terraform_url, name, provider) = (?, ?, ?)", about
        ).fetchone()
        run = (organization, to_number(report.started), report.digest)
        if database.execute("SELECT 1 FROM run WHERE (organization, started, digest) = (?, ?, ?)", run).fetchone():
            return False
        numbers = _item_numbers(database, organization, report)
        seen = bits_of(map(numbers.__getitem__, report.verdicts))
        failed, unknown = (
            bits_of(numbers[item] for item, one in report.verdicts.items() if one is verdict)
            for verdict in (Verdict.FAILED, Verdict.UNKNOWN)
        )
        complete = bits_of(COMPLETE.index(one) for one in report.complete)
        cause = json.dumps(asdict(report.cause)) if report.cause else None
        values = (*run, report.exit_status, complete, cause, pack(seen, failed, unknown))
        database.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        return True


def retire(ledger: Ledger, organization: int) -> None:
    """Hide an organization, given by its number, until a report of a later run is filed. Raises `LedgerError`."""
    with ledger.changes() as database:
        last = "SELECT max(started) FROM run WHERE organization = ?1"
        database.execute(f"UPDATE organization SET retired = ({last}) WHERE id = ?1", (organization,))  # noqa: S608


def _item_numbers(database: sqlite3.Connection, organization: int, report: FiledReport) -> dict[Subject, int]:
    """Return the number of each item of an organization, and add those that are new."""
    names = sorted({check for check, _ in report.verdicts})
    database.executemany("INSERT OR IGNORE INTO checked (name) VALUES (?)", ((name,) for name in names))
    checks = dict(database.execute("SELECT name, id FROM checked"))
    subjects = _subject_numbers(database, organization, report)
    # Joining the names here is faster than in SQL.
    check_of, key_of = ({number: name for name, number in known.items()} for known in (checks, subjects))
    rows = database.execute("SELECT checked, subject, number FROM item WHERE organization = ?", (organization,))
    try:
        items = {(check_of[checked], key_of[subject]): number for checked, subject, number in rows}
    except KeyError:
        raise damaged() from None
    new = sorted(item for item in report.verdicts if item not in items)
    items |= {item: number for number, item in enumerate(new, start=len(items))}
    added = ((organization, items[check, key], checks[check], subjects[key]) for check, key in new)
    database.executemany("INSERT INTO item VALUES (?, ?, ?, ?)", added)
    return items


def _subject_numbers(database: sqlite3.Connection, organization: int, report: FiledReport) -> dict[str, int]:
    """Return the number of each subject of a report. The name of the newest report replaces an earlier one."""
    query = "SELECT key, number, named, name, scope FROM subject WHERE organization = ?"
    known = {key: (number, rest) for key, number, *rest in database.execute(query, (organization,))}
    at = to_number(report.started)
    rows = []
    for key in sorted({key for _, key in report.verdicts}):
        ours = report.names.get(key, Named(key, ""))
        number, theirs = known.setdefault(key, (len(known), []))
        # Two reports can have the same time, and any order of filing them must result in the same name.
        if theirs < [at, ours.name, ours.scope]:
            rows.append((organization, number, key, ours.name, ours.scope, at))
    database.executemany("INSERT OR REPLACE INTO subject VALUES (?, ?, ?, ?, ?, ?)", rows)
    return {key: number for key, (number, _) in known.items()}
