"""Store the accepted state of the vendors' documents, and the days when facts were last found."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from checks.monitors.vendors.operations import Parts


@dataclass(frozen=True)
class VendorLedger:
    """The accepted state.

    Attributes:
        operations: For each operation that the checks call, by fact name, the accepted parts.
        changelogs: For each changelog, the accepted entries.
        seen: For each fact, the last day, as ISO 8601, on which this monitor found its words.
    """

    operations: dict[str, Parts] = field(default_factory=dict)
    changelogs: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)


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
