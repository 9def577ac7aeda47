"""Store the accepted state of the vendors' documents, and the days when facts and documents were last read."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path

from checks.monitors.vendors.operations import Parts


@dataclass(frozen=True)
class VendorLedger:
    """The accepted state.

    Attributes:
        operations: For each operation that the checks call, by fact name, the accepted parts.
        changelogs: For each changelog, the accepted entries.
        seen: For each fact, a day, as ISO 8601, on which this monitor found its words. See `renewed`.
        read: For each document and changelog, a day on which it could be read, or the first day of trying.
    """

    operations: dict[str, Parts] = field(default_factory=dict)
    changelogs: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)

    def accepted(self) -> "VendorLedger":
        """Return the part that a maintainer accepts, without days."""
        return VendorLedger(self.operations, self.changelogs)

    def over(self, state: "VendorLedger") -> "VendorLedger":
        """Return this accepted state with the days that only the nightly run records."""
        return VendorLedger(
            state.operations | self.operations, state.changelogs | self.changelogs, state.seen, state.read
        )


RENEWED_AFTER = timedelta(days=30)
"""The minimum age of a day before it is updated, so that a night without news doesn't change the file."""


def renewed(known: str, today: date) -> str:
    """Return the day to store for something that was seen today: the known day while it is recent."""
    recent = known and today - date.fromisoformat(known) <= RENEWED_AFTER
    return known if recent else today.isoformat()


def read(path: Path) -> VendorLedger:
    """Return the ledger in the file at `path`; empty if the file does not exist.

    Raises:
        ValueError: The file is not a ledger.
    """
    if not path.exists():
        return VendorLedger()
    try:
        return VendorLedger(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as problem:
        raise ValueError(f"{path} is not a ledger of vendors: {problem}") from None


def write(path: Path, ledger: VendorLedger) -> None:
    """Write `ledger` sorted, so that a change of one item changes only its lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(ledger), indent=2, sort_keys=True) + "\n", encoding="utf-8")
