"""Reads the ledger: its organizations, their runs, and the items that the runs name by number."""

import json
from dataclasses import dataclass
from datetime import datetime

from checks.history.bits import bits_of, unpack
from checks.history.filed_report import Cause
from checks.history.filing import COMPLETE, KEPT, to_time
from checks.history.ledger import Ledger


@dataclass(frozen=True)
class Organization:
    """One organization and VCS provider of a ledger; the provider is empty if no report selected one."""

    number: int
    terraform_url: str
    name: str
    provider: str


@dataclass(frozen=True)
class LedgerRun:
    """One filed run. Its sets contain the numbers of items, as bits.

    Attributes:
        started: When it started, in UTC.
        exit_status: Its exit status.
        complete: The checks whose subjects are complete: what they lack no longer uses the VCS provider.
        cause: The most likely cause of a failure, or None.
        passed: The items that passed.
        failed: The items that failed.
        unknown: The items that are unknown.
    """

    started: datetime
    exit_status: int
    complete: frozenset[str]
    cause: Cause | None
    passed: int
    failed: int
    unknown: int


@dataclass(frozen=True)
class Item:
    """A subject of one check, with its name and what contains it. An empty key is the check itself."""

    check: str
    key: str
    name: str
    scope: str


def organizations(ledger: Ledger) -> list[Organization]:
    """Return every organization of the ledger, by name."""
    query = "SELECT id, terraform_url, name, provider FROM organization ORDER BY name, terraform_url, provider"
    return [Organization(*row) for row in ledger.read(query)]


def runs(ledger: Ledger, organization: Organization) -> list[LedgerRun]:
    """Return every run of an organization, the oldest first."""
    rows = ledger.read(
        "SELECT started, exit_status, complete, cause, verdicts FROM run WHERE organization = ?"
        " ORDER BY started, digest",
        organization.number,
    )
    return [
        LedgerRun(
            to_time(started),
            exit_status,
            frozenset(name for place, name in enumerate(COMPLETE) if complete >> place & 1),
            Cause(**json.loads(cause)) if cause else None,
            *unpack(verdicts, len(KEPT)),
        )
        for started, exit_status, complete, cause, verdicts in rows
    ]


class Items:
    """The items of an organization, which are read only when they are needed, because there can be many."""

    def __init__(self, ledger: Ledger, organization: Organization) -> None:
        self._ledger, self._organization = ledger, organization.number

    def __getitem__(self, number: int) -> Item:
        """Return the item with a number."""
        query = "SELECT checked.name, key, subject.name, scope" + _JOINED + " AND item.number = ?"
        return Item(*self._ledger.read(query, self._organization, number)[0])

    def of_check(self, check: str) -> int:
        """Return the subjects of a check, as bits."""
        return self._bits(f"{_OF_CHECK} AND subject != {_WHOLE}", check, self._organization)

    def whole(self, check: str) -> int:
        """Return the item of the check itself, as a bit; 0 if there is none."""
        return self._bits(f"{_OF_CHECK} AND subject = {_WHOLE}", check, self._organization)

    def about(self, number: int) -> int:
        """Return the items of every check about the subject of an item, and about parts of that subject, as bits."""
        key = self[number].key
        values = (self._organization, key, len(key) + 1, f"{key}/")
        return self._bits(f"subject IN ({_WITH_PARTS})", *values)

    def _bits(self, condition: str, *values: object) -> int:
        query = f"SELECT number FROM item WHERE organization = ? AND {condition}"  # noqa: S608 - only constants
        return bits_of(number for (number,) in self._ledger.read(query, self._organization, *values))


_OF_CHECK = "checked = (SELECT id FROM checked WHERE name = ?)"
_WHOLE = "coalesce((SELECT number FROM subject WHERE organization = ? AND key = ''), -1)"
_WITH_PARTS = "SELECT number FROM subject WHERE organization = ? AND (key = ? OR substr(key, 1, ?) = ?)"
_JOINED = (
    " FROM item JOIN subject ON (subject.organization, subject.number) = (item.organization, item.subject)"
    " JOIN checked ON checked.id = item.checked WHERE item.organization = ?"
)
