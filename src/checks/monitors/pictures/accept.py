"""Compare retaken pictures with the old ones, and replace these on request."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from checks.monitors.pictures.compare import RATIO, Comparison, compare, page
from checks.monitors.pictures.manifest import PictureRecord, file_of, read_manifest, write
from checks.monitors.pictures.retake import Camera, retake
from checks.monitors.robot.browser import chromium
from checks.monitors.robot.guide import read
from checks.sphinxext.picture import FOLDER, SUFFIX


def retake_and_compare(docs: Path, seen: Path, today: date, *, accept: bool) -> int:
    """Retake all pictures and return the exit status.

    The status is 1 if a picture differs by more than `RATIO` of its pixels from one that the same browser took, and
    was not accepted.

    Args:
        docs: The folder of the pages.
        seen: The folder for the comparison, ``index.html``.
        today: The day for the manifest.
        accept: Whether to replace the old pictures.

    Raises:
        NoBrowserError: No browser is installed.
        StoppedError: The end-to-end test stops.
    """
    with chromium() as browser:
        camera = retake(browser, read(docs), seen, today)
    before = read_manifest(docs)
    found = [compare(name, _old(docs, name), file) for name, file in sorted(camera.files.items())]
    seen.mkdir(parents=True, exist_ok=True)
    (seen / "index.html").write_text(page(found), encoding="utf-8")
    for one in found:
        same = one.before == one.after
        print(f"{one.name}: {'identical' if same else f'{one.ratio:.3%} of its pixels differ'}")  # noqa: T201
    print(f"Before, after and difference: {(seen / 'index.html').resolve().as_uri()}")  # noqa: T201 - for a terminal
    if accept:
        _accept(docs, camera)
        return 0
    differing = beyond(found, before, camera.browser)
    if differing:
        print(f"More than {RATIO:.1%} differ in: {', '.join(differing)}. To accept the changes, add --accept.")  # noqa: T201
    return 1 if differing else 0


def beyond(found: list[Comparison], before: Mapping[str, PictureRecord], browser: str) -> list[str]:
    """Return the pictures that differ too much from those of the same browser, and new pictures."""
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
