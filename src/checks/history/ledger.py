"""The ledger: an SQLite file that contains what each run proved about each subject.

For each run, it contains whether each item (a subject of one check) passed, failed, or was unknown, as compressed bits.
`checks.history.replay` computes since when a verdict lasts. Because no run depends on another one, the same reports
result in the same history, in whatever order they are filed.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from checks.engine.renamed_checks import RENAMED

APPLICATION_ID = 0x62747267
"""Identifies an SQLite file as a ledger."""

PATIENCE = 30.0
"""Seconds to wait while another process files a report."""

MIGRATIONS = (
    """
    CREATE TABLE organization (
        id INTEGER PRIMARY KEY, terraform_url TEXT NOT NULL, name TEXT NOT NULL, provider TEXT NOT NULL,
        UNIQUE (terraform_url, name, provider)
    ) STRICT;
    CREATE TABLE checked (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE subject (
        organization INTEGER NOT NULL REFERENCES organization, number INTEGER NOT NULL, key TEXT NOT NULL,
        name TEXT NOT NULL, scope TEXT NOT NULL, named INTEGER NOT NULL, PRIMARY KEY (organization, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE item (
        organization INTEGER NOT NULL REFERENCES organization, number INTEGER NOT NULL,
        checked INTEGER NOT NULL REFERENCES checked, subject INTEGER NOT NULL, PRIMARY KEY (organization, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE run (
        organization INTEGER NOT NULL REFERENCES organization, started INTEGER NOT NULL, digest BLOB NOT NULL,
        exit_status INTEGER NOT NULL, complete INTEGER NOT NULL, cause TEXT, verdicts BLOB NOT NULL,
        PRIMARY KEY (organization, started, digest)
    ) STRICT, WITHOUT ROWID;
    """,
    "ALTER TABLE organization ADD COLUMN retired INTEGER",
)
"""The SQL that leads from each version of the ledger to the next. A new version adds an entry."""


class LedgerError(Exception):
    """The ledger can't be used; the message is one sentence that says why."""


def damaged() -> LedgerError:
    """Return the error for a ledger whose content can't have been written by this tool."""
    return LedgerError("the ledger is damaged; restore a copy, or file the reports in a new one")


class Ledger:
    """An open ledger.

    Args:
        path: The file.
        create: Whether to create it, and its folder, if it doesn't exist. Only its owner can read a new file.

    Raises:
        LedgerError: The file doesn't exist, can't be opened, is damaged, or isn't a ledger of this version.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        try:
            if path.exists() and not path.is_file():
                raise LedgerError("the ledger isn't a regular file")
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            elif not path.exists():
                raise LedgerError("the ledger doesn't exist; file a report first")
            address = f"file:{quote(str(path.absolute()))}?mode=rw"
            self._database = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise _unusable(error) from None
        try:
            self._prepare()
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query. Raises `LedgerError`."""
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _unusable(error) from None

    @contextmanager
    def changes(self) -> Iterator[sqlite3.Connection]:
        """Yield the database in one transaction, which is rolled back after an error.

        Raises:
            LedgerError: The changes could not be written. The ledger is unchanged.
        """
        try:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:  # after an error such as a full disk, SQLite has rolled back itself
                    self._database.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise _unusable(error) from None

    def _prepare(self) -> None:
        """Check the file, and bring it to the current version."""
        (state,) = self.read("PRAGMA quick_check(1)")[0]
        if state != "ok":
            raise damaged()
        if self._version() != (APPLICATION_ID, len(MIGRATIONS)):
            with self.changes() as database:
                self._migrate(database)
        if not _expected_schema() <= _schema(self._database):
            raise damaged()
        self.read("PRAGMA journal_mode = WAL")
        self.read("PRAGMA foreign_keys = ON")
        if RENAMED:
            with self.changes() as database:
                database.executemany("UPDATE OR IGNORE checked SET name = ? WHERE name = ?", _new_names())

    def _version(self) -> tuple[int, int]:
        return self.read("PRAGMA application_id")[0][0], self.read("PRAGMA user_version")[0][0]

    def _migrate(self, database: sqlite3.Connection) -> None:
        application, version = self._version()
        if application != APPLICATION_ID and (version or self.read("SELECT 1 FROM sqlite_schema")):
            raise LedgerError("the file isn't a ledger of this tool")
        if version > len(MIGRATIONS):
            raise LedgerError(f"a later version of this tool wrote the ledger (version {version}); update the tool")
        _execute(MIGRATIONS[version:], database)
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _execute(scripts: Iterable[str], database: sqlite3.Connection) -> None:
    """Execute each statement separately: SQLite's own function for scripts would end the transaction."""
    for script in scripts:
        for statement in script.split(";"):
            database.execute(statement)


def _schema(database: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(database.execute("SELECT name, sql FROM sqlite_schema"))


def _expected_schema() -> set[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as database:
        _execute(MIGRATIONS, database)
        return _schema(database)


def _new_names() -> Iterator[tuple[str, str]]:
    return ((name, earlier) for earlier, name in RENAMED.items())


def _unusable(error: OSError | sqlite3.Error) -> LedgerError:
    words = error.strerror if isinstance(error, OSError) else str(error)
    if words == "file is not a database":
        return LedgerError("the file isn't a ledger of this tool")
    if words == "database disk image is malformed":
        return damaged()
    return LedgerError(f"the ledger can't be used ({words})")
