"""The browser of the end-to-end test. It renders the same screen to the same bytes each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

FLAGS = (
    "--no-sandbox",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--disable-lcd-text",
    "--force-color-profile=srgb",
)
"""Chromium flags for reproducible rendering."""
VIEWPORT = (1100, 900)
DENSITY = 2
"""Device pixels per CSS pixel, for high-density screens."""


class NoBrowserError(Exception):
    """No browser is installed. The message says what to install."""


@contextmanager
def chromium(*, headed: bool = False) -> Iterator["Browser"]:
    """Open the browser. Raises `NoBrowserError` if none is installed."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only the end-to-end test needs a browser
    except ImportError as reason:
        raise NoBrowserError(
            "The end-to-end test needs Playwright, in the group `browser`: nox -s walk installs it."
        ) from reason
    found = which("chromium") or which("chromium-browser") or which("google-chrome")
    if not found:
        raise NoBrowserError("The end-to-end test needs Chromium. On Debian: apt-get install chromium")
    with sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=found, args=list(FLAGS), headless=not headed, slow_mo=400 if headed else 0
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(browser: "Browser") -> "Iterator[BrowserContext]":
    """Open a window without any session, and close it afterward."""
    context = browser.new_context(
        viewport={"width": VIEWPORT[0], "height": VIEWPORT[1]},
        device_scale_factor=DENSITY,
        color_scheme="light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    try:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context
    finally:
        context.close()
