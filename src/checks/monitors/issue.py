"""The report of a monitor: lines for the terminal, and the text of the issue that every nightly run updates."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from checks.report.report_file import ReportFile

LONGEST = 60_000
"""Maximum number of characters. GitHub accepts 65,536, and rejects a longer issue as a whole."""
_LINK = re.compile(r"https://[\w./~%:?&=+#-]*[\w/]")


@dataclass(frozen=True)
class Point:
    """A list item: its subject, what to know about it, and further lines. All can be texts of other sites."""

    subject: str
    text: str
    details: Sequence[str] = ()


@dataclass(frozen=True)
class Section:
    """A part of the report: its title, the fix, and its items. A section without items is omitted."""

    title: str
    fix: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Report:
    """The report of one day.

    Attributes:
        name: The identifier of the issue, in a comment in the first line. It never changes.
        title: The heading.
        opening: What was checked, and when.
        sections: The sections, the most urgent first.
        closing: What this report cannot detect.
    """

    name: str
    title: str
    opening: str
    sections: Sequence[Section]
    closing: str

    @property
    def terminal(self) -> str:
        """The report for a terminal."""
        lines: list[str] = []
        for section in self.sections:
            if section.points:
                lines.append(f"{section.title}: {section.fix}")
                for point in section.points:
                    lines += [f"- {point.subject}: {point.text}", *(f"    {detail}" for detail in point.details)]
                lines.append("")
        return "\n".join([*lines, self.opening, self.closing])

    @property
    def markdown(self) -> str:
        """The text of the issue, truncated to `LONGEST` characters."""
        lines = list(self._markdown_lines())
        room = LONGEST - len(self.closing)
        for number, line in enumerate(lines):
            room -= len(line) + 1
            if room < len(_rest(lines)):
                lines[number:] = [_rest(lines[number:])]
                break
        return "\n".join([*lines, f"\n{self.closing}\n"])

    def _markdown_lines(self) -> Iterator[str]:
        yield f"<!-- freshness: {self.name} -->"
        yield f"# {self.title}\n\n{self.opening}"
        for section in self.sections:
            if section.points:
                yield f"\n## {section.title}\n\n{section.fix}\n"
                for point in section.points:
                    yield "\n  - ".join([f"- {code(point.subject)}: {safe(point.text)}", *map(safe, point.details)])


@contextmanager
def issue_file(path: Path | None) -> Iterator[Callable[[Report], None]]:
    """Yield a function that writes the text of the issue to the file at `path`; without a path, it writes nothing.

    Raises:
        OSError: The file can't be written. This is tested before anything else runs.
    """
    if not path:
        yield lambda _: None
        return
    with closing(ReportFile(path)) as file:
        yield lambda report: file.write(report.markdown)


def _rest(lines: Sequence[str]) -> str:
    count = sum(line.startswith("- ") for line in lines)
    return f"\nThis issue has no room for {count} more. The command that wrote the issue prints all of them."


def safe(words: str) -> str:
    """Return `words` on one line, escaped for Markdown: no markup except links, and no mentions of users."""
    return " ".join(f"<{word}>" if _LINK.fullmatch(word) else _escaped(word) for word in words.split())


def _escaped(word: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|~#!])", r"\\\1", word.replace("&", "&amp;")).replace("@", "&#64;")


def code(words: str) -> str:
    """Return `words` as inline code on one line, with a fence longer than any run of backticks in it."""
    line = " ".join(words.split())
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {line} {fence}" if longest else f"`{line}`"
