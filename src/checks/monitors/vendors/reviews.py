"""The day when each page of the guide was last reviewed as a whole, from its front matter."""

import re
from datetime import date
from pathlib import Path

from checks.monitors.vendors.nightly import OLD

_REVIEWED = re.compile(r"\A---\n(?:.*\n)*?reviewed: (\d{4}-\d\d-\d\d)\n(?:.*\n)*?---\n")


def find_unreviewed(docs: Path, day: date) -> dict[str, str]:
    """Return the pages whose last review is too long ago, each with its day; empty for a page without a day."""
    found = {}
    for file in sorted(docs.rglob("*.md")):
        reviewed = _REVIEWED.match(file.read_text(encoding="utf-8"))
        if not reviewed or day - date.fromisoformat(reviewed[1]) > OLD:
            found[f"docs/{file.relative_to(docs)}"] = reviewed[1] if reviewed else ""
    return found
