"""Shows what a retake changes, and puts the new pictures in place when told to."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from checks.monitors.pictures.compare import RATIO, Compared, compared, page
from checks.monitors.pictures.manifest import Record, file_of, known, write
from checks.monitors.pictures.retake import Camera, retake
from checks.monitors.robot.browser import chromium
from checks.monitors.robot.guide import read
from checks.sphinxext.picture import FOLDER, SUFFIX


def retaken(docs: Path, seen: Path, today: date, *, accept: bool) -> int:
    """Take all pictures anew and return the exit status.

    It is 1 where a picture differs, from one that the same browser took, by more than `RATIO` of its pixels, and was
    not accepted.

    Args:
        docs: The folder of the pages.
        seen: Where the comparison goes, as ``index.html``.
        today: The day to write down.
        accept: Whether to replace the old pictures.

    Raises:
        NoBrowserError: There is no browser.
        StoppedError: The walk stops.
    """
    with chromium() as browser:
        camera = retake(browser, read(docs), seen, today)
    before = known(docs)
    found = [compared(name, _old(docs, name), file) for name, file in sorted(camera.files.items())]
    seen.mkdir(parents=True, exist_ok=True)
    (seen / "index.html").write_text(page(found), encoding="utf-8")
    for one in found:
        same = one.before == one.after
        print(f"{one.name}: {'the same to the bit' if same else f'{one.ratio:.3%} of its pixels differ'}")  # noqa: T201
    print(f"Before, after and difference: {(seen / 'index.html').resolve().as_uri()}")  # noqa: T201 - for a terminal
    if accept:
        _accept(docs, camera)
        return 0
    differing = beyond(found, before, camera.browser)
    if differing:
        print(f"More than {RATIO:.1%} differ in: {', '.join(differing)}. Add --accept if they should.")  # noqa: T201
    return 1 if differing else 0


def beyond(found: list[Compared], before: Mapping[str, Record], browser: str) -> list[str]:
    """Return the pictures that differ too much from what the same browser drew, and those that are new."""
    return [
        one.name
        for one in found
        if one.ratio > RATIO and (one.name not in before or before[one.name].browser == browser)
    ]


def _old(docs: Path, name: str) -> bytes:
    file = file_of(docs, name)
    return file.read_bytes() if file.is_file() else b""


def _accept(docs: Path, camera: Camera) -> None:
    folder = docs / FOLDER
    folder.mkdir(exist_ok=True)
    for stray in folder.glob(f"*{SUFFIX}"):
        if stray.stem not in camera.files:
            stray.unlink()
    for name, file in camera.files.items():
        file_of(docs, name).write_bytes(file)
    write(docs, camera.records)
