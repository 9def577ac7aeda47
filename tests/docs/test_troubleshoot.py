"""The page "When it breaks" holds every message, and each entry tells cause, remedy and check."""

import re
from pathlib import Path

import pytest

from checks.facts import messages
from checks.facts.fact import Message, named

PAGE = (Path(__file__).parents[2] / "docs" / "troubleshoot.md").read_text(encoding="utf-8")
FOUND = re.findall(
    r"^```\{message\} (\S+)\n(:solution:\n)?```\n(.*?)(?=^```\{message\}|^#|^\(|\Z)", PAGE, re.DOTALL | re.MULTILINE
)
# What the option renders: cause and fix as the reports show them.
ENTRIES = [(name, "Cause\n: -\n\nRemedy\n: -\n" * bool(rendered) + entry) for name, rendered, entry in FOUND]
TERMS = ["Cause", "Remedy", "Found by"]


def test_every_message_has_one_entry() -> None:
    assert sorted(name for name, _ in ENTRIES) == sorted(
        name for name, fact in named(messages) if isinstance(fact, Message)
    )


@pytest.mark.parametrize(("name", "entry"), ENTRIES)
def test_an_entry_tells_cause_remedy_and_what_finds_it(name: str, entry: str) -> None:
    assert re.findall(r"^(\S.*)\n: ", entry, re.MULTILINE) == TERMS, name


@pytest.mark.parametrize(("name", "entry"), ENTRIES)
def test_an_entry_names_a_check_or_says_why_there_is_none(name: str, entry: str) -> None:
    found_by = entry.rpartition("Found by\n: ")[2]

    assert "{check}`" in found_by or "no check, because" in found_by or "every check that" in found_by, name
