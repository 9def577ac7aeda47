"""Count wording that native writers avoid in all texts for readers.

usage: nox -s prose -- [--site FOLDER] [TEXT ...]

Build the guide, run the commands whose output it shows, and print a table with one line for each text: a page, a
project file, or the output of a command. For the texts named on the command line, also print each finding. The wording
and its replacements are in idioms.toml.

Code and vendors' texts don't count: code, labels, error messages, and quotations from a source.
"""

import argparse
import ast
import importlib
import os
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from bs4 import BeautifulSoup, NavigableString, Tag
from markdown_it import MarkdownIt

import checks
from checks import facts
from checks.engine.registry import all_checks
from checks.facts import fact

ROOT = Path(__file__).parents[2]
FILES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
FAULT = "hook-deleted"
SHORT = 6
"""The maximum number of words in a short sentence."""

OPEN, CLOSE = "\ue000", "\ue001"
"""Marks around code and vendors' texts, which count as one word and are never searched."""
_FOREIGN = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")
_WORD = re.compile(rf"{_FOREIGN.pattern}|[^\W_](?:[\w'-]*[^\W_])?")
_SENTENCE_END = re.compile(rf"(?<=[.!?])[\"”')]*\s+(?=[\"“'(]*[A-Z0-9{OPEN}])")

_BLOCKS = {
    *("p", "li", "dt", "dd", "td", "th", "caption", "figcaption", "summary", "label", "button", "legend", "option"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "text", "title", "desc", "div", "section", "article", "blockquote"),
}
_LEFT_OUT_TAGS = {"pre", "script", "style", "template"}
_LEFT_OUT_CLASSES = {"headerlink", "step-marks"}
_FOREIGN_TAGS = {"code", "kbd", "samp"}
_FOREIGN_CLASSES = {"guilabel", "menuselection", "value", "value-link"}
_HEADING = re.compile(r"h[1-6]")
_FRAGMENTS = {"th", "dt", "label", "text", "button", "option"}
_FRAGMENT_CLASSES = {"fact-source", "your-values"}


@dataclass(frozen=True)
class Idiom:
    """Wording to avoid.

    Attributes:
        name: The name in reports.
        pattern: The wording to find.
        ordinary: Acceptable uses; None if every use is reported.
        use: The replacement.
        hits: Sentences that contain the idiom.
        misses: Sentences that don't contain it.
    """

    name: str
    pattern: re.Pattern[str]
    ordinary: re.Pattern[str] | None
    use: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]

    def spans(self, sentence: str) -> list[tuple[int, int]]:
        """Return the start and end of each occurrence in a sentence."""
        if self.ordinary:
            sentence = self.ordinary.sub(lambda found: OPEN * len(found[0]), sentence)
        return [found.span() for found in self.pattern.finditer(sentence)]


@dataclass(frozen=True)
class Finding:
    """A sentence with wording to avoid: the sentence, the words, and the idiom."""

    sentence: str
    words: str
    idiom: Idiom

    def __str__(self) -> str:
        return f"“{self.words}” in: {self.sentence}\n    Write: {self.idiom.use}"


