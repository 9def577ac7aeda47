"""URLs are hyperlinks only on a terminal that is known to show them."""

from dataclasses import replace

import pytest

from checks.cli.arguments import parse
from checks.cli.command import _look
from checks.report.terminal.options import RenderOptions, hyperlink, shows_hyperlinks
from checks.report.terminal.results import link_lines
from checks.settings.settings import Settings

ITERM = {"TERM_PROGRAM": "iTerm.app"}
HIDDEN = ({"TMUX": "1"}, {"STY": "1"})


@pytest.mark.parametrize(
    "environ", [ITERM, {"TERM": "xterm-kitty"}, {"VTE_VERSION": "7600"}, {"WT_SESSION": "1"}, {"KONSOLE_VERSION": "1"}]
)
def test_known_terminals_show_hyperlinks(environ):
    assert shows_hyperlinks(environ)


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"TERM": "xterm-256color"},
        {"TERM": "linux"},
        {"VTE_VERSION": "4200"},
        {"VTE_VERSION": "new"},
        *(ITERM | one for one in HIDDEN),
    ],
)
def test_other_terminals_get_plain_urls(environ):
    assert not shows_hyperlinks(environ)


@pytest.mark.parametrize(
    ("environ", "tty", "expected"),
    [({}, True, True), ({}, False, False), ({"NO_COLOR": "1"}, True, False), ({"TERM": "dumb"}, True, False)],
)
def test_only_a_terminal_with_formatting_gets_hyperlinks(environ, tty, expected):
    assert _look(parse([], "1.0"), Settings(), ITERM | environ, tty=tty).hyperlinks is expected


def test_the_hyperlink_shows_its_own_url():
    url = "file:///srv/guide/verify.html#ssh-key-path"
    options = RenderOptions(guide_url="file:///srv/guide", hyperlinks=True)
    (line,) = link_lines("See: ", url, options, "  ")
    assert line == f"  See: {hyperlink(url)}"
    assert line.replace(f"\x1b]8;;{url}\x1b\\", "").replace("\x1b]8;;\x1b\\", "") == f"  See: {url}"
    assert list(link_lines("See: ", url, replace(options, hyperlinks=False), "  ")) == [f"  See: {url}"]


def test_a_page_file_is_no_hyperlink():
    (line,) = link_lines("See: ", "docs/verify.md", RenderOptions(hyperlinks=True), "")
    assert line == "See: docs/verify.md"
