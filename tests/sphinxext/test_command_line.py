from collections.abc import Callable

from bs4 import BeautifulSoup


def test_the_command_line_is_the_programs_own_help(shown: Callable[[str], BeautifulSoup]) -> None:
    block = shown("command-line").find("pre")
    assert block is not None
    assert block.text.startswith("usage: bitbucket-terraform verify")
    assert "exit status:" in block.text
