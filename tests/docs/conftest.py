import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
FENCE = re.compile(r" *(`{3,})([^`]*)")


@dataclass(frozen=True)
class Block:
    """A code block: the name of its page without the suffix, its first line, its language, and its text."""

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"docs/{self.page}.md:{self.line}"


@dataclass(frozen=True)
class Line:
    """A line of a page outside of code blocks."""

    page: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"docs/{self.page}.md:{self.number}: {self.text.strip()}"


def _read(path: Path) -> Iterator[Block | Line]:
    """Yield the code blocks and all other lines of a page. A block ends with as many backticks as it started with."""
    page = path.relative_to(DOCS).with_suffix("").as_posix() if DOCS in path.parents else f"../{path.stem}"
    opened, inside = None, []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fence = FENCE.fullmatch(text)
        if opened is None and fence:
            opened, inside = (number + 1, fence[1], fence[2].partition(" ")[0], text.index("`")), []
        elif opened is None:
            yield Line(page, number, text)
        elif fence and fence[1] == opened[1] and not fence[2]:
            yield Block(page, opened[0], opened[2], "".join(f"{one[opened[3] :]}\n" for one in inside))
            opened = None
        else:
            inside.append(text)
    assert opened is None, f"{path.name}: the code block that starts in line {opened} does not end"


@pytest.fixture(scope="session")
def parts() -> tuple[Block | Line, ...]:
    """All code blocks and other lines of all pages, in order."""
    return tuple(part for path in sorted(DOCS.rglob("*.md")) for part in _read(path))


@pytest.fixture(scope="session")
def project_parts() -> tuple[Block | Line, ...]:
    """All code blocks and other lines of the files outside the guide, such as the README."""
    return tuple(part for path in sorted(DOCS.parent.glob("*.md")) for part in _read(path))


@pytest.fixture(scope="session")
def blocks(parts: tuple[Block | Line, ...]) -> Callable[..., list[Block]]:
    """Return a function that lists the code blocks in the given languages, or in every language by default."""

    def found(*languages: str) -> list[Block]:
        return [part for part in parts if isinstance(part, Block) and (not languages or part.language in languages)]

    return found


@pytest.fixture(scope="session")
def prose(parts: tuple[Block | Line, ...]) -> list[Line]:
    """All lines of all pages outside of code blocks."""
    return [part for part in parts if isinstance(part, Line)]
