"""Take a picture of a screen, with numbers and rings at the labels of the steps, and without secrets."""

import io
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from PIL import Image

from checks.monitors.pictures.secret_patterns import find_secrets
from checks.monitors.robot.robot import Robot
from checks.monitors.robot.screen import TO_SELECT, NotOnScreenError, Screen
from checks.monitors.robot.step import PicturePlacement, ProcedureStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import FloatRect, Locator


class Mark(TypedDict):
    """A ring: the boxes inside it, their surroundings, its number, and whether the label is unconfirmed."""

    boxes: list[dict[str, float]]
    around: dict[str, float]
    number: int
    doubtful: bool


RING = "#b3123f"
"""The color of rings and numbers: dark enough for the light background of every sandbox page."""
AROUND_MARKS = "marks"
"""The value of a picture's option `show` for a long element: only the part around the rings."""
_MARGIN = 14
_HIDDEN = "\N{BULLET}" * 16
_NEUTRAL_UUID = "00000000-0000-4000-8000-000000000000"
_SCRIPTS = Path(__file__).with_name("page_scripts.js").read_text(encoding="utf-8").strip()


@dataclass(frozen=True)
class Shot:
    """A picture: the screenshot, its size in CSS pixels, and the labels on it.

    `unconfirmed` contains the labels that the sandbox page marks as such. `address` and `service` are the screen's.
    """

    png: bytes
    width: int
    height: int
    labels: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    address: str
    service: str


def take(robot: Robot, here: PicturePlacement) -> Shot:
    """Take the picture of the placement `here`, and restore the screen.

    Raises:
        NotOnScreenError: An element to show or mark is missing, or the picture would show a secret.
    """
    named = next(step for step in here.steps if step.labels)
    screen = robot.switch_tab(named)
    screen.page.get_by_text("Copied").wait_for(state="hidden")
    with marked(screen, here, _pairs(robot)) as (element, clip):
        if found := sorted(find_secrets(element.evaluate(function("text")))):
            raise NotOnScreenError(f"The picture {here.name!r} would show {', '.join(found)}.")
        png = screen.page.screenshot(clip=clip, full_page=True, animations="disabled", caret="hide", scale="device")
        labels, doubtful = element.evaluate(function("labels"), clip), element.evaluate(function("unconfirmed"), clip)
    size = (int(clip["width"]), int(clip["height"]))
    return Shot(png, *size, tuple(labels), tuple(doubtful), screen.page.url, named.service)


def function(name: str) -> str:
    """Return the JavaScript expression of the function called `name`."""
    return f"{_SCRIPTS}.{name}"


@contextmanager
def marked(
    screen: Screen, here: PicturePlacement, pairs: "Sequence[list[str]]" = ()
) -> "Iterator[tuple[Locator, FloatRect]]":
    """Draw the marks, yield the element and the part of the page to show, and restore the screen.

    Args:
        screen: The tab.
        here: The placement of the picture.
        pairs: Texts to replace, each with its replacement.

    Raises:
        NotOnScreenError: An element to show or mark is missing.
    """
    role, _, name = here.show.partition(" ")
    if name:
        element = screen.one(name, (role,))
    else:
        element = screen.page.get_by_role("main" if here.show == AROUND_MARKS else role).first  # type: ignore[arg-type] # a role
    screen.page.evaluate("document.fonts.ready.then(() => null)")
    element.evaluate(function("hide"), list(pairs))
    try:
        marks = [mark for step in here.steps for mark in _marks(screen, element, step)]
        element.evaluate(function("draw"), [[one for one in marks if one["number"]], RING])
        clip = _clip(element, marks if here.show == AROUND_MARKS else [])
        edges = clip["y"] + _MARGIN, clip["y"] + clip["height"] - _MARGIN
        element.evaluate(function("hideNeighbors"), edges)
        yield element, clip
    finally:
        screen.page.evaluate(function("restore"))


def encode_webp(png: bytes) -> bytes:
    """Return the pixels as lossless WebP without metadata: less than a third of the size of PNG."""
    written = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").save(written, "WEBP", lossless=True, quality=100, method=6)
    return written.getvalue()


def _marks(screen: Screen, shown: "Locator", step: ProcedureStep) -> "Iterator[Mark]":
    """Yield the marks for the labels of a step. A label that only gives the location has the number 0."""
    for part in step.labels:
        boxes, around = _element(screen, shown, part.text).evaluate(function("boxes"))
        number = step.number if part in step.marked else 0
        yield Mark(boxes=boxes, around=around, number=number, doubtful=part.doubtful)


def _element(screen: Screen, shown: "Locator", label: str) -> "Locator":
    """Return the element of a label: a field, a checkbox, something to click, or the text itself."""
    area, separator, _ = label.partition(": ")
    if separator and shown.get_by_role("group", name=area, exact=True).count():
        return screen.choice(label)
    fields = shown.get_by_label(label, exact=True).filter(visible=True)
    named = fields.and_(screen.page.locator("input, textarea, select"))
    if named.count() == 1:
        return named
    for role in ("heading", "columnheader", "group", *TO_SELECT):
        found = shown.get_by_role(role, name=label, exact=True)  # type: ignore[arg-type] # the names of roles above
        if found.count() == 1:
            return found
    return shown.locator("dt").filter(visible=True).get_by_text(label, exact=True).first


def _pairs(robot: Robot) -> list[list[str]]:
    """Return the text replacements for pictures: bullets for secrets, and public URLs for the sandbox's URLs."""
    sandbox = robot.manual_steps.sandbox
    credentials = sandbox.state.scenario.credentials
    secrets = [one for one in (credentials.client_secret, credentials.client_id) if one]
    uuids = [one.uuid for one in sandbox.state.scenario.providers]
    pending = robot.callback.rpartition("/auth/")[2].partition("/")[0]
    return [
        *([one, _HIDDEN] for one in secrets),
        *([one, _NEUTRAL_UUID] for one in (*uuids, pending) if one),
        [sandbox.state.terraform_url, "https://app.terraform.io"],
        [sandbox.state.bitbucket_url, "https://bitbucket.org"],
    ]


def _clip(shown: "Locator", marks: "Sequence[Mark]") -> "FloatRect":
    """Return the part of the page to show, in whole CSS pixels, with a margin for rings."""
    box = shown.evaluate(
        "(one) => { const {left, top, right, bottom} = one.getBoundingClientRect();"
        " return [left + scrollX, top + scrollY, right + scrollX, bottom + scrollY]; }"
    )
    left, top, right, bottom = (round(number) for number in box)
    if marks:
        boxes = [mark["around"] for mark in marks]
        top = max(top, round(min(box["top"] for box in boxes)))
        bottom = min(bottom, round(max(box["bottom"] for box in boxes)))
    return {
        "x": left - _MARGIN,
        "y": top - _MARGIN,
        "width": right - left + 2 * _MARGIN,
        "height": bottom - top + 2 * _MARGIN,
    }
