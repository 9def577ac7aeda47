"""Compare two pictures, and show before, after, and difference side by side."""

import base64
import io
from dataclasses import dataclass
from html import escape

from PIL import Image, ImageChops

TOLERANCE = 8
"""Maximum difference of a color channel, of 255, before the pixel counts as different."""
RATIO = 0.001
"""Maximum share of different pixels before the picture counts as different."""


@dataclass(frozen=True)
class Comparison:
    """Two pictures with the same name. `before` is empty for a new picture."""

    name: str
    before: bytes
    after: bytes
    difference: bytes
    ratio: float


def compare(name: str, before: bytes, after: bytes) -> Comparison:
    """Compare two files. Pictures of different size differ in every pixel."""
    if before == after:
        return Comparison(name, before, after, b"", 0.0)
    if not before:
        return Comparison(name, b"", after, b"", 1.0)
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        if old.size != new.size:
            return Comparison(name, before, after, b"", 1.0)
        difference = ImageChops.difference(old.convert("RGB"), new.convert("RGB"))
    red, green, blue = (band.point(lambda value: 255 * (value > TOLERANCE)) for band in difference.split())
    mask = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    ratio = mask.histogram()[255] / (mask.width * mask.height)
    written = io.BytesIO()
    mask.save(written, "PNG", optimize=True)
    return Comparison(name, before, after, written.getvalue(), ratio)


def page(found: list[Comparison]) -> str:
    """Return a self-contained HTML page with all comparisons."""
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


def _row(one: Comparison) -> str:
    kinds = (("Before", one.before, "webp"), ("After", one.after, "webp"), ("Difference", one.difference, "png"))
    figures = "".join(_figure(one.name, title, data, kind) for title, data, kind in kinds)
    result = "identical" if one.before == one.after else f"{one.ratio:.3%} of its pixels differ"
    return f"<section><h2>{escape(one.name)}: {result}</h2><div>{figures}</div></section>"


def _figure(name: str, title: str, data: bytes, kind: str) -> str:
    if not data:
        return f"<figure><figcaption>{title}: none</figcaption></figure>"
    source = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return f'<figure><figcaption>{title}</figcaption><img src="{source}" alt="{title}: {escape(name)}"></figure>'
