"""The picture of the live guide: cards of step 2, for a sandbox in which a permission is missing."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rcssmin import cssmin  # type: ignore[import-untyped] # brings no types
from rjsmin import jsmin  # type: ignore[import-untyped] # as above

from checks.connection.connection import Connection
from checks.engine.model import Step
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.live import cards
from checks.live.cards import Card
from checks.monitors import markup
from checks.monitors.pictures.manifest import GUIDE, REAL, PictureRecord, expiry_date
from checks.monitors.pictures.page_fingerprint import Drawn
from checks.monitors.pictures.secret_patterns import find_secrets
from checks.monitors.pictures.webp import pixels
from checks.monitors.robot.browser import window
from checks.monitors.robot.live_guide import live_guide
from checks.monitors.robot.manual_steps import ManualSteps
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy
from checks.sandbox.server import Sandbox, serving
from checks.settings.environment import read_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAME = "live-guide"
PAGE = "follow-live"
"""The page with the picture."""

_STEP = Step.CONSUMER
_FAULT = "missing-webhook-permission"
_LAST = "consumer-permissions"
"""The last card on the picture."""
_MARGIN = 14
_NEUTRAL_TIMES = """
() => {
  for (const one of document.querySelectorAll(".live-checked")) one.textContent = "checked at 14:03";
  for (const [number, one] of document.querySelectorAll(".live-result time").entries())
    one.textContent = number % 2 ? "14:13" : "14:03";
  for (const one of document.querySelectorAll(".live-changed")) one.classList.remove("live-changed");
}
"""
_FONTS = (
    ("Source Sans 3", "400", "source-sans-3-latin-400-normal"),
    ("Source Sans 3", "600 700", "source-sans-3-latin-600-normal"),
    ("Source Code Pro", "400", "source-code-pro-latin-400-normal"),
)
"""The fonts of the sandbox, so that the picture has the same pixels on every machine: family, weight, file."""
_USE_FONTS = """
async fonts => {
  for (const [family, weight, data] of fonts) {
    const face = new FontFace(family, Uint8Array.from(atob(data), (one) => one.charCodeAt(0)), { weight });
    document.fonts.add(await face.load());
  }
  const families = { "": "Source Sans 3", "--headings": "Source Sans 3", "--monospace": "Source Code Pro" };
  for (const [use, family] of Object.entries(families))
    document.body.style.setProperty(`--font-stack${use}`, `"${family}"`);
}
"""
_BOX = """
last => {
  const first = document.querySelector(".live-page").getBoundingClientRect();
  const bottom = document.querySelector(last).getBoundingClientRect().bottom;
  for (const one of document.querySelectorAll("main *, article *"))
    if (one.getBoundingClientRect().top >= bottom - 1) one.style.visibility = "hidden";
  return { x: first.left + scrollX, y: first.top + scrollY, width: first.width, height: bottom - first.top };
}
"""


@cache
def draw() -> Drawn:
    """Return the words of the cards, from a run of their checks, and the hash of the style and the script."""
    folder = Path(str(files("checks.live") / "static"))
    guide = Path(__file__).parents[4] / "docs/_static/guide.css"
    style = [cssmin(one.read_text(encoding="utf-8")) for one in (folder / "live.css", guide)]
    style.append(jsmin((folder / "live.js").read_text(encoding="utf-8")))
    with _sandbox() as sandbox:
        words = tuple(_words(sandbox))
    return Drawn(words, hashlib.sha256("\n".join(style).encode()).hexdigest())


def _sandbox() -> AbstractContextManager[Sandbox]:
    return serving(FAULTS[_FAULT].change(healthy(datetime.now(UTC))))


def _words(sandbox: Sandbox) -> Iterator[str]:
    chosen = [check for check in all_checks() if check.step is _STEP]
    with closing(Connection(read_settings(sandbox.environment(), None))) as connection:
        results = {result.check: result for result in run(chosen, connection)}
    for check in chosen:
        card = cards.to_json(Card(check, replace(results[check], requests=())))  # without times
        lines = [check.title, card["label"], card["summary"], *markup.read(str(card["html"])).blocks]
        # The URLs of the sandbox are in a part that the picture doesn't show.
        yield from (str(line) for line in lines if not any(find_secrets(str(line))))


def _base64(font: str) -> str:
    return b64encode(Path(str(files("checks.sandbox")), "static", f"{font}.woff2").read_bytes()).decode()


def take(browser: "Browser", site: Path, today: date) -> tuple[bytes, PictureRecord]:
    """Take the picture of the built pages, and return the screenshot as PNG and its record."""
    with TemporaryDirectory(prefix="picture-") as folder, _sandbox() as sandbox, window(browser) as context:
        manual_steps = ManualSteps(sandbox, Path(folder), "network", key=False)
        with live_guide(manual_steps, site, Path(folder), context) as guide:
            guide.look_at(_STEP.value)
            guide.tab.evaluate(_USE_FONTS, [(family, weight, _base64(name)) for family, weight, name in _FONTS])
            guide.tab.evaluate(_NEUTRAL_TIMES)
            box = {name: round(number) for name, number in guide.tab.evaluate(_BOX, f"#{_LAST}").items()}
            width, height = box["width"] + 2 * _MARGIN, box["height"] + 2 * _MARGIN
            png = guide.tab.screenshot(
                clip={"x": box["x"] - _MARGIN, "y": box["y"] - _MARGIN, "width": width, "height": height},
                full_page=True,
                animations="disabled",
                caret="hide",
                scale="device",
            )
    drawn = draw()
    record = PictureRecord(
        page=PAGE,
        marks=[],
        generation="any",
        kind=REAL,
        labels=[],
        words=list(drawn.words),
        unconfirmed=[],
        facts={},
        taken=today.isoformat(),
        valid_until=expiry_date(today),
        width=width,
        height=height,
        pixels=pixels(png),
        service=GUIDE,
        path=f"/{_STEP.value}.html",
        fingerprint=drawn.fingerprint,
        browser=f"Chromium {browser.version}",
    )
    return png, record
