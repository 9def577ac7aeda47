"""The file in which maintainers set what a link must show, and acknowledge links that they checked themselves."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class LinkSettings:
    """The maintainers' settings for links.

    Attributes:
        expected: Words that a page must show, by URL. The vendors monitor checks the words for sources of facts.
        acknowledged: The reason why a link is not reported, and the last day of that, by URL.
    """

    expected: dict[str, str] = field(default_factory=dict)
    acknowledged: dict[str, tuple[str, date]] = field(default_factory=dict)

    def acknowledgment(self, address: str, today: date) -> str:
        """Return why a link is not reported today; empty if it is."""
        reason, until = self.acknowledged.get(address, ("", today))
        return f"acknowledged until {until.isoformat()}: {reason}" if reason and today <= until else ""


def read(path: Path) -> LinkSettings:
    """Return the settings in the file at `path`; empty if the file doesn't exist.

    Raises:
        ValueError: The file doesn't have the expected format.
    """
    if not path.exists():
        return LinkSettings()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        acknowledged = {
            url: (str(one["reason"]), date.fromisoformat(str(one["until"])))
            for url, one in document.get("acknowledged", {}).items()
        }
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise ValueError(f"{path} cannot be read: {problem}") from None
    return LinkSettings(document.get("expected", {}), acknowledged)
