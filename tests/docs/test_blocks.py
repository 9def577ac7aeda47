"""Every block of code in the guide is of a language that some test reads, and JSON and YAML can be read."""

import json

import pytest
import yaml

# Which test reads a language. Plain text and Markdown are shown as they stand; nobody runs them.
READ_BY = {
    "bash": "test_shell.py",
    "console": "test_shell.py",
    "terraform": "test_terraform.py",
    "json": "test_blocks.py",
    "yaml": "test_blocks.py",
    "text": "nobody",
    "markdown": "nobody",
}


def test_every_block_is_of_a_language_that_a_test_reads(blocks) -> None:
    unread = [f"{one} {one.language!r}" for one in blocks() if one.language not in READ_BY and one.language[:1] != "{"]

    assert unread == [], f"Name one of {', '.join(READ_BY)} after the backticks, or write a test for the new language."


def test_no_directive_hides_a_block_of_code_from_the_tests(blocks) -> None:
    hiding = [str(one) for one in blocks() if one.language[:1] == "{" and "```" in one.text]

    assert hiding == [], "Open this directive with colons instead of backticks."


def test_json_can_be_read(blocks) -> None:
    for block in blocks("json"):
        try:
            json.loads(block.text)
        except json.JSONDecodeError as error:
            pytest.fail(f"{block}: {error}")


def test_yaml_can_be_read(blocks) -> None:
    assert blocks("yaml")
    for block in blocks("yaml"):
        try:
            assert any(list(yaml.safe_load_all(block.text))), f"{block} says nothing"
        except yaml.YAMLError as error:
            pytest.fail(f"{block}: {error}")
