"""The Markdown text of the one issue that every nightly run updates. Text from other sources is escaped."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LONGEST = 60_000
"""Maximum number of characters. GitHub accepts 65,536, and rejects a longer issue as a whole."""


@dataclass(frozen=True)
class Section:
    """A part of the issue: its title, the fix, and its list items. A section without items is omitted."""

    title: str
    fix: str
    points: Sequence[str]


def text(name: str, title: str, opening: str, sections: Iterable[Section], closing: str) -> str:
    """Return the issue, truncated to `LONGEST` characters.

    Args:
        name: The identifier of the issue, in a comment in the first line. It never changes.
        title: The heading.
        opening: What was checked, and when.
        sections: The sections, the most urgent first.
        closing: What this report cannot detect.
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
    return f"\nThis issue has no room for {count} more. The command that wrote the issue prints all of them."


def _lines(name: str, title: str, opening: str, sections: Iterable[Section]) -> Iterator[str]:
    yield f"<!-- freshness: {name} -->"
    yield f"# {title}\n\n{opening}"
    for section in sections:
        if section.points:
            yield f"\n## {section.title}\n\n{section.fix}\n"
            yield from (f"- {point}" for point in section.points)


def safe(words: str) -> str:
    """Return `words` on one line, escaped for Markdown: no markup, and no mentions of users."""
    line = re.sub(r"([\\`*_\[\]<>|~#!])", r"\\\1", " ".join(words.split()).replace("&", "&amp;"))
    return line.replace("@", "&#64;")


def code(words: str) -> str:
    """Return `words` as inline code on one line, with a fence longer than any run of backticks in it."""
    line = " ".join(words.split())
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {line} {fence}" if longest else f"`{line}`"