class Kind(Enum):
    """How a block counts: as prose, as a step of a procedure, or as a fragment, such as a heading."""

    PROSE = auto()
    STEP = auto()
    FRAGMENT = auto()


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, table cell, or similar."""

    text: str
    kind: Kind = Kind.PROSE


@dataclass(frozen=True)
class Counted:
    """The statistics of a text.

    Attributes:
        name: The name of the page, file, or command.
        words: The number of words; code and labels count as one each.
        sentences: The number of words in each sentence of prose, including table cells that are sentences.
        steps: The number of words in each sentence of a numbered step.
        findings: All findings.
    """

    name: str
    words: int
    sentences: tuple[int, ...]
    steps: tuple[int, ...]
    findings: tuple[Finding, ...]

    @property
    def rate(self) -> float:
        """Findings per 1,000 words."""
        return 1000 * len(self.findings) / max(self.words, 1)

    @property
    def row(self) -> str:
        """The line of the table."""
        number = max(len(self.sentences), 1)
        short = sum(length <= SHORT for length in self.sentences)
        return (
            f"{self.name:<36}{self.words:>8,}{len(self.sentences):>8,}{sum(self.sentences) / number:>8.1f}"
            f"{100 * short / number:>8.0f}{sum(self.steps) / max(len(self.steps), 1):>8.1f}"
            f"{len(self.findings):>8,}{self.rate:>8.1f}"
        )


HEAD = f"{'text':<36}{'words':>8}{'sent.':>8}{'w/sent':>8}{'% <=6':>8}{'w/step':>8}{'hits':>8}{'/1,000':>8}"


@cache
def idioms() -> tuple[Idiom, ...]:
    """Return the idioms in idioms.toml."""
    listed = tomllib.loads(Path(__file__).with_name("idioms.toml").read_text(encoding="utf-8"))["idiom"]
    return tuple(
        Idiom(
            one["name"],
            re.compile(one["pattern"], re.IGNORECASE),
            re.compile(one["ordinary"], re.IGNORECASE) if "ordinary" in one else None,
            one["use"],
            tuple(one["hits"]),
            tuple(one["misses"]),
        )
        for one in listed
    )


def findings(sentence: str) -> Iterator[Finding]:
    """Yield the findings in a sentence from left to right; overlapping matches count once."""
    plain = _FOREIGN.sub(lambda found: OPEN * len(found[0]), sentence)
    spans = sorted(
        ((start, -end, number) for number, idiom in enumerate(idioms()) for start, end in idiom.spans(plain)),
    )
    reached = 0
    for start, end, number in spans:
        if start >= reached:
            reached = -end
            yield Finding(shown(sentence), shown(sentence[start:-end]).strip(), idioms()[number])


def shown(text: str) -> str:
    """Return a text for printing: marks become backticks."""
    return text.replace(OPEN, "`").replace(CLOSE, "`")


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph. Marked text never ends a sentence."""
    hidden = _FOREIGN.sub(lambda found: OPEN + "x" * (len(found[0]) - 2) + CLOSE, text)
    ends = [found.span() for found in _SENTENCE_END.finditer(hidden)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    return [text[start:stop].strip() for start, stop in zip(starts, stops, strict=True) if text[start:stop].strip()]


def count(name: str, blocks: Iterable[Block]) -> Counted:
    """Return the statistics of a text."""
    words, found = 0, list[Finding]()
    lengths: dict[Kind, list[int]] = {kind: [] for kind in Kind}
    for block in blocks:
        for sentence in sentences(_without_quotations(_plain(block.text))):
            length = len(_WORD.findall(sentence))
            words += length
            if length:
                lengths[block.kind].append(length)
            found += findings(sentence)
    return Counted(name, words, tuple(lengths[Kind.PROSE]), tuple(lengths[Kind.STEP]), tuple(found))


def _plain(text: str) -> str:
    """Return a text on one line, with straight apostrophes."""
    return " ".join(
        text.replace("\N{LEFT SINGLE QUOTATION MARK}", "'").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()
    )


# ---- Vendors' texts --------------------------------------------------------------------------------------------------


@cache
def _vendor_texts() -> tuple[str, ...]:
    """Return the labels, messages, and quotations of all facts."""
    modules = [
        importlib.import_module(f"{facts.__name__}.{found.name}") for found in pkgutil.iter_modules(facts.__path__)
    ]
    texts = set[str]()
    for _, one in chain.from_iterable(fact.named(module) for module in modules):
        texts.add(one.source.words)
        if isinstance(one, fact.Label):
            texts |= {one.text, *one.also}
        elif isinstance(one, fact.Message):
            texts.add(one.text)
    return tuple(sorted({_plain(text) for text in texts} - {""}, key=len, reverse=True))


@cache
def _labels_with_idioms() -> re.Pattern[str]:
    """Return a pattern for the vendor texts with several words that contain an idiom."""
    found = [text for text in _vendor_texts() if " " in text and any(findings(text))]
    return re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in found) or r"(?!)")


def _without_quotations(text: str) -> str:
    """Mark vendors' texts: labels, messages, and quotations that occur in a fact."""

    def quoted(found: re.Match[str]) -> str:
        words = found[1].strip(" .,…")
        theirs = words in _vendor_texts() or (" " in words and any(words in said for said in _vendor_texts()))
        return f"{OPEN}{found[0]}{CLOSE}" if theirs else found[0]

    text = re.sub(rf"[“\"]([^”\"{OPEN}{CLOSE}]+)[”\"]", quoted, text)
    parts = re.split(f"({_FOREIGN.pattern})", text)
    parts[::2] = [_labels_with_idioms().sub(lambda found: f"{OPEN}{found[0]}{CLOSE}", part) for part in parts[::2]]
    return "".join(parts)


