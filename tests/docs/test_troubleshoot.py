"""The pages about troubleshooting and error messages: each entry has a cause, a solution, and a check."""

import re
from pathlib import Path

import pytest

from checks.facts import messages
from checks.facts.fact import Message, named

DOCS = Path(__file__).parents[2] / "docs"
SITUATIONS, MESSAGE_PAGE = (
    (DOCS / f"{name}.md").read_text(encoding="utf-8") for name in ("troubleshoot", "error-messages")
)
PAGE = SITUATIONS + MESSAGE_PAGE
MESSAGES = re.findall(r"^:::\{message\} (\S+)\n(.*?)^:::$", PAGE, re.DOTALL | re.MULTILINE)
SYMPTOMS = re.findall(r"^### (.*?)\n(.*?)(?=^#|^\(|^:::|\Z)", PAGE, re.DOTALL | re.MULTILINE)
ENTRIES = [*MESSAGES, *((name, entry) for name, entry in SYMPTOMS if "\n: " in entry)]
TERMS = ["Cause", "Solution", "Detected by"]


def test_every_message_has_one_entry() -> None:
    assert sorted(name for name, _ in MESSAGES) == sorted(
        name for name, fact in named(messages) if isinstance(fact, Message)
    )


@pytest.mark.parametrize(("name", "entry"), ENTRIES)
def test_every_entry_has_a_cause_a_solution_and_a_check(name: str, entry: str) -> None:
    # With the option, the directive renders the cause and the solution that the reports show.
    terms = TERMS[2:] if entry.startswith(":solution:\n") else TERMS
    assert re.findall(r"^(\S.*)\n: ", entry, re.MULTILINE) == terms, name


@pytest.mark.parametrize(("name", "entry"), ENTRIES)
def test_every_entry_names_a_check_or_explains_why_not(name: str, entry: str) -> None:
    detected_by = entry.rpartition("Detected by\n: ")[2]

    named = ("{check}`", "no check, because", "every check that")
    assert any(words in detected_by for words in named), name


def test_all_symptoms_but_one_are_entries() -> None:
    assert len(ENTRIES) - len(MESSAGES) == len(SYMPTOMS) - 1  # a push that starts no run has several causes


def test_triage_table_links_every_section() -> None:
    table = "".join(line for line in SITUATIONS.splitlines(keepends=True) if line.startswith("| "))
    linked = re.findall(r"\]\((?:error-messages\.md)?#([\w-]+)\)", table)
    sections = re.findall(r"^(?:\(([\w-]+)\)=\n)?## (.*)$", PAGE, re.MULTILINE)

    for target, title in sections:
        assert {target, title.lower().replace(" ", "-").replace("'", "")} & set(linked), title
    assert len(linked) == len(sections)
