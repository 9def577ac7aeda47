import pytest

from checks.monitors.links.site import Link
from checks.monitors.links.verdict import judge_link
from checks.monitors.web import Web

PAGE = "https://vendor.example/page"


@pytest.fixture
def site(tmp_path):
    """Return a function that writes built pages by file name, and returns their folder."""

    def write(**pages):
        folder = tmp_path / "html"
        folder.mkdir(exist_ok=True)
        for name, body in pages.items():
            (folder / f"{name}.html").write_text(f"<!doctype html><title>Guide</title>{body}")
        return folder

    return write


@pytest.fixture
def web(at):
    """A client that sends requests for public URLs to the local server."""
    return Web(at, timeout=2, patience=2, pause=0)


@pytest.fixture
def judge(web, server, make):
    """Return a function that publishes a page, requests it once, and returns the verdict."""

    def judge(body="", *, fragment="", expected="", address=PAGE, **how):
        server.replies["/" + address.removeprefix("https://")] = make(body, **how)
        return judge_link(Link(f"{address}{fragment}", ("docs/index.md:1",)), web, expected)

    return judge
