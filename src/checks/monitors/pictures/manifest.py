"""The manifest of the pictures, in the folder of the files: a record for each picture from when it was taken."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from checks.sphinxext.picture import FOLDER, MANIFEST, SUFFIX, records

VALID_FOR = timedelta(days=180)
"""How long a picture is valid. Facts must be verified again after the same time."""
SIMULATED = "simulated"
"""The kind of a picture of the sandbox. The other kind, ``real``, is for the vendor's own screens."""


@dataclass(frozen=True, kw_only=True)
class PictureRecord:
    """A picture at the time when it was taken.

    Attributes:
        page: The page that contains it.
        steps: The numbers of the depicted steps.
        generation: The Bitbucket form that it belongs to, or ``any``.
        kind: `SIMULATED` or ``real``.
        labels: The visible labels.
        unconfirmed: The labels that are not confirmed.
        facts: The facts that its steps quote, with their text at the time.
        taken: The day, as ``2026-11-24``.
        valid_until: The last day on which it is valid.
        width: The width on the page, in CSS pixels.
        height: The height on the page, in CSS pixels.
        size: The size of the file in bytes.
        sha256: The hash of the file.
        service: The service whose page is depicted.
        path: The path of that page, with variable parts in braces.
        fingerprint: The hash of that page as rendered by the sandbox.
        browser: The browser that rendered it.
    """

    page: str
    steps: list[int]
    generation: str
    kind: str
    labels: list[str]
    unconfirmed: list[str]
    facts: dict[str, str]
    taken: str
    valid_until: str
    width: int
    height: int
    size: int
    sha256: str
    service: str
    path: str
    fingerprint: str
    browser: str


def expiry_date(taken: date) -> str:
    """Return the last day on which a picture taken on the day `taken` is valid."""
    return (taken + VALID_FOR).isoformat()


def read_manifest(docs: Path) -> dict[str, PictureRecord]:
    """Return the records of the manifest by picture name.

    Raises:
        ValueError: The manifest does not have the expected format.
    """
    try:
        return {name: PictureRecord(**record) for name, record in records(docs).items()}
    except (ValueError, TypeError, KeyError, AttributeError) as reason:
        raise ValueError(f"The manifest cannot be read: {reason}") from reason


def write(docs: Path, found: Mapping[str, PictureRecord]) -> None:
    """Write the manifest."""
    document = {"pictures": {name: asdict(record) for name, record in sorted(found.items())}}
    text = json.dumps(document, indent=1, ensure_ascii=False)
    (docs / FOLDER / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def file_of(docs: Path, name: str) -> Path:
    """Return the path of a picture file."""
    return docs / FOLDER / f"{name}{SUFFIX}"
