"""Remembers of each link when it was last seen working, and on how many nights since then it was broken."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from checks.monitors.links.verdict import Judged, Verdict

STRIKES = 3
"""Nights after which a broken link is taken for broken: one bad night, or two, can be a server's own."""


@dataclass(frozen=True)
class Record:
    """What is remembered of a link.

    Attributes:
        worked: The day, as ISO 8601, on which it was last seen working; empty where nobody saw it yet.
        strikes: The days since then on which it was broken.
        struck: The last of those days; several runs on one day count once.
    """

    worked: str = ""
    strikes: int = 0
    struck: str = ""

    @property
    def out(self) -> bool:
        """Whether it has been broken often enough."""
        return self.strikes >= STRIKES


Ledger = dict[str, Record]


def read(path: Path) -> Ledger:
    """Return what the file at `path` remembers; nothing where there is none.

    Raises:
        ValueError: The file is not a ledger.
    """
    if not path.exists():
        return {}
    try:
        return {address: Record(**record) for address, record in json.loads(path.read_text(encoding="utf-8")).items()}
    except (ValueError, TypeError, AttributeError) as problem:
        raise ValueError(f"{path} is not a ledger of links: {problem}") from None


def write(path: Path, ledger: Ledger) -> None:
    """Write `ledger` so that a change of one link is a change of its lines alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({address: asdict(record) for address, record in ledger.items()}, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def updated(ledger: Ledger, judged: Iterable[Judged], today: date) -> Ledger:
    """Return `ledger` after a night. Links that the guide no longer has are forgotten.

    A night on which nobody could tell neither adds a strike nor takes one away.
    """
    return {
        one.link.address: _after(ledger.get(one.link.address, Record()), one.verdict, today.isoformat())
        for one in judged
        if one.verdict is not Verdict.IGNORED
    }


def _after(record: Record, verdict: Verdict, today: str) -> Record:
    if verdict in (Verdict.WORKS, Verdict.MOVED):
        return Record(worked=today)
    if verdict is Verdict.BROKEN and record.struck != today:
        return Record(record.worked, record.strikes + 1, today)
    return record
