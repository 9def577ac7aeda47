"""The ledger is private, complete or unchanged, and refuses a file that it can't use."""

import json
import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from checks.history import ledger as module
from checks.history.filing import file_report
from checks.history.ledger import APPLICATION_ID, MIGRATIONS, Ledger, LedgerError
from checks.history.ledger_reader import organizations, runs
from checks.history.overview import read_overview

FILE = """
import json, sys
from datetime import datetime, UTC
from pathlib import Path
from checks.history.report_reader import read_report
from checks.history.filing import file_report
from checks.history.ledger import Ledger
with Ledger(Path(sys.argv[1]), create=True) as ledger:
    {before}
    for path in sys.argv[2:]:
        file_report(ledger, read_report(Path(path), datetime(2027, 1, 1, tzinfo=UTC)))
"""


def checks(number, verdict="passed"):
    keys = {f"ws-{each}": verdict for each in range(number)}
    return {"last-fetch": keys, "webhooks": keys}


@pytest.fixture
def written(tmp_path, nights):
    """Return a function that writes the reports of consecutive nights, and returns their paths."""

    def write(number, size=3):
        paths = [tmp_path / f"{night}.json" for night in range(number)]
        for night, path in enumerate(paths):
            path.write_text(json.dumps(nights.document(night, checks(size, "failed" if night % 2 else "passed"))))
        return paths

    return write


def command(ledger, paths, before="pass"):
    """Return the command of another process that files reports."""
    return [sys.executable, "-c", FILE.format(before=before), str(ledger), *map(str, paths)]


def filing(ledger, paths, before="pass", **options):
    """Run the command, and return its exit status and its errors."""
    done = subprocess.run(command(ledger, paths, before), capture_output=True, text=True, check=False, **options)
    return done.returncode, done.stderr


def content(path):
    """Return everything that the ledger contains, or None if it can't be opened."""
    with Ledger(path) as ledger:
        return [(one, runs(ledger, one)) for one in organizations(ledger)]


def dump(path):
    """Return every row of the ledger, also those that no run names yet."""
    with Ledger(path) as ledger:
        return [*ledger._database.iterdump()]


def test_only_the_owner_can_read_it(tmp_path, nights):
    before = os.umask(0)
    try:
        with Ledger(tmp_path / "ledger.sqlite", create=True) as ledger:
            file_report(ledger, nights.report(0, checks(1)))
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("ledger.sqlite*")}
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}
    assert "ledger.sqlite-wal" in modes


def test_a_report_that_is_filed_twice_changes_nothing(ledger, nights):
    assert file_report(ledger, nights.report(0, checks(2)))
    before = "\n".join(ledger._database.iterdump())
    assert not file_report(ledger, nights.report(0, checks(2)))
    assert "\n".join(ledger._database.iterdump()) == before


@pytest.mark.parametrize("text", [b"no database at all, but long enough to have a header" * 40, b"{}"])
def test_refuses_a_file_that_is_no_database(tmp_path, text):
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(text)
    with pytest.raises(LedgerError, match="isn't a ledger of this tool"):
        Ledger(path, create=True)
    assert path.read_bytes() == text


def test_refuses_the_database_of_another_program(tmp_path):
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE important (id INTEGER)")
    other.close()
    with pytest.raises(LedgerError, match="isn't a ledger of this tool"):
        Ledger(path, create=True)


def test_refuses_a_ledger_of_a_later_version(tmp_path):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path, create=True) as ledger:
        ledger._database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(LedgerError, match="a later version of this tool"):
        Ledger(path)


def test_refuses_a_missing_ledger_and_creates_none(tmp_path):
    with pytest.raises(LedgerError, match="doesn't exist"):
        Ledger(tmp_path / "ledger.sqlite")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(os.devnull)])
def test_refuses_what_is_no_regular_file(tmp_path, make, create):
    make(tmp_path / "ledger.sqlite")
    with pytest.raises(LedgerError, match="isn't a regular file"):
        Ledger(tmp_path / "ledger.sqlite", create=create)


