"""Compare retaken pictures with the stored ones, and replace these on request."""

import sys
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from checks.live import site
from checks.monitors.pictures import live_picture
from checks.monitors.pictures.capture import encode_webp
from checks.monitors.pictures.compare import Comparison, compare, page
from checks.monitors.pictures.manifest import PictureRecord, file_of, read_manifest, write
from checks.monitors.pictures.retake import Camera, retake
from checks.monitors.robot.browser import chromium
from checks.monitors.robot.guide import read
from checks.report import links
from checks.sphinxext.picture import FOLDER, SUFFIX


def retake_and_compare(docs: Path, seen: Path, today: date, *, accept: bool) -> int:
    """Retake all illustrations and return the exit status.

    The status is 1 if an illustration differs and was not accepted, regardless of the browser. Screenshots of the
    vendors' own screens stay as they are.

    Args:
        docs: The folder of the pages.
        seen: The folder for the comparison, ``index.html``.
        today: The day for the manifest.
        accept: Whether to replace the stored illustrations.

    Raises:
        NoBrowserError: No browser is installed.
        StoppedError: The end-to-end test stops.
    """
    has_live = (docs / f"{live_picture.PAGE}.md").is_file()
    pages = links.built_pages() if has_live else None
    if has_live and pages is None:
        print(site.MISSING, file=sys.stderr)  # noqa: T201 - as below
        return 1
    with chromium() as browser:
        camera = retake(browser, read(docs), seen, today)
        if pages:
            taken = live_picture.take(browser, pages, today)
            camera.screenshots[live_picture.NAME], camera.records[live_picture.NAME] = taken
    before = read_manifest(docs)
    real = {name for name, record in before.items() if record.is_of_vendor}
    differing = report_differences(docs, camera, before, seen, camera.screenshots.keys() - real)
    for name in sorted(real):
        print(f"{name}: a screenshot of a vendor's own screen, which is never replaced here.")  # noqa: T201 - as below
    if accept:
        _accept(docs, camera, {name: before[name] for name in real})
        return 0
    if differing:
        print(f"Review these pictures: {', '.join(differing)}. To replace them, add --accept.")  # noqa: T201 - as below
    return 1 if differing else 0


def report_differences(
    docs: Path, camera: Camera, before: Mapping[str, PictureRecord], seen: Path, names: Collection[str]
) -> list[str]:
    """Compare new pictures with the stored ones, print the results, and return the names of different pictures.

    Args:
        docs: The folder of the pages.
        camera: The new pictures.
        before: The manifest.
        seen: The folder for the comparison, ``index.html``.
        names: The names of the pictures to compare.
    """
    found = [compare(name, _old(docs, name), camera.screenshots[name]) for name in sorted(names)]
    seen.mkdir(parents=True, exist_ok=True)
    (seen / "index.html").write_text(page(found), encoding="utf-8")
    for one in found:
        print(f"{one}{_context(one, before.get(one.name), camera)}")  # noqa: T201 - for a terminal
    print(f"Before, after, and difference: {(seen / 'index.html').resolve().as_uri()}")  # noqa: T201 - for a terminal
    return [one.name for one in found if one.reason]


def _context(one: Comparison, record: PictureRecord | None, camera: Camera) -> str:
    """Return which labels changed, and whether another browser took the stored picture."""
    if not one.reason or record is None:
        return ""
    after = camera.records[one.name]
    labels = [
        *(f"it now shows {label!r}" for label in after.labels if label not in record.labels),
        *(f"it no longer shows {label!r}" for label in record.labels if label not in after.labels),
    ]
    browsers = [f"{record.browser} took the stored picture, {after.browser} this one"]
    parts = [*labels, *(browsers if record.browser != after.browser else [])]
    return "".join(f"; {part}" for part in parts)


def _old(docs: Path, name: str) -> bytes:
    file = file_of(docs, name)
    return file.read_bytes() if file.is_file() else b""


def _accept(docs: Path, camera: Camera, real: Mapping[str, PictureRecord]) -> None:
    folder = docs / FOLDER
    folder.mkdir(exist_ok=True)
    for stray in folder.glob(f"*{SUFFIX}"):
        if stray.stem not in camera.screenshots:
            stray.unlink()
    for name in camera.screenshots.keys() - real:
        file_of(docs, name).write_bytes(encode_webp(camera.screenshots[name]))
    write(docs, camera.records | {name: record for name, record in real.items() if name in camera.screenshots})
