"""The built pages, the project files, and the command line use plain technical English.

The wording to avoid and its replacements are in idioms.toml. `nox -s prose` prints the same as a table.
"""

from collections.abc import Iterable
from pathlib import Path

import prose
import pytest

from checks.engine.model import Step

MOST = 2
"""The maximum number of findings per 1,000 words, which is typical of other technical documentation."""


@pytest.fixture(scope="module")
def texts(html: Path) -> dict[str, prose.Counted]:
    """All texts for readers, by the name of the page, file, or command."""
    return {text.name: text for text in prose.texts(html)}


def listed(texts: Iterable[prose.Counted]) -> str:
    return "\n" + "\n".join(f"{text.name}: {finding}" for text in texts for finding in text.findings)


def test_all_pages_of_the_guide_are_included(texts: dict[str, prose.Counted]) -> None:
    pages = {path.relative_to(prose.ROOT / "docs").with_suffix("").as_posix() for path in prose.sources_of_pages()}

    assert pages <= set(texts)
    assert min(text.words for text in texts.values()) > 5


@pytest.mark.parametrize("step", Step, ids=lambda step: step.value)
def test_step_pages_have_no_idioms(texts: dict[str, prose.Counted], step: Step) -> None:
    page = texts[step.value]

    assert not page.findings, listed([page])


def test_command_line_help_has_no_idioms(texts: dict[str, prose.Counted]) -> None:
    assert not texts["help"].findings, listed([texts["help"]])


def test_idioms_are_rare_overall(texts: dict[str, prose.Counted]) -> None:
    everything = prose.total(list(texts.values()))

    assert everything.rate <= MOST, f"{prose.HEAD}\n{everything.row}\n{listed(texts.values())}"