@pytest.mark.parametrize("size", [50, 5_000])
def test_refuses_a_ledger_that_is_cut_off(tmp_path, nights, size):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path, create=True) as ledger:
        file_report(ledger, nights.report(0, checks(60)))
    os.truncate(path, size)
    with pytest.raises(LedgerError, match="the ledger is damaged"):
        Ledger(path)


def test_creates_its_folder(tmp_path):
    path = tmp_path / "new" / "folder" / "ledger.sqlite"
    with Ledger(path, create=True):
        assert path.is_file()


def test_refuses_a_damaged_ledger(tmp_path, nights):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path, create=True) as ledger:
        for night in range(30):
            file_report(ledger, nights.report(night, checks(60)))
    data = bytearray(path.read_bytes())
    data[3 * 4096 : 5 * 4096] = b"\x5a" * 8192
    path.write_bytes(data)
    with pytest.raises(LedgerError, match="the ledger is damaged"):
        Ledger(path)


BOMB = f"x'{zlib.compress(bytes(200_000_000), 9).hex()}'"
DAMAGES = {
    "verdicts that aren't compressed": "UPDATE run SET verdicts = x'0011'",
    "verdicts that are too short": "UPDATE run SET verdicts = x'789c33343206000130009700'",
    "verdicts that are cut off": "UPDATE run SET verdicts = substr(verdicts, 1, length(verdicts) - 6)",
    "verdicts that need too much memory": "UPDATE run SET verdicts = {}",
    "a cause that isn't JSON": "UPDATE run SET cause = 'the webhook'",
    "a cause that isn't an object": "UPDATE run SET cause = '[]'",
    "a cause without a link": """UPDATE run SET cause = '{{"check": "webhooks"}}'""",
    "a cause with a number": (
        """UPDATE run SET cause = '{{"check": "webhooks", "words": "it", "first_step": "Fix it.", "link": 1}}'"""
    ),
    "an impossible time": "UPDATE run SET started = 9223372036854775807",
    "no items": "DELETE FROM item",
    "no subjects": "PRAGMA foreign_keys = OFF; DELETE FROM subject",
    "no checks": "PRAGMA foreign_keys = OFF; DELETE FROM checked",
    "no runs": "DROP TABLE run",
    "no causes": "ALTER TABLE run DROP COLUMN cause",
    "texts in place of numbers": "CREATE TABLE r AS SELECT * FROM run; DROP TABLE run; ALTER TABLE r RENAME TO run",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_that_sqlite_accepts_is_reported(tmp_path, nights, damage):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path, create=True) as ledger:
        file_report(ledger, nights.report(0, checks(2, "failed"), cause="The webhook is missing"))
    database = sqlite3.connect(path)
    database.executescript(DAMAGES[damage].format(BOMB))
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()
    with pytest.raises(LedgerError, match="the ledger is damaged"), Ledger(path) as ledger:
        read_overview(ledger, nights.at(1))


def test_a_damage_is_reported_before_a_report_is_filed(tmp_path, nights):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path, create=True) as ledger:
        file_report(ledger, nights.report(0, checks(2, "failed")))
        ledger.read("DELETE FROM subject WHERE number = 1")
        with pytest.raises(LedgerError, match="the ledger is damaged"):
            file_report(ledger, nights.report(1, checks(2, "failed")))
        assert ledger.read("SELECT count(*) FROM run") == [(1,)]


def test_an_index_that_somebody_added_is_no_damage(tmp_path, nights):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path, create=True) as ledger:
        file_report(ledger, nights.report(0, checks(1)))
        ledger.read("CREATE INDEX added ON run (exit_status)")
        ledger.read("ANALYZE")
    assert content(path)


