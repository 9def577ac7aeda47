"""Store for each link the day when it was last known to work, and the number of failed days since then."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from checks.monitors import state
from checks.monitors.links.verdict import JudgedLink, LinkVerdict

STRIKES = 3
"""Number of failed days after which a link is reported as broken: one or two can be a temporary server problem."""


@dataclass(frozen=True)
class LinkRecord:
    """The stored state of a link.

    Attributes:
        first: The day on which it was first checked, as ISO 8601.
        worked: A day on which it worked, at most `state.RENEWED_AFTER` before the last such day; empty if it never did.
        strikes: The number of days since then on which it failed.
        struck: The last of those days. Several runs on one day count once.
    """

    first: str = ""
    worked: str = ""
    strikes: int = 0
    struck: str = ""

    @property
    def out(self) -> bool:
        """Whether the link failed often enough to be reported: once, if it never worked."""
        return self.strikes >= (STRIKES if self.worked else 1)

    def aged(self, today: date) -> bool:
        """Whether too much time has passed since the link last worked, or since the first check."""
        last = self.worked or self.first
        return bool(last) and today - date.fromisoformat(last) > state.OLD


LinkLedger = dict[str, LinkRecord]


def read(path: Path) -> LinkLedger:
    """Return the ledger in the file at `path`; empty if the file does not exist. Raises `ValueError`."""
    return state.read(path, lambda stored: {url: LinkRecord(**record) for url, record in stored.items()}, {})


def write(path: Path, ledger: LinkLedger) -> None:
    """Write `ledger`."""
    state.write(path, {address: asdict(record) for address, record in ledger.items()})


def update(ledger: LinkLedger, judged: Iterable[JudgedLink], today: date) -> LinkLedger:
    """Return the updated ledger. Links that are no longer in the guide are removed.

    An unknown result neither adds a strike nor removes one.
    """
    return {
        one.link.address: _after(ledger.get(one.link.address, LinkRecord(today.isoformat())), one.verdict, today)
        for one in judged
        if one.verdict is not LinkVerdict.IGNORED
    }


def _after(record: LinkRecord, verdict: LinkVerdict, today: date) -> LinkRecord:
    if verdict in (LinkVerdict.WORKS, LinkVerdict.MOVED):
        return LinkRecord(record.first, state.renewed(record.worked, today))
    if verdict is LinkVerdict.BROKEN and not record.out and record.struck != today.isoformat():
        return LinkRecord(record.first, record.worked, record.strikes + 1, today.isoformat())
    return record
