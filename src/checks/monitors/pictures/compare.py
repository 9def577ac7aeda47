"""Compares two pictures, and lays before, after and difference side by side."""

import base64
import io
from dataclasses import dataclass
from html import escape

from PIL import Image, ImageChops

TOLERANCE = 8
"""By how much a channel of a pixel may differ, of 255, before the pixel counts as another."""
RATIO = 0.001
"""What share of the pixels may differ before the picture counts as another."""


@dataclass(frozen=True)
class Compared:
    """Two pictures of one name. `before` is empty where there was none."""

    name: str
    before: bytes
    after: bytes
    difference: bytes
    ratio: float


def compared(name: str, before: bytes, after: bytes) -> Compared:
    """Compare two files. Pictures of different size differ in every pixel."""
    if before == after:
        return Compared(name, before, after, b"", 0.0)
    if not before:
        return Compared(name, b"", after, b"", 1.0)
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        if old.size != new.size:
            return Compared(name, before, after, b"", 1.0)
        difference = ImageChops.difference(old.convert("RGB"), new.convert("RGB"))
    red, green, blue = (band.point(lambda value: 255 * (value > TOLERANCE)) for band in difference.split())
    mask = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    ratio = mask.histogram()[255] / (mask.width * mask.height)
    written = io.BytesIO()
    mask.save(written, "PNG", optimize=True)
    return Compared(name, before, after, written.getvalue(), ratio)


def page(found: list[Compared]) -> str:
    """Return one HTML page with all of them, which needs no other file."""
    rows = "\n".join(_row(one) for one in found)
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Pictures before and after</title>
<style>
body {{ margin: 2rem; background: #fffdfa; color: #24211d; font: 16px/1.5 system-ui, sans-serif }}
section > div {{ display: grid; grid-template-columns: repeat(3, 1fr); gap: 1rem; align-items: start }}
figure {{ margin: 0 }} img {{ max-width: 100%; border: 1px solid #8d867b }}
</style>
<h1>Pictures before and after</h1>
{rows}
</html>
"""


def _row(one: Compared) -> str:
    kinds = (("Before", one.before, "webp"), ("After", one.after, "webp"), ("Difference", one.difference, "png"))
    figures = "".join(_figure(one.name, title, data, kind) for title, data, kind in kinds)
    said = "the same to the bit" if one.before == one.after else f"{one.ratio:.3%} of its pixels differ"
    return f"<section><h2>{escape(one.name)}: {said}</h2><div>{figures}</div></section>"


def _figure(name: str, title: str, data: bytes, kind: str) -> str:
    if not data:
        return f"<figure><figcaption>{title}: none</figcaption></figure>"
    source = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return f'<figure><figcaption>{title}</figcaption><img src="{source}" alt="{title}: {escape(name)}"></figure>'
