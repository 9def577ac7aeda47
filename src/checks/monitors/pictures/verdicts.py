"""Judges every picture of the guide without a browser: is it still what its page says, and does it harm nobody?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from checks.facts.index import UnknownFactError
from checks.monitors.pictures.fact_quotes import said
from checks.monitors.pictures.manifest import Record, file_of, known
from checks.monitors.pictures.page_fingerprint import NotDrawnError, fingerprint
from checks.monitors.pictures.webp import leaks, unreadable
from checks.monitors.robot.guide import PAGES, read
from checks.monitors.robot.step import PictureHere
from checks.sphinxext.picture import FOLDER, SUFFIX


class Sight(StrEnum):
    """What becomes of a picture."""

    FRESH = "fresh"
    STALE = "stale"
    MISSING = "missing"
    ORPHANED = "orphaned"
    UNREADABLE = "unreadable"
    LEAKING = "leaking"
    COULD_NOT_LOOK = "could not look"


@dataclass(frozen=True)
class Verdict:
    """One thing said of one picture, with its reason."""

    picture: str
    sight: Sight
    reason: str

    def __str__(self) -> str:
        """Say it on one line."""
        return f"{self.sight:<14} {self.picture}: {self.reason}"


def judge(docs: Path, today: date) -> list[Verdict]:
    """Return at least one verdict on every picture that a page or the manifest names, or that has a file.

    Args:
        docs: The folder of the pages; beside it lies ``conf.py``.
        today: The day as of which to judge.
    """
    try:
        records = known(docs)
        here = [one for one in read(docs, _pages(docs)) if isinstance(one, PictureHere)]
    except Exception as reason:  # noqa: BLE001 - whatever keeps us from looking must never read as fresh
        return [Verdict("all", Sight.COULD_NOT_LOOK, f"The guide cannot be read: {reason}")]
    return judged(here, records, docs, today)


def judged(here: Sequence[PictureHere], records: Mapping[str, Record], docs: Path, today: date) -> list[Verdict]:
    """Return the verdicts on the pictures that the pages show `here`, and on those that `records` or files add."""
    verdicts = [verdict for one in here for verdict in _on(one, records.get(one.name), docs, today)]
    return verdicts + list(_orphans({one.name for one in here}, records, docs))


def _pages(docs: Path) -> list[str]:
    """Return the pages that have pictures: to read the others would take seconds."""
    return [page for page in PAGES if "```{picture}" in (docs / f"{page}.md").read_text(encoding="utf-8")]


def _orphans(named: set[str], records: Mapping[str, Record], docs: Path) -> Iterator[Verdict]:
    for name in sorted(records.keys() - named):
        yield Verdict(name, Sight.ORPHANED, "The manifest knows it, and no page shows it.")
    for file in sorted((docs / FOLDER).glob("*")):
        if file.suffix == SUFFIX and file.stem not in named | records.keys():
            yield Verdict(file.stem, Sight.ORPHANED, f"{file.name} is in no page and not in the manifest.")


def _on(here: PictureHere, record: Record | None, docs: Path, today: date) -> list[Verdict]:
    file = file_of(docs, here.name)
    if record is None or not file.is_file():
        lacking = "It was never taken" if record is None else f"{file.name} is not there"
        return [Verdict(here.name, Sight.MISSING, f"{lacking}. {here} shows it.")]
    data = file.read_bytes()
    found = [
        *(Verdict(here.name, Sight.STALE, reason) for reason in _stale(here, record, data, today)),
        *(Verdict(here.name, Sight.LEAKING, reason) for reason in leaks(data, here, record)),
    ]
    if sha256(data).hexdigest() == record.sha256 and not dict(_changed(record)):
        # Otherwise it is to be taken anew anyway, and what else is wrong with it may only follow from that.
        found += [Verdict(here.name, Sight.UNREADABLE, reason) for reason in unreadable(data, here, record)]
    try:
        if fingerprint(record.service, record.path, record.generation) != record.fingerprint:
            found.append(Verdict(here.name, Sight.STALE, f"The sandbox draws {record.path} in another way since."))
    except (NotDrawnError, KeyError) as reason:
        found.append(Verdict(here.name, Sight.COULD_NOT_LOOK, f"What it depicts cannot be drawn: {reason}"))
    return found or [Verdict(here.name, Sight.FRESH, f"taken {record.taken}, believed until {record.believed_until}")]


def _stale(here: PictureHere, record: Record, data: bytes, today: date) -> Iterator[str]:
    if sha256(data).hexdigest() != record.sha256:
        yield "The file changed without the manifest."
    if today > date.fromisoformat(record.believed_until):
        yield f"It was to be believed until {record.believed_until}."
    if today < date.fromisoformat(record.taken):
        yield f"It was taken on {record.taken}, which is yet to come."
    changed = dict(_changed(record))
    yield from changed.values()
    for step in here.steps:
        for part in step.labels:
            if part.text not in record.labels and not set(part.facts) & changed.keys():
                yield f"{step} quotes {part.text!r}, which is not on it."


def _changed(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the facts on the picture that say something else by now."""
    for name, before in record.facts.items():
        try:
            now = said(name)
        except UnknownFactError:
            yield name, f"The fact {name} is gone. It said {before!r}."
        else:
            if now != before:
                yield name, f"The fact {name} says {now!r}, and said {before!r} when it was taken."
