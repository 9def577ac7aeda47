"""Readers meet plain technical English: on the built pages, in files beside them, and on the command line.

The wording to avoid and its replacements are in idioms.toml. `nox -s prose` prints the same as a table.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import prose
import pytest

from checks.engine.model import Step

MOST = 2
"""Findings per 1,000 words. Technical documentation of other projects has about as many."""


@pytest.fixture(scope="module")
def texts(once: Callable[[str, Callable[[Path], None]], Path]) -> dict[str, prose.Counted]:
    """Everything that readers see, by the name of the page, file, or command."""
    return {text.name: text for text in prose.texts(once("prose", prose.build))}


def listed(texts: Iterable[prose.Counted]) -> str:
    return "\n" + "\n".join(f"{text.name}: {finding}" for text in texts for finding in text.findings)


def test_every_page_of_the_guide_is_read(texts: dict[str, prose.Counted]) -> None:
    pages = {path.relative_to(prose.ROOT / "docs").with_suffix("").as_posix() for path in prose.sources_of_pages()}

    assert pages <= set(texts)
    assert min(text.words for text in texts.values()) > 5


@pytest.mark.parametrize("step", Step, ids=lambda step: step.value)
def test_the_page_of_a_step_has_no_idiom(texts: dict[str, prose.Counted], step: Step) -> None:
    page = texts[step.value]

    assert not page.findings, listed([page])


def test_the_help_has_no_idiom(texts: dict[str, prose.Counted]) -> None:
    assert not texts["help"].findings, listed([texts["help"]])


def test_idioms_are_as_rare_as_in_the_documentation_of_others(texts: dict[str, prose.Counted]) -> None:
    everything = prose.total(list(texts.values()))

    assert everything.rate <= MOST, f"{prose.HEAD}\n{everything.row}\n{listed(texts.values())}"
