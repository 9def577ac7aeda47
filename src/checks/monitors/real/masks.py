"""A screenshot on which only allowed texts are readable.

The mask is an allow list. One screenshot is taken while every text and every image is hidden, and only the boxes of
allowed texts are copied into it from a second screenshot. A text that this module misses is therefore hidden. Before
the screenshots are used, the layout of the browser is read again, including parts that scripts and style sheets can't
reach, such as a closed shadow tree: a text or an image that is still visible there stops the command.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

from checks.facts.bitbucket import Permission
from checks.facts.fact import Label
from checks.facts.index import entries
from checks.monitors.robot.browser import DENSITY

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page

BAR = "#d9d4cb"
"""The color of the bars in place of masked texts."""
_HIDING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    *, *::before, *::after, *::placeholder, *::marker, *::file-selector-button {
      color: transparent !important; -webkit-text-fill-color: transparent !important;
      -webkit-text-stroke-color: transparent !important; text-shadow: none !important;
      text-decoration-color: transparent !important; caret-color: transparent !important;
      background-image: none !important; border-image: none !important; transition: none !important }
    img, svg, canvas, video, iframe, object, embed { visibility: hidden !important }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
# A style sheet of a script, because the policies of both services forbid inline ones.
_SHOWING = "() => { document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1); }"
_STYLES = ("-webkit-text-fill-color", "visibility", "background-image")
_PICTURES = {"IMG", "SVG", "CANVAS", "VIDEO", "IFRAME", "OBJECT", "EMBED"}
_FIELDS = {"INPUT", "TEXTAREA", "SELECT"}
_TRANSPARENT = re.compile(r"rgba\(.*, 0\)")


class MaskError(Exception):
    """The screenshot would show something that is not allowed. The message says what kind of thing, never the text."""


@dataclass(frozen=True)
class Box:
    """A part of the layout: the name of its node, its text, its position in CSS pixels, and its style.

    A text of several lines has a box for each line, with the whole text.
    """

    node: str
    text: str
    bounds: tuple[float, float, float, float]
    fill: str
    hidden: bool
    background: str

    def inside(self, clip: "FloatRect") -> bool:
        """Return whether the box and the part of the page overlap."""
        x, y, width, height = self.bounds
        right, bottom = clip["x"] + clip["width"], clip["y"] + clip["height"]
        return x < right and x + width > clip["x"] and y < bottom and y + height > clip["y"] and min(width, height) > 0

    def covers(self, other: "Box") -> bool:
        """Return whether more than the edges of both boxes overlap."""
        (x, y, width, height), (left, top, across, down) = self.bounds, other.bounds
        return min(x + width, left + across) - max(x, left) > 1 and min(y + height, top + down) - max(y, top) > 1


def allowed_texts(numbers: Sequence[int]) -> set[str]:
    """Return the texts that stay readable: every label and permission of the facts, and the numbers of marks."""
    found = {str(number) for number in numbers}
    for entry in entries().values():
        if isinstance(entry.fact, Label):
            found |= {entry.fact.text, *entry.fact.also}
        elif isinstance(entry.fact, Permission):
            found |= {entry.fact.area, entry.fact.level}
    return found


def masked_screenshot(page: "Page", clip: "FloatRect", allowed: set[str]) -> tuple[bytes, list[str]]:
    """Return a part of the page as a PNG file, and the texts that are readable on it.

    Raises:
        MaskError: Something would stay visible, or the page changed between the screenshots.
    """
    before = _boxes(page, clip)
    shown = _shoot(page, clip)
    with _hidden(page):
        _require_hidden(_boxes(page, clip))
        masked = _shoot(page, clip)
    if _texts(_boxes(page, clip)) != _texts(before):
        raise MaskError("The page changed while the screenshot was taken. Try again.")
    texts = [box for box in before if box.text and not box.hidden]
    kept = [box for box in texts if box.text in allowed]
    for box in texts:
        if box not in kept:
            if any(box.covers(one) for one in kept):
                raise MaskError("A text that must be masked overlaps a text that stays readable.")
            ImageDraw.Draw(masked).rounded_rectangle(_area(box, clip), radius=6, fill=BAR)
    for box in kept:
        masked.paste(shown.crop(_area(box, clip)), _area(box, clip))
    written = io.BytesIO()
    masked.save(written, "PNG")
    return written.getvalue(), [box.text for box in kept]


@contextmanager
def _hidden(page: "Page") -> Iterator[None]:
    """Hide every text and image that a style sheet can reach."""
    page.evaluate(_HIDING)
    try:
        yield
    finally:
        page.evaluate(_SHOWING)


def _require_hidden(boxes: Sequence[Box]) -> None:
    for box in boxes:
        if box.hidden:
            continue
        if box.node in _PICTURES or box.background != "none":
            raise MaskError(f"The mask does not cover an image ({box.node.lower()}), so nothing was stored.")
        if (box.text or box.node in _FIELDS) and not _TRANSPARENT.fullmatch(box.fill):
            raise MaskError(
                f"The mask does not cover a text of {len(box.text)} characters at {box.bounds[:2]}, so nothing "
                "was stored. A part of the page that style sheets can't reach shows it."
            )


def _boxes(page: "Page", clip: "FloatRect") -> list[Box]:
    """Return the boxes of the layout in a part of the page, as the browser paints them."""
    session = page.context.new_cdp_session(page)
    try:
        snapshot: Any = session.send("DOMSnapshot.captureSnapshot", {"computedStyles": list(_STYLES)})
    finally:
        session.detach()
    return [box for box in _read(snapshot["strings"], snapshot["documents"][0]) if box.inside(clip)]


def _read(names: list[str], document: Any) -> Iterator[Box]:  # noqa: ANN401 - the format of Chromium
    layout, lines = document["layout"], document["textBoxes"]
    nodes = document["nodes"]["nodeName"]
    bounds: dict[int, list[list[float]]] = {}
    for index, box in zip(lines["layoutIndex"], lines["bounds"], strict=True):
        bounds.setdefault(index, []).append(box)
    for index, (node, text, styles) in enumerate(
        zip(layout["nodeIndex"], layout["text"], layout["styles"], strict=True)
    ):
        if not styles:
            continue  # the document itself
        fill, visibility, background = (names[style] for style in styles)
        for box in bounds.get(index, [layout["bounds"][index]]):
            what = " ".join(names[text].split()) if text >= 0 else ""
            yield Box(names[nodes[node]].upper(), what, tuple(box), fill, visibility != "visible", background)


def _shoot(page: "Page", clip: "FloatRect") -> Image.Image:
    png = page.screenshot(clip=clip, full_page=True, animations="disabled", caret="hide", scale="device")
    return Image.open(io.BytesIO(png)).convert("RGB")


def _texts(boxes: Sequence[Box]) -> list[tuple[str, tuple[float, float, float, float]]]:
    return [(box.text, box.bounds) for box in boxes if box.text]


def _area(box: Box, clip: "FloatRect") -> tuple[int, int, int, int]:
    x, y, width, height = box.bounds
    left, top = max(x - clip["x"], 0), max(y - clip["y"], 0)
    right, bottom = min(x - clip["x"] + width, clip["width"]), min(y - clip["y"] + height, clip["height"])
    return (int(left * DENSITY), int(top * DENSITY), round(right * DENSITY), round(bottom * DENSITY))
