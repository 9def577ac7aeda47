"""Retake every picture of the guide, on as few routes as possible."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from checks.monitors.pictures.capture import Shot, take
from checks.monitors.pictures.fact_quotes import quote
from checks.monitors.pictures.manifest import SIMULATED, PictureRecord, expiry_date
from checks.monitors.pictures.marks import marks
from checks.monitors.pictures.page_fingerprint import draw, generalize
from checks.monitors.pictures.webp import pixels
from checks.monitors.robot.guide import GuideError
from checks.monitors.robot.robot import Robot
from checks.monitors.robot.routes import ROUTES, Route, steps_on
from checks.monitors.robot.step import PicturePlacement, ProcedureStep
from checks.monitors.robot.walk import walk

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
