"""Takes every picture of the guide anew, on as few ways through it as show them all."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from checks.monitors.pictures.capture import Shot, take
from checks.monitors.pictures.fact_quotes import said
from checks.monitors.pictures.manifest import DRAWING, Record, until
from checks.monitors.pictures.page_fingerprint import fingerprint, general
from checks.monitors.robot.guide import GuideError
from checks.monitors.robot.robot import Robot
from checks.monitors.robot.routes import WAYS, Route, route
from checks.monitors.robot.step import PictureHere, Step
from checks.monitors.robot.walk import walk

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class Camera:
    """Takes each picture where the walk first comes by it.

    Attributes:
        files: The pictures, by name.
        records: What is to be written down about each.
    """

    def __init__(self, today: date, browser: str) -> None:
        self.today, self.browser = today, browser
        self.files: dict[str, bytes] = {}
        self.records: dict[str, Record] = {}

    def __call__(self, robot: Robot, here: PictureHere) -> None:
        """Take the picture. Raises `NotOnScreenError`."""
        if here.name in self.files:
            return
        shot = take(robot, here)
        self.files[here.name] = shot.file
        self.records[here.name] = self._record(robot, here, shot)

    def _record(self, robot: Robot, here: PictureHere, shot: Shot) -> Record:
        parts = [part for step in here.steps for part in step.labels]
        generation = here.tabs.get("screens", "any")
        path = general(shot.address, robot.person.sandbox)
        return Record(
            page=here.page,
            steps=[step.number for step in here.steps],
            generation=generation,
            kind=DRAWING,
            labels=list(shot.labels),
            unconfirmed=sorted({*shot.unconfirmed, *(part.text for part in parts if part.doubtful)}),
            facts={fact: said(fact) for part in parts for fact in part.facts},
            taken=self.today.isoformat(),
            believed_until=until(self.today),
            width=shot.width,
            height=shot.height,
            size=len(shot.file),
            sha256=sha256(shot.file).hexdigest(),
            service=shot.service,
            path=path,
            fingerprint=fingerprint(shot.service, path, generation),
            browser=self.browser,
        )


def retake(browser: "Browser", found: Sequence[Step | PictureHere], seen: Path, today: date) -> Camera:
    """Walk until every picture is taken, and return the camera.

    Raises:
        StoppedError: The walk stops before that.
    """
    camera = Camera(today, f"Chromium {browser.version}")
    for way in needed(found):
        walk(browser, found, way, seen, camera)
    return camera


def needed(found: Sequence[Step | PictureHere]) -> list[Route]:
    """Return ways that together come by every picture: each is the one that comes by most of those still missing.

    Raises:
        GuideError: No way leads by one of them.
    """
    passed = {way: {one.name for one in route(found, way) if isinstance(one, PictureHere)} for way in WAYS}
    missing = {one.name for one in found if isinstance(one, PictureHere)}
    ways: list[Route] = []
    while missing:
        best = max(WAYS, key=lambda way: len(passed[way] & missing))
        if not passed[best] & missing:
            raise GuideError(f"No way leads by the pictures {', '.join(sorted(missing))}.")
        ways.append(best)
        missing -= passed[best]
    return ways
