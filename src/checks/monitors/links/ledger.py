"""Store for each link the day when it was last known to work, and the number of failed days since then."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from checks.monitors.links.verdict import JudgedLink, LinkVerdict

STRIKES = 3
"""Number of failed days after which a link is reported as broken: one or two can be a temporary server problem."""


OLD = timedelta(days=180)
"""A link that could not be checked for longer than this is reported."""
RENEWED_AFTER = timedelta(days=30)
"""The minimum age of a date before it is updated, so that a night without news doesn't change the file."""


@dataclass(frozen=True)
class LinkRecord:
    """The stored state of a link.

    Attributes:
        first: The day on which it was first checked, as ISO 8601.
        worked: A day on which it worked, at most `RENEWED_AFTER` before the last such day; empty if it never did.
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
        return bool(last) and today - date.fromisoformat(last) > OLD


LinkLedger = dict[str, LinkRecord]


def read(path: Path) -> LinkLedger:
    """Return the ledger in the file at `path`; empty if the file does not exist.

    Raises:
        ValueError: The file is not a ledger.
    """
    if not path.exists():
        return {}
    try:
        return {
            address: LinkRecord(**record) for address, record in json.loads(path.read_text(encoding="utf-8")).items()
        }
    except (ValueError, TypeError, AttributeError) as problem:
        raise ValueError(f"{path} is not a ledger of links: {problem}") from None


def write(path: Path, ledger: LinkLedger) -> None:
    """Write `ledger` sorted, so that a change of one link changes only its lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({address: asdict(record) for address, record in ledger.items()}, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


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
        recent = record.worked and today - date.fromisoformat(record.worked) <= RENEWED_AFTER
        return LinkRecord(record.first, record.worked if recent else today.isoformat())
    if verdict is LinkVerdict.BROKEN and not record.out and record.struck != today.isoformat():
        return LinkRecord(record.first, record.worked, record.strikes + 1, today.isoformat())
    return record