# ---- Pages -----------------------------------------------------------------------------------------------------------


def page_blocks(html: str) -> list[Block]:
    """Return the visible texts of a page: its article, alternative texts, and description for search engines."""
    page = BeautifulSoup(html, "html.parser")
    description = page.find("meta", attrs={"name": "description"})
    texts = [Block(str(description["content"]))] if description else []
    return texts + _blocks(page.find("article") or page)


def markdown_blocks(text: str) -> list[Block]:
    """Return the visible texts of a Markdown file."""
    return _blocks(BeautifulSoup(MarkdownIt("commonmark").enable("table").render(text), "html.parser"))


def _blocks(top: Tag) -> list[Block]:
    texts: dict[int, str] = {}
    kinds: dict[int, Kind] = {}

    def add(block: Tag, text: str) -> None:
        texts[id(block)] = texts.get(id(block), "") + text
        kinds.setdefault(id(block), _kind(block))

    def walk(node: Tag, block: Tag) -> None:
        for child in node.children:
            if type(child) is NavigableString:
                add(block, str(child))
            elif isinstance(child, Tag) and not _is_skipped(child):
                if _is_foreign(child):
                    add(block, f"{OPEN}{' '.join(child.get_text().split())}{CLOSE}")
                elif child.name == "br":
                    add(block, " ")
                elif child.get("alt"):
                    texts[id(child)], kinds[id(child)] = str(child["alt"]), Kind.PROSE
                else:
                    walk(child, child if child.name in _BLOCKS else block)

    walk(top, top)
    return [Block(text, kinds[key]) for key, text in texts.items() if text.strip()]


def _is_skipped(tag: Tag) -> bool:
    classes = tag.get("class") or ()
    is_message = _HEADING.fullmatch(tag.name) and "message" in classes
    return bool(is_message) or tag.name in _LEFT_OUT_TAGS or not _LEFT_OUT_CLASSES.isdisjoint(classes)


def _is_foreign(tag: Tag) -> bool:
    return tag.name in _FOREIGN_TAGS or not _FOREIGN_CLASSES.isdisjoint(tag.get("class") or ())


def _kind(block: Tag) -> Kind:
    above = [block, *block.parents]
    names = {one.name for one in above}
    classes = {name for one in above for name in one.get("class") or ()}
    text = block.get_text().strip()
    is_link = block.name == "p" and [child.name for child in block.children] == ["a"]
    if (
        not text.endswith((".", "!", "?", ":"))
        or is_link
        or not classes.isdisjoint(_FRAGMENT_CLASSES)
        or names & _FRAGMENTS
        or any(map(_HEADING.fullmatch, names))
    ):
        return Kind.FRAGMENT
    return Kind.STEP if "ol" in names else Kind.PROSE


# ---- The command line ------------------------------------------------------------------------------------------------


def terminal_blocks(text: str) -> list[Block]:
    """Return the paragraphs of terminal output: a line with the same indentation as the text above continues it."""
    blocks = list[str]()
    column = -1
    for line in text.splitlines():
        term = re.match(r" *\S+(?: \S+)*? {2,}", line)
        start = term.end() if term else len(line) - len(line.lstrip())
        if not line.strip() or re.match(r" *(?:\w+=\S+ )?python -m |(?:usage:)?[ \[]*\[", line):
            column = -1
        elif not term and start == column:
            blocks[-1] += f" {line.strip()}"
        else:
            blocks += [line[:start].strip(), line[start:].strip()]
            column = start
    # Paths, URLs, options, and variables are code.
    code = re.compile(r"\S*(?:/|://|_|:\d)\S*|(?<!\S)--?[a-z]\S*|\{\w+\}|<\w+>")
    return [Block(code.sub(lambda found: f"{OPEN}{found[0]}{CLOSE}", block)) for block in blocks if block]


def string_blocks(source: str) -> Iterator[Block]:
    """Yield the strings in Python code with several words, except docstrings. Formatted values count as code."""
    tree = ast.parse(source)
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            silent |= {id(value) for value in node.values}
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        text = "".join(
            str(part.value) if isinstance(part, ast.Constant) else f"{OPEN}x{CLOSE}"
            for part in parts
            if not isinstance(part, ast.Constant) or isinstance(part.value, str)
        )
        is_text = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        if is_text and id(node) not in silent and len(re.findall(r"(?<!\S)[A-Za-z,;:]{2,}[.,]?(?!\S)", text)) > 2:
            yield Block(text)


