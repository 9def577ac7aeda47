"""Looks into the file of a picture: can a reader read it, and does it give anything away?"""

import io
import re
import struct
from collections.abc import Iterator

from PIL import Image, UnidentifiedImageError

from checks.monitors.pictures.capture import RING
from checks.monitors.pictures.manifest import Record
from checks.monitors.pictures.secret_patterns import secret_like
from checks.monitors.robot.browser import DENSITY
from checks.monitors.robot.step import PictureHere

WIDEST, HIGHEST = 860, 1400
"""The largest picture in CSS pixels: what the column of a page and two screens can show."""
CONTRAST = 3.0
"""The least contrast of a mark with its ground. Source: WCAG 2.2, success criterion 1.4.11."""
SHORTEST_TEXT = 60
"""The fewest characters in which a screen can be told to who does not see it."""
_HEAVIEST = 120_000
_ALLOWED = {b"VP8L"}


def unreadable(data: bytes, here: PictureHere, record: Record) -> Iterator[str]:
    """Yield why a reader could not read the picture, or not without seeing it."""
    yield from _text(here)
    try:
        with Image.open(io.BytesIO(data)) as opened:
            image = opened.convert("RGB")
    except (UnidentifiedImageError, OSError) as reason:
        yield f"The file cannot be decoded: {reason}"
        return
    expected = (record.width * DENSITY, record.height * DENSITY)
    if image.size != expected:
        yield f"It measures {image.size} pixels; for {record.width} x {record.height} it should be {expected}."
    if record.width > WIDEST or record.height > HIGHEST:
        yield f"It takes {record.width} x {record.height} on the page; {WIDEST} x {HIGHEST} is the most."
    if len(data) > _HEAVIEST:
        yield f"It weighs {len(data)} bytes; {_HEAVIEST} is the most."
    if here.steps:
        yield from _marks(image)


def _text(here: PictureHere) -> Iterator[str]:
    if len(here.alt) < SHORTEST_TEXT:
        yield f"Its text has {len(here.alt)} characters. Tell what a person would read in it."
    if re.match(r"(?i)(a |the )?(picture|image|screenshot|drawing) ", here.alt):
        yield "Its text says that it is a picture. Tell what a person would read in it."
    for step in here.steps:
        for part in step.marked:
            words = part.text.split(": ")
            if not all(word in here.alt for word in words):
                yield f"Its text does not tell of {part.text!r}, which {step} names."


def _marks(image: Image.Image) -> Iterator[str]:
    """Look for the color of the marks, and for its contrast with the ground."""
    colors = image.getcolors(image.width * image.height) or []
    ring = tuple(bytes.fromhex(RING[1:]))
    count = next((count for count, color in colors if color == ring), 0)
    if not count:
        yield "No mark is on it."
    ground = max(colors)[1]
    if isinstance(ground, tuple) and (seen := contrast(ring, ground)) < CONTRAST:
        yield f"Its marks have a contrast of {seen:.1f} with their ground; {CONTRAST} is the least."


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the contrast of two colors. Source: WCAG 2.2, definitions of contrast ratio and relative luminance."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: tuple[int, ...]) -> float:
    parts = [value / 255 for value in color]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]  # noqa: PLR2004 - WCAG
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def leaks(data: bytes, here: PictureHere, record: Record) -> Iterator[str]:
    """Yield what the file or its texts give away. The secret itself is never said."""
    strange = [name for name in _chunks(data) if name not in _ALLOWED]
    if strange:
        yield f"The file holds more than pixels: {', '.join(name.decode('ascii', 'replace') for name in strange)}."
    texts = {
        "The file": data.decode("latin-1"),
        "Its text": here.alt,
        "Its caption": here.caption,
        "The manifest": "\n".join([*record.labels, *record.facts.values(), record.path]),
    }
    for where, text in texts.items():
        for what in secret_like(text if where != "The file" else "\n".join(re.findall(r"[ -~]{40,}", text))):
            yield f"{where} seems to hold {what}."


def _chunks(data: bytes) -> Iterator[bytes]:
    """Yield the names of the parts of a WebP file. Source: RFC 9649, section 2.3; so is what follows its end."""
    end = 8 + struct.unpack("<I", data[4:8])[0] if data[:4] == b"RIFF" and len(data) > 12 else 0  # noqa: PLR2004 - the RFC
    at = 12
    while at + 8 <= end:
        size = struct.unpack("<I", data[at + 4 : at + 8])[0]
        yield data[at : at + 4]
        at += 8 + size + size % 2
    if end != len(data):
        yield b"the rest"
