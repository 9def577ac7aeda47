import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image

from checks.monitors.pictures.manifest import PictureRecord
from checks.monitors.pictures.webp import pixels
from checks.monitors.robot.step import Part, PicturePlacement, ProcedureStep

RECORD = PictureRecord(
    page="page",
    marks=["1 terraform-screens.name"],
    generation="any",
    kind="simulated",
    labels=["Save"],
    words=["Save"],
    unconfirmed=[],
    facts={},
    taken="2026-11-24",
    valid_until="2027-05-23",
    width=20,
    height=12,
    pixels="",
    service="terraform",
    path="/",
    fingerprint="",
    browser="Chromium 156",
)
PLACE = {"page": "page", "section": "part"}


@pytest.fixture
def record() -> Callable[..., PictureRecord]:
    """Return a function that creates a record."""
    return lambda **change: replace(RECORD, **change)


@pytest.fixture
def recorded() -> Callable[[bytes], PictureRecord]:
    """Return a function that creates the record of a file."""
    return lambda file: replace(RECORD, pixels=pixels(file))


@pytest.fixture
def webp() -> Callable[..., bytes]:
    """Return a function that creates a picture file: a background with dots."""

    def webp(
        size: tuple[int, int] = (40, 24),
        *dots: tuple[int, int],
        color: str | tuple[int, int, int] = (0, 255, 255),
        ground: str = "white",
        **options: object,
    ) -> bytes:
        image = Image.new("RGB", size, ground)
        for dot in dots:
            image.paste(color, (*dot, dot[0] + 1, dot[1] + 1))
        written = io.BytesIO()
        image.save(written, "WEBP", lossless=True, **options)
        return written.getvalue()

    return webp


@pytest.fixture
def step() -> ProcedureStep:
    """A step that quotes one label."""
    parts = (Part("words", "Click "), Part("label", "Save", ("terraform-screens.name",)), Part("words", "."))
    return ProcedureStep(**PLACE, line=3, number=1, parts=parts)


@pytest.fixture
def here(step: ProcedureStep) -> PicturePlacement:
    """The placement of a picture that depicts the step."""
    alt = "A form with one field for a name and the button Save, marked 1."
    return PicturePlacement(**PLACE, line=5, name="one", alt=alt, show="main", steps=(step,), caption="Below it.")
