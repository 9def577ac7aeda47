"""Retake every picture of the guide on as few routes as possible, compare them with the files, and replace these."""

import sys
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from checks.live import site
from checks.monitors.pictures import live_picture
from checks.monitors.pictures.capture import Shot, encode_webp, take
from checks.monitors.pictures.compare import Comparison, compare, page
from checks.monitors.pictures.manifest import SIMULATED, PictureRecord, expiry_date, file_of, read_manifest, write
from checks.monitors.pictures.marks import marks, quote
from checks.monitors.pictures.page_fingerprint import draw, generalize
from checks.monitors.pictures.webp import pixels
from checks.monitors.robot.browser import chromium
from checks.monitors.robot.guide import GuideError, read
from checks.monitors.robot.robot import Robot
from checks.monitors.robot.routes import ROUTES, Route, steps_on
from checks.monitors.robot.step import PicturePlacement, ProcedureStep
from checks.monitors.robot.walk import walk
from checks.report import links
from checks.sphinxext.picture import FOLDER, SUFFIX

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class Camera:
    """Take each picture at its first placement.

    Attributes:
        screenshots: The pictures as PNG, by name.
        records: Their records for the manifest.
    """

    def __init__(self, today: date, browser: str) -> None:
        self.today, self.browser = today, browser
        self.screenshots: dict[str, bytes] = {}
        self.records: dict[str, PictureRecord] = {}

    def __call__(self, robot: Robot, here: PicturePlacement) -> None:
        """Take the picture. Raises `NotOnScreenError`."""
        if here.name in self.screenshots:
            return
        shot = take(robot, here)
        self.screenshots[here.name] = shot.png
        self.records[here.name] = self._record(robot, here, shot)

    def _record(self, robot: Robot, here: PicturePlacement, shot: Shot) -> PictureRecord:
        parts = [part for step in here.steps for part in step.labels]
        generation = here.tabs.get("screens", "any")
        path = generalize(shot.address, robot.manual_steps.sandbox)
        drawn = draw(shot.service, path, generation)
        return PictureRecord(
            page=here.page,
            marks=marks(here),
            generation=generation,
            kind=SIMULATED,
            labels=list(shot.labels),
            words=list(drawn.words),
            unconfirmed=sorted({*shot.unconfirmed, *(part.text for part in parts if part.doubtful)}),
            facts={fact: quote(fact) for part in parts for fact in part.facts},
            taken=self.today.isoformat(),
            valid_until=expiry_date(self.today),
            width=shot.width,
            height=shot.height,
            pixels=pixels(shot.png),
            service=shot.service,
            path=path,
            fingerprint=drawn.fingerprint,
            browser=self.browser,
        )


def retake(browser: "Browser", found: Sequence[ProcedureStep | PicturePlacement], seen: Path, today: date) -> Camera:
    """Follow routes until every picture is taken, and return the camera.

    Raises:
        StoppedError: The end-to-end test stops before that.
    """
    camera = Camera(today, f"Chromium {browser.version}")
    for route in select_routes(found):
        walk(browser, found, route, seen, camera)
    return camera


def select_routes(found: Sequence[ProcedureStep | PicturePlacement]) -> list[Route]:
    """Return routes that together contain every picture: each next route contains most of the missing pictures.

    Raises:
        GuideError: A picture is on no route.
    """
    passed = {
        route: {one.name for one in steps_on(found, route) if isinstance(one, PicturePlacement)} for route in ROUTES
    }
    missing = {one.name for one in found if isinstance(one, PicturePlacement)}
    routes: list[Route] = []
    while missing:
        best = max(ROUTES, key=lambda route: len(passed[route] & missing))
        if not passed[best] & missing:
            raise GuideError(f"No route contains the pictures {', '.join(sorted(missing))}.")
        routes.append(best)
        missing -= passed[best]
    return routes


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
