"""The text of one issue that is updated every night, never repeated: Markdown that shows others' words as words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LONGEST = 60_000
"""Characters that an issue may have. GitHub takes 65,536, and refuses all of it where there are more."""


@dataclass(frozen=True)
class Section:
    """A part of the issue: what it is about, what to do about it, and its points. Without points it is left out."""

    title: str
    fix: str
    points: Sequence[str]


def text(name: str, title: str, opening: str, sections: Iterable[Section], closing: str) -> str:
    """Return the whole issue, or as much of it as fits in `LONGEST`, the most pressing first.

    Args:
        name: What the issue is found by: it stands in a comment in the first line and never changes.
        title: Its heading.
        opening: What was looked at, and when.
        sections: Its parts, the most pressing first.
        closing: What this report cannot see.
    """
    lines = list(_lines(name, title, opening, sections))
    room = LONGEST - len(closing)
    for number, line in enumerate(lines):
        room -= len(line) + 1
        if room < len(_rest(lines)):
            lines[number:] = [_rest(lines[number:])]
            break
    return "\n".join([*lines, f"\n{closing}\n"])


def _rest(lines: Sequence[str]) -> str:
    count = sum(line.startswith("- ") for line in lines)
    return f"\nThis issue has no room for {count} more. The command that wrote it tells them all."


def _lines(name: str, title: str, opening: str, sections: Iterable[Section]) -> Iterator[str]:
    yield f"<!-- freshness: {name} -->"
    yield f"# {title}\n\n{opening}"
    for section in sections:
        if section.points:
            yield f"\n## {section.title}\n\n{section.fix}\n"
            yield from (f"- {point}" for point in section.points)


def safe(words: str) -> str:
    """Return `words` so that Markdown shows them as they are, on one line: no markup, nobody called by name."""
    line = re.sub(r"([\\`*_\[\]<>|~#!])", r"\\\1", " ".join(words.split()).replace("&", "&amp;"))
    return line.replace("@", "&#64;")


def code(words: str) -> str:
    """Return `words` as code on one line, whatever backticks they hold."""
    line = " ".join(words.split())
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {line} {fence}" if longest else f"`{line}`"
