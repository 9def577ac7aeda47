"""Reads the ledger: its organizations, their runs, and the items that the runs name by number."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import get_type_hints

from checks.history.bits import bits_of, unpack
from checks.history.filed_report import COMPLETE, SETS, Cause, to_time
from checks.history.ledger import Ledger, damaged


@dataclass(frozen=True)
class Organization:
    """One organization and VCS provider of a ledger.

    Attributes:
        number: Its number in the ledger.
        terraform_url: The URL of HCP Terraform or Terraform Enterprise.
        name: Its name.
        provider: The ID of the VCS provider; empty if no report selected one.
        retired: When the last run before its retirement started; None if it isn't retired.
    """

    number: int
    terraform_url: str
    name: str
    provider: str
    retired: int | None = None


@dataclass(frozen=True)
class LedgerRun:
    """One filed run. Its sets contain the numbers of items, as bits.

    To remove a part from a set, `set ^ part` is several times as fast as `set & ~part`, and many runs add up.

    Attributes:
        started: When it started, in UTC.
        exit_status: Its exit status.
        complete: The checks whose subjects are complete: what they lack no longer uses the VCS provider.
        cause: The most likely cause of a failure, or None.
        seen: The items of the run.
        failed: The items that failed.
        unknown: The items that are unknown.
    """

    started: datetime
    exit_status: int
    complete: frozenset[str]
    cause: Cause | None
    seen: int
    failed: int
    unknown: int

    def passed(self, items: int) -> int:
        """Return those of some items that passed."""
        found = items & self.seen
        return found ^ (found & (self.failed | self.unknown))

    def proven(self, items: int) -> int:
        """Return those of some items that passed or failed."""
        found = items & self.seen
        return found ^ (found & self.unknown)


@dataclass(frozen=True)
class Item:
    """A subject of one check, with its name and what contains it. An empty key is the check itself."""

    check: str
    key: str
    name: str
    scope: str


def organizations(ledger: Ledger) -> list[Organization]:
    """Return every organization of the ledger, by name."""
    query = "SELECT id, terraform_url, name, provider, retired FROM organization ORDER BY name, terraform_url, provider"
    return [Organization(*row) for row in ledger.read(query)]


def runs(ledger: Ledger, organization: Organization) -> list[LedgerRun]:
    """Return every run of an organization, the oldest first. Raises `LedgerError`."""
    rows = ledger.read(
        "SELECT started, exit_status, complete, cause, verdicts FROM run WHERE organization = ?"
        " ORDER BY started, digest",
        organization.number,
    )
    try:
        return [
            LedgerRun(
                to_time(started),
                exit_status,
                frozenset(name for place, name in enumerate(COMPLETE) if complete >> place & 1),
                _cause(cause) if cause else None,
                *unpack(verdicts, SETS),
            )
            for started, exit_status, complete, cause, verdicts in rows
        ]
    except (ValueError, OverflowError):
        raise damaged() from None


@lru_cache
def _cause(text: str) -> Cause:
    """Return the cause in a JSON text, which many runs have in common. Raises `ValueError` if it isn't one."""
    fields = json.loads(text)
    if not isinstance(fields, dict) or {key: type(value) for key, value in fields.items()} != get_type_hints(Cause):
        raise ValueError("not a cause")
    return Cause(**fields)


@dataclass(frozen=True)
class CheckItems:
    """The items of one check, as bits: its subjects, and the check itself."""

    subjects: int
    whole: int


class Items:
    """The items of an organization, which are read only when they are needed, because there can be many."""

    def __init__(self, ledger: Ledger, organization: Organization) -> None:
        self._ledger, self._organization = ledger, organization.number
        self._known: dict[int, Item] = {}

    def __getitem__(self, number: int) -> Item:
        """Return the item with a number."""
        if number not in self._known:
            self.read([number])
        return self._known[number]

    def read(self, numbers: Sequence[int]) -> None:
        """Read the items with these numbers at once, which is faster than one by one. Raises `LedgerError`."""
        rows = self._ledger.read(
            "SELECT item.number, checked.name, key, subject.name, scope FROM item"
            " JOIN subject ON (subject.organization, subject.number) = (item.organization, item.subject)"
            " JOIN checked ON checked.id = item.checked"
            " WHERE item.organization = ? AND item.number IN (SELECT value FROM json_each(?))",
            *(self._organization, json.dumps(numbers)),
        )
        found = {number: Item(*row) for number, *row in rows}
        if len(found) < len({*numbers}):
            raise damaged()
        self._known |= found

    def of_checks(self, checks: Sequence[str]) -> dict[str, CheckItems]:
        """Return the items of each of these checks."""
        rows = self._ledger.read(
            "SELECT name, number, subject IS (SELECT number FROM subject WHERE organization = ?1 AND key = '')"
            " FROM item JOIN checked ON checked.id = item.checked WHERE organization = ?1"
            " AND checked IN (SELECT id FROM checked WHERE name IN (SELECT value FROM json_each(?2)))",
            self._organization,
            json.dumps(checks),
        )
        numbers: dict[str, tuple[list[int], list[int]]] = {check: ([], []) for check in checks}
        for name, number, whole in rows:
            numbers[name][whole].append(number)
        return {check: CheckItems(*map(bits_of, both)) for check, both in numbers.items()}

    def whole(self) -> int:
        """Return the items of the checks themselves, as bits."""
        rows = self._ledger.read(
            "SELECT number FROM item WHERE organization = ?1"
            " AND subject = (SELECT number FROM subject WHERE organization = ?1 AND key = '')",
            self._organization,
        )
        return bits_of(number for (number,) in rows)

    def about(self, number: int) -> int:
        """Return the items of every check about the subject of an item, and about parts of that subject, as bits."""
        key = self[number].key
        rows = self._ledger.read(
            "SELECT number FROM item WHERE organization = ?1 AND subject IN"
            " (SELECT number FROM subject WHERE organization = ?1 AND (key = ?2 OR substr(key, 1, ?3) = ?4))",
            *(self._organization, key, len(key) + 1, f"{key}/"),
        )
        return bits_of(number for (number,) in rows)
