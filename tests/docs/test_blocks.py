"""Every code block in the guide has a language that a test checks, and JSON and YAML are valid."""

import json

import pytest
import yaml

# The test that checks each language. Plain text and Markdown are only examples, which no test runs.
READ_BY = {
    "bash": "test_shell.py",
    "console": "test_shell.py",
    "terraform": "test_terraform.py",
    "json": "test_blocks.py",
    "yaml": "test_blocks.py",
    "text": "",
    "markdown": "",
}


def test_every_code_block_has_a_language_that_a_test_checks(blocks) -> None:
    unread = [f"{one} {one.language!r}" for one in blocks() if one.language not in READ_BY and one.language[:1] != "{"]

    assert unread == [], f"Use one of {', '.join(READ_BY)} after the backticks, or write a test for the new language."


def test_directives_with_code_blocks_use_colons(blocks) -> None:
    hiding = [str(one) for one in blocks() if one.language[:1] == "{" and "```" in one.text]

    assert hiding == [], "Open this directive with colons instead of backticks."


def test_json_is_valid(blocks) -> None:
    for block in blocks("json"):
        try:
            json.loads(block.text)
        except json.JSONDecodeError as error:
            pytest.fail(f"{block}: {error}")


def test_yaml_is_valid(blocks) -> None:
    assert blocks("yaml")
    for block in blocks("yaml"):
        try:
            assert any(list(yaml.safe_load_all(block.text))), f"{block} says nothing"
        except yaml.YAMLError as error:
            pytest.fail(f"{block}: {error}")
