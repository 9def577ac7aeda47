import pytest

from checks.monitors.links.site import Link
from checks.monitors.links.verdict import judge_link
from checks.monitors.web import Web

PAGE = "https://vendor.example/page"


@pytest.fixture
def site(tmp_path):
    """Write built pages, by file name; return their folder."""

    def write(**pages):
        folder = tmp_path / "html"
        folder.mkdir(exist_ok=True)
        for name, body in pages.items():
            (folder / f"{name}.html").write_text(f"<!doctype html><title>Guide</title>{body}")
        return folder

    return write


@pytest.fixture
def web(at):
    """Send the requests for public URLs to the local server."""
    return Web(at, timeout=2, patience=2, pause=0)


@pytest.fixture
def judge(web, server, make):
    """Publish a page, request it once, and return the verdict."""

    def judge(body="", *, fragment="", expected="", address=PAGE, **how):
        server.replies["/" + address.removeprefix("https://")] = make(body, **how)
        return judge_link(Link(f"{address}{fragment}", ("docs/index.md:1",)), web, expected)

    return judge
