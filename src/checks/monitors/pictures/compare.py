"""Compare two pictures, and show before, after, and difference side by side."""

import base64
import io
from dataclasses import dataclass
from html import escape

from PIL import Image, ImageChops
from pixelmatch.contrib.PIL import pixelmatch

SAME = 20
"""Maximum number of different device pixels of the same picture: fewer than one character has."""


@dataclass(frozen=True)
class Comparison:
    """Two pictures with the same name.

    Attributes:
        name: Their name.
        before: The old file; empty for a new picture.
        after: The new screenshot as PNG.
        difference: A PNG of the part that differs; empty if the pictures are the same or their sizes differ.
        pixels: The number of pixels that a person would see as different. Anti-aliasing doesn't count.
        reason: What differs, as text; empty if the pictures count as the same.
    """

    name: str
    before: bytes
    after: bytes
    difference: bytes = b""
    pixels: int = 0
    reason: str = ""

    def __str__(self) -> str:
        """Return the result on one line."""
        return f"{self.name}: {self.reason or ('identical' if not self.pixels else f'{self.pixels} pixels differ')}"


def compare(name: str, before: bytes, after: bytes) -> Comparison:
    """Compare two files."""
    if not before:
        return Comparison(name, b"", after, reason="a new picture")
    with Image.open(io.BytesIO(before)) as old_file, Image.open(io.BytesIO(after)) as new_file:
        old, new = old_file.convert("RGB"), new_file.convert("RGB")
    if old.size != new.size:
        return Comparison(name, before, after, reason=f"its size was {_size(old)} pixels, and now is {_size(new)}")
    box = ImageChops.difference(old, new).getbbox()
    if not box:
        return Comparison(name, before, after)
    # Compare only the part that differs and its neighbors, which identify anti-aliasing, because pixelmatch is slow.
    left, top, right, bottom = box
    part = (max(left - 2, 0), max(top - 2, 0), min(right + 2, old.width), min(bottom + 2, old.height))
    drawn = Image.new("RGBA", (part[2] - part[0], part[3] - part[1]))
    count = pixelmatch(old.crop(part).convert("RGBA"), new.crop(part).convert("RGBA"), drawn)
    written = io.BytesIO()
    drawn.save(written, "PNG", optimize=True)
    where = f"between ({left}, {top}) and ({right}, {bottom})"
    reason = f"{count} of its pixels differ, {where}" if count > SAME else ""
    return Comparison(name, before, after, written.getvalue(), count, reason)


def _size(image: Image.Image) -> str:
    return f"{image.width} x {image.height}"


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
    kinds = (("Before", one.before, "webp"), ("After", one.after, "png"), ("Difference", one.difference, "png"))
    figures = "".join(_figure(one.name, title, data, kind) for title, data, kind in kinds)
    return f"<section><h2>{escape(str(one))}</h2><div>{figures}</div></section>"


def _figure(name: str, title: str, data: bytes, kind: str) -> str:
    if not data:
        return f"<figure><figcaption>{title}: none</figcaption></figure>"
    source = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return f'<figure><figcaption>{title}</figcaption><img src="{source}" alt="{title}: {escape(name)}"></figure>'
