"""Takes a picture of the screen: numbers and rings at what the steps name, and nothing on it that is secret."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from PIL import Image

from checks.monitors.pictures import page_scripts
from checks.monitors.pictures.secret_patterns import secret_like
from checks.monitors.robot.robot import Robot
from checks.monitors.robot.screen import TO_SELECT, NotOnScreenError, Screen
from checks.monitors.robot.step import PictureHere, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import FloatRect, Locator


class Mark(TypedDict):
    """What gets a ring: the boxes that it goes around, what is around them, its number, and whether it is doubtful."""

    boxes: list[dict[str, float]]
    around: dict[str, float]
    number: int
    doubtful: bool


RING = "#b3123f"
"""The color of rings and numbers: dark enough for the light ground of every drawing."""
AROUND_MARKS = "marks"
"""What a page says to show instead of an element, where the element is long: as much of it as lies around the rings."""
_MARGIN = 14
_HIDDEN = "\N{BULLET}" * 16
_NOBODY = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Shot:
    """A picture that was taken: the file, its size in CSS pixels, and the words that can be read on it.

    `unconfirmed` are those that the drawing itself calls so; `address` and `service` are those of the screen.
    """

    file: bytes
    width: int
    height: int
    labels: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    address: str
    service: str


def take(robot: Robot, here: PictureHere) -> Shot:
    """Take a picture at the place `here` of the walk, and leave the screen as it was.

    Raises:
        NotOnScreenError: What is to be shown or marked is not there, or it would show a secret.
    """
    named = next(step for step in here.steps if step.labels)
    screen = robot.look(named)
    role, _, name = here.show.partition(" ")
    if name:
        shown = screen.one(name, (role,))
    else:
        shown = screen.page.get_by_role("main" if here.show == AROUND_MARKS else role).first  # type: ignore[arg-type] # a role
    screen.page.get_by_text("Copied").wait_for(state="hidden")
    shown.evaluate(page_scripts.HIDE, _pairs(robot))
    try:
        marks = [mark for step in here.steps for mark in _marks(screen, shown, step)]
        screen.page.evaluate(
            f"([marks, ring]) => ({page_scripts.DRAW})(marks, ring)", [[one for one in marks if one["number"]], RING]
        )
        if found := sorted(secret_like(shown.evaluate(page_scripts.TEXT))):
            raise NotOnScreenError(f"The picture {here.name!r} would show {', '.join(found)}.")
        clip = _clip(shown, marks if here.show == AROUND_MARKS else [])
        edges = clip["y"] + _MARGIN, clip["y"] + clip["height"] - _MARGIN
        shown.evaluate(page_scripts.WITHOUT_NEIGHBOURS, edges)
        png = screen.page.screenshot(clip=clip, full_page=True, animations="disabled", caret="hide", scale="device")
        labels, doubtful = shown.evaluate(page_scripts.LABELS, clip), shown.evaluate(page_scripts.DOUBTFUL, clip)
    finally:
        screen.page.evaluate(page_scripts.SHOW)
    service = "terraform" if named.labels[0].facts[0].startswith("terraform") else "bitbucket"
    size = (int(clip["width"]), int(clip["height"]))
    return Shot(encoded(png), *size, tuple(labels), tuple(doubtful), screen.page.url, service)


def encoded(png: bytes) -> bytes:
    """Return the same pixels as WebP without loss and without metadata: less than a third of the bytes of PNG."""
    written = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").save(written, "WEBP", lossless=True, quality=100, method=6)
    return written.getvalue()


def _marks(screen: Screen, shown: "Locator", step: Step) -> "Iterator[Mark]":
    """Yield the places of what a step names. What only says where the rest is gets no number."""
    for part in step.labels:
        boxes, around = _element(screen, shown, part.text).evaluate(page_scripts.BOXES)
        number = step.number if part in step.marked else 0
        yield Mark(boxes=boxes, around=around, number=number, doubtful=part.doubtful)


def _element(screen: Screen, shown: "Locator", label: str) -> "Locator":
    """Return what a label names: a field, a checkbox, something to click, or the words themselves."""
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
    """Return what is replaced on pictures: secrets by bullets, and the sandbox's addresses by public ones."""
    sandbox = robot.person.sandbox
    held = sandbox.state.scenario.credentials
    secrets = [one for one in (held.client_secret, held.client_id) if one]
    uuids = [one.uuid for one in sandbox.state.scenario.providers]
    begun = robot.callback.rpartition("/auth/")[2].partition("/")[0]
    return [
        *([one, _HIDDEN] for one in secrets),
        *([one, _NOBODY] for one in (*uuids, begun) if one),
        [sandbox.state.terraform_url, "https://app.terraform.io"],
        [sandbox.state.bitbucket_url, "https://bitbucket.org"],
    ]


def _clip(shown: "Locator", marks: "Sequence[Mark]") -> "FloatRect":
    """Return the part of the page to show, in whole CSS pixels, with room for rings."""
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
