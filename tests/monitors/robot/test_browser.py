"""The browser of the end-to-end test."""

import pytest

from checks.monitors.robot import browser as opening
from checks.monitors.robot.browser import DENSITY, VIEWPORT, NoBrowserError, chromium, window


def test_error_without_a_browser_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setattr(opening, "which", lambda _: None)
    pytest.importorskip("playwright.sync_api", reason="the group `browser` is not installed")
    with pytest.raises(NoBrowserError, match="apt-get install chromium"), chromium():
        pass


@pytest.mark.browser
def test_windows_are_identical_and_share_no_session(browser) -> None:
    seen = []
    for _ in range(2):
        with window(browser) as context:
            page = context.new_page()
            page.set_content("<p>x</p>")
            seen.append(
                page.evaluate(
                    "[innerWidth, innerHeight, devicePixelRatio, navigator.language, new Date().getTimezoneOffset(),"
                    " matchMedia('(prefers-color-scheme: light)').matches]"
                )
            )
            assert context.cookies() == []
            context.add_cookies([{"name": "who", "value": "somebody", "url": "http://127.0.0.1/"}])
    assert seen == [[*VIEWPORT, DENSITY, "en-GB", 0, True]] * 2