def _output(*words: str) -> str:
    """Return the output of a command, without the settings in the current environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TF", "BITBUCKET", "GUIDE"))}
    environment = kept | {"COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


# ---- All texts -------------------------------------------------------------------------------------------------------


def build(site: Path) -> None:
    """Build the guide as CI does.

    Raises:
        CalledProcessError: Sphinx reports a warning.
    """
    command = [sys.executable, "-m", "sphinx", "-nW", "-E", "-q", "-c", ".", "docs", str(site)]
    subprocess.run(command, cwd=ROOT, check=True)


def sources_of_pages() -> list[Path]:
    """Return the Markdown files from which the pages are built."""
    return sorted((ROOT / "docs").rglob("*.md"))


def texts(site: Path) -> Iterator[Counted]:
    """Yield the statistics of all texts for readers: pages of the built site, project files, and the command line.

    "docstrings" contains the titles and reasons of the checks. "demo" is a run with the fault FAULT. "strings" contains
    the strings in the code of the checks, so that each message counts even if the demo doesn't print it.
    """
    for path in sorted(site.rglob("*.html")):
        yield count(path.relative_to(site).with_suffix("").as_posix(), page_blocks(path.read_text(encoding="utf-8")))
    for name in FILES:
        yield count(name, markdown_blocks((ROOT / name).read_text(encoding="utf-8")))
    docstrings = [_code_in(text) for check in all_checks() for text in (f"{check.title}.", *check.why.split("\n\n"))]
    yield count("docstrings", map(Block, docstrings))
    command = ("-m", "checks")
    for option in ("help", "list", "explain", "check-settings"):
        yield count(option, terminal_blocks(_output(*command, f"--{option}")))
    yield count("sandbox-help", terminal_blocks(_output("-m", "checks.sandbox", "--help")))
    yield count("list-faults", map(Block, _output("-m", "checks.sandbox", "--list-faults").splitlines()))
    demo = ("-m", "checks.sandbox", "--fault", FAULT, "--", sys.executable, *command)
    yield count("demo", terminal_blocks(_output(*demo)))
    yield count("strings", chain.from_iterable(map(string_blocks, _sources())))


def _code_in(text: str) -> str:
    return re.sub(r"`+([^`]+)`+", rf"{OPEN}\1{CLOSE}", text)


def _sources() -> Iterator[str]:
    """Yield the code with the messages of the checks."""
    top = Path(checks.__path__[0])
    for path in sorted((*top.glob("*.py"), *(top / "engine").rglob("*.py"), *(top / "clients").rglob("*.py"))):
        yield path.read_text(encoding="utf-8")


def total(counted: Sequence[Counted], name: str = "total") -> Counted:
    """Return the combined statistics of several texts."""
    return Counted(
        name,
        sum(one.words for one in counted),
        tuple(chain.from_iterable(one.sentences for one in counted)),
        tuple(chain.from_iterable(one.steps for one in counted)),
        tuple(chain.from_iterable(one.findings for one in counted)),
    )


def main(words: Sequence[str]) -> None:
    """Print the table, and the findings in the texts on the command line."""
    parser = argparse.ArgumentParser(prog="nox -s prose --", description="Count wording that native writers avoid.")
    parser.add_argument("texts", metavar="TEXT", nargs="*", help="print each finding in it (all: in every text)")
    parser.add_argument("--site", type=Path, help="read the pages in this folder instead of building them")
    arguments = parser.parse_args(words)
    with TemporaryDirectory() as folder:
        site = arguments.site or Path(folder)
        if not arguments.site:
            build(site)
        counted = list(texts(site))
    unknown = {*arguments.texts} - {"all", *(one.name for one in counted)}
    if unknown:
        parser.error(f"unknown text: {', '.join(sorted(unknown))}")
    print(HEAD)
    for one in (*counted, total(counted)):
        print(one.row)
    for one in counted:
        if one.name in arguments.texts or "all" in arguments.texts:
            for finding in one.findings:
                print(f"\n{one.name}: {finding}")


if __name__ == "__main__":
    main(sys.argv[1:])
