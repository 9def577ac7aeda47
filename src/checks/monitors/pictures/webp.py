"""Check a picture file: whether it is readable, and whether it leaks secrets."""

import hashlib
import io
import re
from collections.abc import Iterator

from PIL import Image, UnidentifiedImageError

from checks.monitors.pictures.capture import RING
from checks.monitors.pictures.manifest import PictureRecord
from checks.monitors.pictures.marks import numbers_in
from checks.monitors.pictures.secret_patterns import find_secrets
from checks.monitors.robot.browser import DENSITY
from checks.monitors.robot.step import PicturePlacement

WIDEST, HIGHEST = 860, 1400
"""Maximum size in CSS pixels: the width of the text column, and the height of two screens."""
CONTRAST = 3.0
"""Minimum contrast of a mark with its background. Source: WCAG 2.2, success criterion 1.4.11."""
SHORTEST_TEXT = 60
"""Minimum length of an alternative text in characters."""
_HEAVIEST = 120_000


def pixels(data: bytes) -> str:
    """Return the hash of the pixels in a file, which recompression without loss doesn't change.

    Raises:
        OSError: The file cannot be decoded.
    """
    with Image.open(io.BytesIO(data)) as opened:
        image = opened.convert("RGB")
    return hashlib.sha256(repr(image.size).encode() + image.tobytes()).hexdigest()


def find_defects(data: bytes, here: PicturePlacement, record: PictureRecord) -> Iterator[str]:
    """Yield the defects that make the picture or its alternative text unusable."""
    yield from _text(here)
    try:
        with Image.open(io.BytesIO(data)) as opened:
            image = opened.convert("RGB")
    except (UnidentifiedImageError, OSError) as reason:
        yield f"The file cannot be decoded: {reason}"
        return
    expected = (record.width * DENSITY, record.height * DENSITY)
    if image.size != expected:
        yield f"Its size is {image.size} pixels; for {record.width} x {record.height} it must be {expected}."
    if record.width > WIDEST or record.height > HIGHEST:
        yield f"Its size on the page is {record.width} x {record.height}; the maximum is {WIDEST} x {HIGHEST}."
    if len(data) > _HEAVIEST:
        yield f"The file has {len(data)} bytes; the maximum is {_HEAVIEST}."
    if here.steps:
        yield from _marks(image)


def _text(here: PicturePlacement) -> list[str]:
    return [*_missing(here)] or [*_numbers(here)]


def _missing(here: PicturePlacement) -> Iterator[str]:
    if len(here.alt) < SHORTEST_TEXT:
        yield f"Its alternative text has {len(here.alt)} characters. Describe the content of the screen."
    if re.match(r"(?i)(a |the )?(picture|image|screenshot|drawing) ", here.alt):
        yield "Its alternative text says that it is a picture. Describe the content of the screen."
    for step in here.steps:
        for part in step.marked:
            words = part.text.split(": ")
            if not all(word in here.alt for word in words):
                yield f"Its alternative text does not mention {part.text!r}, which {step} names."


def _numbers(here: PicturePlacement) -> Iterator[str]:
    numbers = {step.number for step in here.steps if step.marked}
    if (named := numbers_in(here.alt)) != numbers:
        yield f"Its alternative text names the numbers {_list(named)}; the marked steps are {_list(numbers)}."


def _list(numbers: set[int]) -> str:
    return ", ".join(map(str, sorted(numbers))) or "none"


def _marks(image: Image.Image) -> Iterator[str]:
    """Check that the color of the marks is present, and its contrast with the background."""
    colors = image.getcolors(image.width * image.height) or []
    ring = tuple(bytes.fromhex(RING[1:]))
    count = next((count for count, color in colors if color == ring), 0)
    if not count:
        yield "It has no marks."
    background = max(colors)[1]
    if isinstance(background, tuple) and (ratio := contrast(ring, background)) < CONTRAST:
        yield f"Its marks have a contrast of {ratio:.1f} with their background; the minimum is {CONTRAST}."


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the contrast of two colors. Source: WCAG 2.2, definitions of contrast ratio and relative luminance."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: tuple[int, ...]) -> float:
    parts = [value / 255 for value in color]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]  # noqa: PLR2004 - WCAG
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def find_leaks(data: bytes, here: PicturePlacement, record: PictureRecord) -> Iterator[str]:
    """Yield the kinds of secrets in the file or its texts, never the secret itself."""
    if not _has_only_pixels(data):
        yield "The file contains more than lossless pixels, for example metadata."
    texts = {
        "The file": data.decode("latin-1"),
        "Its alternative text": here.alt,
        "Its caption": here.caption,
        "The manifest": "\n".join([*record.labels, *record.words, *record.facts.values(), record.path]),
    }
    for where, text in texts.items():
        for what in find_secrets(text if where != "The file" else "\n".join(re.findall(r"[ -~]{40,}", text))):
            yield f"{where} seems to contain {what}."


def _has_only_pixels(data: bytes) -> bool:
    """Return whether a WebP file is a single chunk of lossless pixels. Source: RFC 9649, sections 2.3 and 2.6."""
    sizes = (int.from_bytes(data[start : start + 4], "little") for start in (4, 16))
    whole, chunk = next(sizes) + 8, next(sizes)
    return (data[:4], data[12:16], whole) == (b"RIFF", b"VP8L", len(data)) and 20 + chunk + chunk % 2 == whole
