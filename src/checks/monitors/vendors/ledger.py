"""Remembers what the vendors' documents looked like when somebody last agreed with them, and when facts were seen."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from checks.monitors.vendors.operations import Parts


@dataclass(frozen=True)
class Ledger:
    """What is remembered.

    Attributes:
        operations: Of each operation that we call, by the name of its fact, the parts that were agreed with.
        changelogs: Of each changelog, the entries that are known.
        seen: The day, as ISO 8601, on which the words of a fact were last found by a machine.
    """

    operations: dict[str, Parts] = field(default_factory=dict)
    changelogs: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> Ledger:
    """Return what the file at `path` remembers; nothing where there is none.

    Raises:
        ValueError: The file is not a ledger.
    """
    if not path.exists():
        return Ledger()
    try:
        return Ledger(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as problem:
        raise ValueError(f"{path} is not a ledger of vendors: {problem}") from None


def write(path: Path, ledger: Ledger) -> None:
    """Write `ledger` so that a change of one thing is a change of its lines alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(ledger), indent=2, sort_keys=True) + "\n", encoding="utf-8")
