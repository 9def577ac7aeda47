"""The stored session of a maintainer at both services, and the browser that uses it."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

from checks.monitors.robot.browser import DENSITY, FLAGS, VIEWPORT, NoBrowserError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Request, Route

DEFAULT = Path("~/.config/bitbucket-terraform/session.json").expanduser()
_PRIVATE = 0o600
_READING = {"GET", "HEAD", "OPTIONS"}


class SessionError(Exception):
    """The session can't be used. The message says why, and what to do."""


def require_private(file: Path, clone: Path, environ: Mapping[str, str]) -> None:
    """Require that the session is on the maintainer's own machine, outside the clone.

    Raises:
        SessionError: The environment is CI, or the file is inside the clone.
    """
    if environ.get("CI"):
        raise SessionError(
            "The variable CI is set. A session of a person never belongs in CI: run this command on your own machine."
        )
    if file.resolve().is_relative_to(clone.resolve()):
        raise SessionError(f"{file} is inside {clone}, so it could be committed. Choose another file with --session.")


def read(file: Path) -> Any:  # noqa: ANN401 - Playwright's own format
    """Return the stored session.

    Raises:
        SessionError: There is no session, other users can read it, or it isn't a session.
    """
    sign_in = "Sign in with: nox -s real -- --sign-in"
    if not file.is_file():
        raise SessionError(f"There is no session in {file}. {sign_in}")
    mode = file.stat().st_mode & 0o777
    if mode & ~_PRIVATE:
        raise SessionError(f"{file} has the mode {mode:o}, so other users can use it. Run: chmod 600 {file}")
    try:
        session = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as reason:
        raise SessionError(f"{file} isn't a stored session: {reason}. {sign_in}") from reason
    if not isinstance(session, dict) or "cookies" not in session:
        raise SessionError(f"{file} isn't a stored session. {sign_in}")
    return session


def store(session: object, file: Path) -> None:
    """Store a session so that only the current user can read it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A new file, because the mode of an existing one would stay.
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "w", encoding="utf-8") as opened:
        json.dump(session, opened)
    fresh.replace(file)


@contextmanager
def own_browser(*, headed: bool) -> Iterator["Browser"]:
    """Open Chromium with its protection against pages. Raises `NoBrowserError` if it isn't installed."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - so that tests run without Playwright

    found = which("chromium") or which("chromium-browser") or which("google-chrome")
    if not found:
        raise NoBrowserError("This command needs Chromium. On Debian: apt-get install chromium")
    flags = [flag for flag in FLAGS if flag != "--no-sandbox"]
    with sync_playwright() as running:
        # Chromium refuses to protect a browser of root.
        protect = os.geteuid() != 0
        browser = running.chromium.launch(
            executable_path=found, args=flags, headless=not headed, chromium_sandbox=protect
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def signed_in(browser: "Browser", session: Any) -> Iterator[tuple["BrowserContext", list[str]]]:  # noqa: ANN401 - as above
    """Open a window with the session, which can't send a request that changes data.

    Yields:
        The window, and the requests that were blocked.
    """
    context = browser.new_context(
        storage_state=session,
        viewport={"width": VIEWPORT[0], "height": VIEWPORT[1]},
        device_scale_factor=DENSITY,
        color_scheme="light",
        reduced_motion="reduce",
        locale="en-GB",
        service_workers="block",  # their requests can't be blocked
    )
    blocked: list[str] = []

    def decide(route: "Route", request: "Request") -> None:
        if request.method in _READING or only_reads(request.method, request.post_data):
            route.continue_()
        else:
            blocked.append(f"{request.method} {request.url.partition('?')[0]}")
            route.abort()

    try:
        context.route("**/*", decide)
        yield context, blocked
    finally:
        context.close()


def only_reads(method: str, body: str | None) -> bool:
    """Return whether a request is a GraphQL query: both vendors' screens can read data with POST."""
    try:
        asked = json.loads(body or "")
    except ValueError:
        return False
    queries = [
        one.get("query") if isinstance(one, dict) else None for one in (asked if isinstance(asked, list) else [asked])
    ]
    return method == "POST" and bool(queries) and all(_is_query(one) for one in queries)


def _is_query(text: object) -> bool:
    return isinstance(text, str) and text.lstrip().startswith(("query", "{")) and "mutation" not in text
