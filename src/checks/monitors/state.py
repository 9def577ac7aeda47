"""The stored state of a monitor: JSON files, and the days in them."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

State = TypeVar("State")

OLD = timedelta(days=180)
"""The age after which something that was not seen again is reported."""
RENEWED_AFTER = timedelta(days=30)
"""The minimum age of a day before it is updated, so that a night without news doesn't change a file."""


def renewed(known: str, today: date) -> str:
    """Return the day to store for something that was seen today: the known day while it is recent."""
    recent = known and today - date.fromisoformat(known) <= RENEWED_AFTER
    return known if recent else today.isoformat()


def read(path: Path, parse: Callable[[Any], State], empty: State) -> State:
    """Return the state in the file at `path`, or `empty` if the file doesn't exist.

    Raises:
        ValueError: The file doesn't have the expected format.
    """
    if not path.exists():
        return empty
    try:
        return parse(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError, AttributeError) as problem:
        raise ValueError(f"{path} is not the state of a monitor: {problem}") from None


def write(path: Path, state: object) -> None:
    """Write JSON sorted, so that a change of one item changes only its lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(state, indent=2, sort_keys=True) + "\n", encoding="utf-8")
