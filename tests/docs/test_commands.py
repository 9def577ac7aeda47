"""What the pages tell a reader to type exists: checks, options, faults and variables."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.clients.variables import VARIABLES
from checks.engine.arguments import parse
from checks.engine.registry import all_checks
from checks.sandbox.faults import FAULTS

PAGES = sorted((Path(__file__).parents[2] / "docs").rglob("*.md"))
KNOWN = {variable.name for variable in VARIABLES}
OURS = re.compile(r"\b(?:TFE|TF_CLOUD|BITBUCKET)_[A-Z_]+\b")


def typed(command: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each page and the words after `command` there; brackets are grammar, and help ends at once."""
    for page in PAGES:
        for line in re.findall(rf"{re.escape(command)}((?: [^`\n]*)?)(?=`|\n)", page.read_text(encoding="utf-8")):
            if "[" not in line and "--help" not in line:
                yield page.name, shlex.split(line)


VERIFY = list(typed("nox -s verify --"))
DEMO = list(typed("nox -s demo --"))


def test_the_pages_tell_to_verify_and_to_try_the_demo() -> None:
    assert len(VERIFY) > 5
    assert DEMO


@pytest.mark.parametrize(("page", "words"), VERIFY)
def test_verify_is_given_options_and_checks_that_exist(page: str, words: list[str]) -> None:
    options = parse(words, "0")

    assert set(options.checks) <= {check.id for check in all_checks()}, page


@pytest.mark.parametrize(("page", "words"), DEMO)
def test_the_demo_is_given_faults_that_exist(page: str, words: list[str]) -> None:
    named = [words[place + 1] for place, word in enumerate(words) if word == "--fault"]

    assert named, page
    assert set(named) <= set(FAULTS), page


@pytest.mark.parametrize("name", ["verify", "when-it-breaks", "keep-it-working", "what-changed"])
def test_every_variable_of_the_pages_about_the_checks_is_a_setting(name: str) -> None:
    (page,) = [page for page in PAGES if page.stem == name]

    assert set(OURS.findall(page.read_text(encoding="utf-8"))) <= KNOWN