def test_an_earlier_version_is_migrated_with_its_content(tmp_path, nights, monkeypatch):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path, create=True) as ledger:
        file_report(ledger, nights.report(0, checks(2)))
    before = content(path)
    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE added (id INTEGER)"))
    with Ledger(path) as ledger:
        assert ledger.read("SELECT count(*) FROM added") == [(0,)]
        assert ledger._version() == (APPLICATION_ID, len(MIGRATIONS) + 1)
    assert content(path) == before


def test_a_migration_that_fails_changes_nothing(tmp_path, monkeypatch):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path, create=True):
        pass
    with monkeypatch.context() as changed:
        changed.setattr(module, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE added (id INTEGER); SELECT nonsense"))
        with pytest.raises(LedgerError, match="no such column"):
            Ledger(path)
    with Ledger(path) as ledger:
        assert ledger._version() == (APPLICATION_ID, len(MIGRATIONS))


def test_a_renamed_check_is_neither_fixed_nor_new(tmp_path, nights, monkeypatch):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path, create=True) as ledger:
        for night in range(2):
            file_report(ledger, nights.report(night, {"hooks": {"ws-1": "failed" if night else "passed"}}))
    monkeypatch.setitem(module.RENAMED, "hooks", "webhooks")
    with Ledger(path) as ledger:
        file_report(ledger, nights.report(2, {"hooks": {"ws-1": "failed"}}))
        file_report(ledger, nights.report(3, {"webhooks": {"ws-1": "failed"}}))
        (standing,) = read_overview(ledger, nights.at(3)).standings
    assert [(one.check, one.at) for one in standing.open] == [("webhooks", nights.at(1))]
    assert (standing.new, standing.fixed) == ((), ())


def test_processes_can_file_at_the_same_time(tmp_path, written):
    paths = written(12)
    ledger, alone = tmp_path / "ledger.sqlite", tmp_path / "alone.sqlite"
    with ThreadPoolExecutor(3) as pool:
        parts = (paths[:8], paths[4:], paths[::-1])
        assert list(pool.map(lambda part: filing(ledger, part), parts)) == [(0, "")] * 3
    assert filing(alone, paths) == (0, "")
    with Ledger(ledger) as together, Ledger(alone) as one:
        at = runs(one, organizations(one)[0])[-1].started
        assert read_overview(together, at) == read_overview(one, at)


@pytest.mark.parametrize("statement", range(1, 16, 2))
def test_a_process_that_is_killed_while_it_writes_changes_nothing(tmp_path, written, statement):
    paths, ledger = written(3), tmp_path / "ledger.sqlite"
    assert filing(ledger, paths[:1]) == (0, "")
    before = dump(ledger)
    kill = (
        "import os, itertools; numbers = itertools.count(1);"
        f" ledger._database.set_trace_callback(lambda _: next(numbers) == {statement} and os.kill(os.getpid(), 9))"
    )
    assert filing(ledger, paths[1:2], kill)[0] == -signal.SIGKILL
    assert dump(ledger) == before
    assert filing(ledger, paths) == (0, "")
    assert len(content(ledger)[0][1]) == 3


def test_a_full_disk_changes_nothing(tmp_path, written):
    paths, ledger = written(2, 400), tmp_path / "ledger.sqlite"
    assert filing(ledger, paths[:1]) == (0, "")
    before = dump(ledger)

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))  # enough for the first pages

    assert "LedgerError: the ledger can't be used" in filing(ledger, paths[1:], preexec_fn=limit)[1]
    assert dump(ledger) == before


def test_a_full_database_changes_nothing(tmp_path, nights):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path, create=True) as ledger:
        file_report(ledger, nights.report(0, checks(2)))
        before = dump(path)
        ((pages,),) = ledger.read("PRAGMA page_count")
        ledger.read(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(LedgerError, match="full"):
            file_report(ledger, nights.report(1, checks(2_000)))
        assert dump(path) == before
        ledger.read(f"PRAGMA max_page_count = {pages + 1_000}")
        assert file_report(ledger, nights.report(1, checks(2_000)))
