"""What is written down about a picture when it is taken, in the manifest beside the files."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from checks.sphinxext.picture import FOLDER, MANIFEST, SUFFIX, records

BELIEVED = timedelta(days=180)
"""How long a picture may be believed. After as many days a fact is to be seen again, too."""
DRAWING = "drawing"
"""It shows a drawing of the sandbox. Another kind, for the vendor's own screens, is ``real``."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """A picture at the moment it was taken.

    Attributes:
        page: The page that it stands on.
        steps: The numbers of the steps that it depicts.
        generation: The form of Bitbucket that it belongs to, or ``any``.
        kind: What it shows: `DRAWING` or ``real``.
        labels: The words of the screen that can be read on it.
        unconfirmed: Those of the labels that nobody confirmed.
        facts: The facts that its steps quote, with what they said.
        taken: The day, as ``2026-11-24``.
        believed_until: The last day on which it may be believed.
        width: Its width on the page, in CSS pixels.
        height: Its height there.
        size: The size of the file in bytes.
        sha256: The hash of the file.
        service: The service whose page it depicts.
        path: The path of that page, with what differs from run to run in braces.
        fingerprint: The hash of that page as the sandbox draws it.
        browser: The browser that drew it.
    """

    page: str
    steps: list[int]
    generation: str
    kind: str
    labels: list[str]
    unconfirmed: list[str]
    facts: dict[str, str]
    taken: str
    believed_until: str
    width: int
    height: int
    size: int
    sha256: str
    service: str
    path: str
    fingerprint: str
    browser: str


def until(taken: date) -> str:
    """Return the last day on which a picture of the day `taken` may be believed."""
    return (taken + BELIEVED).isoformat()


def known(docs: Path) -> dict[str, Record]:
    """Return the records of the manifest by the names of the pictures.

    Raises:
        ValueError: The manifest is not what this module writes.
    """
    try:
        return {name: Record(**record) for name, record in records(docs).items()}
    except (ValueError, TypeError, KeyError, AttributeError) as reason:
        raise ValueError(f"The manifest cannot be read: {reason}") from reason


def write(docs: Path, found: Mapping[str, Record]) -> None:
    """Write the manifest."""
    document = {"pictures": {name: asdict(record) for name, record in sorted(found.items())}}
    text = json.dumps(document, indent=1, ensure_ascii=False)
    (docs / FOLDER / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def file_of(docs: Path, name: str) -> Path:
    """Return where the file of a picture lies."""
    return docs / FOLDER / f"{name}{SUFFIX}"
