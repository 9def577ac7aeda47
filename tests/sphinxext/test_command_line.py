from collections.abc import Callable

from bs4 import BeautifulSoup


def test_shows_the_help_of_the_command(shown: Callable[[str], BeautifulSoup]) -> None:
    block = shown("command-line").find("pre")
    assert block is not None
    assert block.text.startswith("usage: bitbucket-terraform verify")
    assert "exit status:" in block.text
