"""Check every picture of the guide without a browser: whether it is current, readable, and without secrets."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from checks.facts.index import UnknownFactError
from checks.monitors.pictures import live_picture
from checks.monitors.pictures.manifest import GUIDE, PictureRecord, file_of, read_manifest
from checks.monitors.pictures.marks import differences, marks, quote
from checks.monitors.pictures.page_fingerprint import RenderError, draw
from checks.monitors.pictures.webp import find_defects, find_leaks, pixels
from checks.monitors.robot.guide import PAGES, read
from checks.monitors.robot.step import PicturePlacement
from checks.sphinxext.picture import FOLDER, SUFFIX

_MOST = 4
"""Maximum number of changed lines of a screen in one reason."""


class PictureVerdict(StrEnum):
    """The result for a picture."""

    FRESH = "fresh"
    STALE = "stale"
    MISSING = "missing"
    ORPHANED = "orphaned"
    UNREADABLE = "unreadable"
    LEAKING = "leaking"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class JudgedPicture:
    """A verdict on a picture, with its reason."""

    picture: str
    verdict: PictureVerdict
    reason: str

    def __str__(self) -> str:
        """Return the verdict on one line."""
        return f"{self.verdict:<14} {self.picture}: {self.reason}"


def judge_pictures(docs: Path, today: date) -> list[JudgedPicture]:
    """Return at least one verdict for every picture in a page, in the manifest, or in the folder of files.

    Args:
        docs: The folder of the pages; ``conf.py`` is in its parent folder.
        today: The day for the check.
    """
    try:
        records = read_manifest(docs)
        here = [one for one in read(docs, _pages(docs)) if isinstance(one, PicturePlacement)]
    except Exception as reason:  # noqa: BLE001 - an error must never be reported as fresh
        return [JudgedPicture("all", PictureVerdict.UNKNOWN, f"The guide cannot be read: {reason}")]
    return judge_placements(here, records, docs, today)


def judge_placements(
    here: Sequence[PicturePlacement], records: Mapping[str, PictureRecord], docs: Path, today: date
) -> list[JudgedPicture]:
    """Return the verdicts for the pictures that pages show, and for those only in `records` or the folder of files."""
    verdicts = [verdict for one in here for verdict in _judge_one(one, records.get(one.name), docs, today)]
    return verdicts + list(_orphans({one.name for one in here}, records, docs))


def _pages(docs: Path) -> list[str]:
    """Return the pages that have pictures. Reading the other pages would take seconds."""
    files = {page: docs / f"{page}.md" for page in (*PAGES, live_picture.PAGE)}
    return [
        page for page, file in files.items() if file.is_file() and "```{picture}" in file.read_text(encoding="utf-8")
    ]


def _orphans(named: set[str], records: Mapping[str, PictureRecord], docs: Path) -> Iterator[JudgedPicture]:
    for name in sorted(records.keys() - named):
        yield JudgedPicture(name, PictureVerdict.ORPHANED, "It is in the manifest, but no page shows it.")
    for file in sorted((docs / FOLDER).glob("*")):
        if file.suffix == SUFFIX and file.stem not in named | records.keys():
            yield JudgedPicture(
                file.stem, PictureVerdict.ORPHANED, f"{file.name} is neither in a page nor in the manifest."
            )


def _judge_one(
    here: PicturePlacement, record: PictureRecord | None, docs: Path, today: date
) -> Iterator[JudgedPicture]:
    for one in _verdicts(here, record, docs, today):
        is_fresh = one.verdict is PictureVerdict.FRESH
        yield one if is_fresh else replace(one, reason=f"{one.reason} {here} shows it.")


def _verdicts(here: PicturePlacement, record: PictureRecord | None, docs: Path, today: date) -> list[JudgedPicture]:
    file = file_of(docs, here.name)
    if record is None or not file.is_file():
        problem = "It was never taken." if record is None else f"{file.name} does not exist."
        return [JudgedPicture(here.name, PictureVerdict.MISSING, problem)]
    data = file.read_bytes()
    found = [
        *(JudgedPicture(here.name, PictureVerdict.STALE, reason) for reason in _stale(here, record, data, today)),
        *(JudgedPicture(here.name, PictureVerdict.LEAKING, reason) for reason in find_leaks(data, here, record)),
    ]
    if not found:
        # Otherwise it must be retaken anyway, and other defects might only follow from that.
        found += [
            JudgedPicture(here.name, PictureVerdict.UNREADABLE, reason) for reason in find_defects(data, here, record)
        ]
    if not record.is_of_vendor:
        found += _judge_screen(here, record)
    return found or [
        JudgedPicture(here.name, PictureVerdict.FRESH, f"taken {record.taken}, valid until {record.valid_until}")
    ]


def _judge_screen(here: PicturePlacement, record: PictureRecord) -> Iterator[JudgedPicture]:
    """Compare the screen in the sandbox, or the cards of the live guide, with the depicted ones."""
    try:
        is_live = record.service == GUIDE
        drawn = live_picture.draw() if is_live else draw(record.service, record.path, record.generation)
    except (RenderError, KeyError) as reason:
        why = f"The depicted page cannot be rendered: {reason}"
        yield JudgedPicture(here.name, PictureVerdict.UNKNOWN, why)
        return
    before, now = Counter(record.words), Counter(drawn.words)
    parts = [
        *(f"it now says {line!r}" for line in now - before),
        *(f"it no longer says {line!r}" for line in before - now),
    ]
    if parts:
        why = f"The screen {record.path} changed: {'; '.join(parts[:_MOST])}."
        yield JudgedPicture(here.name, PictureVerdict.STALE, why)
    elif list(drawn.words) != record.words:
        why = f"The screen {record.path} shows the same words in another order. Compare the order of the steps."
        yield JudgedPicture(here.name, PictureVerdict.STALE, why)
    elif drawn.fingerprint != record.fingerprint:
        why = f"The elements or the style of the screen {record.path} changed, but none of its words."
        yield JudgedPicture(here.name, PictureVerdict.STALE, why)


def _stale(here: PicturePlacement, record: PictureRecord, data: bytes, today: date) -> Iterator[str]:
    try:
        if pixels(data) != record.pixels:
            yield "The pixels of the file changed without the manifest."
    except OSError as reason:
        yield f"The file cannot be decoded: {reason}"
    if today > date.fromisoformat(record.valid_until):
        yield f"It was valid until {record.valid_until}."
    if today < date.fromisoformat(record.taken):
        yield f"It was taken on {record.taken}, which is in the future."
    changed = dict(_changed(record))
    yield from changed.values()
    yield from differences(record.marks, here)
    new = {one.partition(" ")[2] for one in {*marks(here)} - {*record.marks}}
    for step in here.steps:
        for part in step.labels:
            if part.text not in record.labels and not set(part.facts) & (changed.keys() | new):
                yield f"{step} quotes {part.text!r}, which is not in the picture."


def _changed(record: PictureRecord) -> Iterator[tuple[str, str]]:
    """Yield the facts of the picture whose text has changed, with a message."""
    for name, before in record.facts.items():
        try:
            now = quote(name)
        except UnknownFactError:
            yield name, f"The fact {name} no longer exists. Its text was {before!r}."
        else:
            if now != before:
                yield name, f"The text of the fact {name} is {now!r}; it was {before!r} when the picture was taken."
