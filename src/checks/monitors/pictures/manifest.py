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
"""The kind of an illustration: a picture of the sandbox."""
REAL = "real"
"""The kind of a screenshot: a picture of a vendor's own screen, or of the live guide."""
GUIDE = "guide"
"""The service of a screenshot of the live guide."""


@dataclass(frozen=True, kw_only=True)
class PictureRecord:
    """A picture at the time when it was taken.

    Attributes:
        page: The page that contains it.
        marks: The numbers on the picture, each with the fact of the label that it marks: ``4 bitbucket-screens.key``.
        generation: The Bitbucket form that it belongs to, or ``any``.
        kind: `SIMULATED` or `REAL`.
        labels: The visible labels.
        words: The text of the screen in the sandbox or of the cards, line by line; empty for a vendor's own screen.
        unconfirmed: The unconfirmed labels.
        facts: The facts that its steps quote, with their text at the time.
        taken: The day, as ``2026-11-24``.
        valid_until: The last day on which it is valid.
        width: The width on the page, in CSS pixels.
        height: The height on the page, in CSS pixels.
        pixels: The hash of the pixels, which is the same for every lossless file of them.
        service: The service whose page is depicted, or `GUIDE`.
        path: The path of that page, with variable parts in braces.
        fingerprint: The hash of the elements and the style of that page in the sandbox, or of the style of the live
            guide; empty for a vendor's own screen.
        browser: The browser that rendered it.
    """

    page: str
    marks: list[str]
    generation: str
    kind: str
    labels: list[str]
    words: list[str]
    unconfirmed: list[str]
    facts: dict[str, str]
    taken: str
    valid_until: str
    width: int
    height: int
    pixels: str
    service: str
    path: str
    fingerprint: str
    browser: str

    @property
    def is_of_vendor(self) -> bool:
        """Whether it is a screenshot of a vendor's own screen, which only a person can take."""
        return self.kind == REAL and self.service != GUIDE


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
