"""When the text of each fact was last seen on the vendor's own screen. `nox -s real` writes the file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checks.facts.bitbucket import Permission
from checks.facts.fact import Fact, Label

FILE = Path(__file__).with_name("on_screen.json")


@dataclass(frozen=True)
class Sighting:
    """The `text` that was on a vendor's own screen, and the day."""

    text: str
    seen: date


def read(file: Path = FILE) -> dict[str, Sighting]:
    """Return the sightings by the name of the fact; empty if there is no file.

    Raises:
        ValueError: The file doesn't have the expected format.
    """
    if not file.is_file():
        return {}
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return {name: Sighting(one["text"], date.fromisoformat(one["seen"])) for name, one in found.items()}
    except (ValueError, TypeError, KeyError, AttributeError) as reason:
        raise ValueError(f"{file} cannot be read: {reason!r}. Run: nox -s real") from reason


def write(found: Mapping[str, Sighting], file: Path = FILE) -> None:
    """Write the sightings."""
    document = {name: {"text": one.text, "seen": one.seen.isoformat()} for name, one in sorted(found.items())}
    file.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def text_on_screen(fact: Fact) -> str:
    """Return the text of a fact that a screen shows; empty for a fact that isn't a label or a permission."""
    if isinstance(fact, Permission):
        return f"{fact.area}: {fact.level}"
    return fact.text if isinstance(fact, Label) else ""


def day_of(sighting: Sighting | None, fact: Fact) -> date | None:
    """Return the day of the sighting, if the screen showed the text that the fact has now."""
    return sighting.seen if sighting and sighting.text == text_on_screen(fact) else None
