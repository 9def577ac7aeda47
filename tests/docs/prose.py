"""Count wording that native writers avoid, in everything that readers see.

usage: nox -s prose -- [--site FOLDER] [TEXT ...]

Builds the guide, runs the commands whose output it shows, and prints a table with one line for each text: a page, a
file beside the guide, or the output of a command. With the name of a text, also prints each finding in it. The wording
and its replacements are in idioms.toml.

What is a vendor's and what is code doesn't count: code, labels, error messages, and quotations from a source.
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
"""Words of a sentence that is counted as short."""

OPEN, CLOSE = "\ue000", "\ue001"
"""They enclose what isn't our wording: it counts as one word and is never searched."""
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
_FRAGMENTS = {"td", "th", "dt", "label", "text", "button", "option"}


@dataclass(frozen=True)
class Idiom:
    """Wording to avoid.

    Attributes:
        name: What a report calls it.
        pattern: What to find.
        ordinary: Uses that are fine; None if there are none.
        use: The replacement.
        hits: Sentences in which it is found.
        misses: Sentences in which it is not.
    """

    name: str
    pattern: re.Pattern[str]
    ordinary: re.Pattern[str] | None
    use: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]

    def spans(self, sentence: str) -> list[tuple[int, int]]:
        """Return where the sentence has it."""
        if self.ordinary:
            sentence = self.ordinary.sub(lambda found: OPEN * len(found[0]), sentence)
        return [found.span() for found in self.pattern.finditer(sentence)]


@dataclass(frozen=True)
class Finding:
    """A sentence with wording to avoid, the words in question, and the idiom."""

    sentence: str
    words: str
    idiom: Idiom

    def __str__(self) -> str:
        return f"“{self.words}” in: {self.sentence}\n    Write: {self.idiom.use}"


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, a cell or the like; `running` says that its sentences count in averages."""

    text: str
    running: bool = True


@dataclass(frozen=True)
class Counted:
    """A text in numbers.

    Attributes:
        name: The name of the page, file, or command.
        words: All words; code and labels are one each.
        sentences: The lengths in words of the sentences of running text: no headings, no cells of tables.
        findings: What to change.
    """

    name: str
    words: int
    sentences: tuple[int, ...]
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
            f"{100 * short / number:>8.0f}{len(self.findings):>8,}{self.rate:>8.1f}"
        )


HEAD = f"{'text':<36}{'words':>8}{'sent.':>8}{'w/sent':>8}{'% <=6':>8}{'hits':>8}{'/1,000':>8}"


@cache
def idioms() -> tuple[Idiom, ...]:
    """Return the wording to avoid, as idioms.toml lists it."""
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
    """Yield what to change in a sentence, from left to right; words that two idioms claim count once."""
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
    """Return a text as it is printed."""
    return text.replace(OPEN, "`").replace(CLOSE, "`")


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph. What isn't our wording ends none."""
    hidden = _FOREIGN.sub(lambda found: OPEN + "x" * (len(found[0]) - 2) + CLOSE, text)
    ends = [found.span() for found in _SENTENCE_END.finditer(hidden)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    return [text[start:stop].strip() for start, stop in zip(starts, stops, strict=True) if text[start:stop].strip()]


def count(name: str, blocks: Iterable[Block]) -> Counted:
    """Count a text."""
    words, lengths, found = 0, list[int](), list[Finding]()
    for block in blocks:
        for sentence in sentences(_without_quotations(_plain(block.text))):
            length = len(_WORD.findall(sentence))
            words += length
            if block.running and length:
                lengths.append(length)
            found += findings(sentence)
    return Counted(name, words, tuple(lengths), tuple(found))


def _plain(text: str) -> str:
    """Return a text on one line, with straight apostrophes."""
    return " ".join(
        text.replace("\N{LEFT SINGLE QUOTATION MARK}", "'").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()
    )


# ---- What vendors say ------------------------------------------------------------------------------------------------


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
    """Return a pattern of the vendor texts of several words in which an idiom would be found."""
    found = [text for text in _vendor_texts() if " " in text and any(findings(text))]
    return re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in found) or r"(?!)")


def _without_quotations(text: str) -> str:
    """Enclose what a vendor says: quotations that occur in a fact, labels, and messages."""

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
    """Return what a reader sees of a page: its article, its alternative texts, and its description for searches."""
    page = BeautifulSoup(html, "html.parser")
    description = page.find("meta", attrs={"name": "description"})
    texts = [Block(str(description["content"]))] if description else []
    return texts + _blocks(page.find("article") or page)


def markdown_blocks(text: str) -> list[Block]:
    """Return what a reader sees of a Markdown file."""
    return _blocks(BeautifulSoup(MarkdownIt("commonmark").enable("table").render(text), "html.parser"))


def _blocks(top: Tag) -> list[Block]:
    texts: dict[int, str] = {}
    running: dict[int, bool] = {}

    def add(block: Tag, text: str) -> None:
        texts[id(block)] = texts.get(id(block), "") + text
        running.setdefault(id(block), _is_running(block))

    def walk(node: Tag, block: Tag) -> None:
        for child in node.children:
            if type(child) is NavigableString:
                add(block, str(child))
            elif isinstance(child, Tag) and not _is_left_out(child):
                if _is_foreign(child):
                    add(block, f"{OPEN}{' '.join(child.get_text().split())}{CLOSE}")
                elif child.name == "br":
                    add(block, " ")
                elif child.get("alt"):
                    texts[id(child)], running[id(child)] = str(child["alt"]), True
                else:
                    walk(child, child if child.name in _BLOCKS else block)

    walk(top, top)
    return [Block(text, running[key]) for key, text in texts.items() if text.strip()]


def _is_left_out(tag: Tag) -> bool:
    classes = tag.get("class") or ()
    is_message = _HEADING.fullmatch(tag.name) and "message" in classes
    return bool(is_message) or tag.name in _LEFT_OUT_TAGS or not _LEFT_OUT_CLASSES.isdisjoint(classes)


def _is_foreign(tag: Tag) -> bool:
    return tag.name in _FOREIGN_TAGS or not _FOREIGN_CLASSES.isdisjoint(tag.get("class") or ())


def _is_running(block: Tag) -> bool:
    return not any(
        one.name in _FRAGMENTS or _HEADING.fullmatch(one.name) or "fact-source" in (one.get("class") or ())
        for one in (block, *block.parents)
    )


# ---- The command line ------------------------------------------------------------------------------------------------


def terminal_blocks(text: str) -> list[Block]:
    """Return the paragraphs of a terminal's output: a line that begins where the text above it begins continues it."""
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
    # Paths, URLs, options, variables, and names with hyphens that look like those of a check are code.
    code = re.compile(r"\S*(?:/|://|_|:\d)\S*|(?<!\S)--?[a-z]\S*|\{\w+\}|<\w+>")
    return [Block(code.sub(lambda found: f"{OPEN}{found[0]}{CLOSE}", block)) for block in blocks if block]


def string_blocks(source: str) -> Iterator[Block]:
    """Yield the texts in Python code: strings of several words that are no docstrings; values in them are code."""
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
    """Return what a command prints. Whatever the reader's environment has set is taken out of it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TF", "BITBUCKET", "GUIDE"))}
    environment = kept | {"COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


# ---- Everything ------------------------------------------------------------------------------------------------------


def build(site: Path) -> None:
    """Build the guide as CI does.

    Raises:
        CalledProcessError: Sphinx warns of something.
    """
    command = [sys.executable, "-m", "sphinx", "-nW", "-E", "-q", "-c", ".", "docs", str(site)]
    subprocess.run(command, cwd=ROOT, check=True)


def sources_of_pages() -> list[Path]:
    """Return the Markdown files from which the pages are built."""
    return sorted((ROOT / "docs").rglob("*.md"))


def texts(site: Path) -> Iterator[Counted]:
    """Yield everything that readers see: the pages of the built site, files beside it, and the command line.

    The docstrings are those of the checks, which are their titles and reasons. The demo is a run with the fault FAULT.
    The strings are the texts in the code of the checks, so that each message counts, whichever fault shows it.
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
    """Yield the code whose strings are shown to people who run the checks."""
    top = Path(checks.__path__[0])
    for path in sorted((*top.glob("*.py"), *(top / "engine").rglob("*.py"), *(top / "clients").rglob("*.py"))):
        yield path.read_text(encoding="utf-8")


def total(counted: Sequence[Counted], name: str = "total") -> Counted:
    """Return several texts as one."""
    return Counted(
        name,
        sum(one.words for one in counted),
        tuple(chain.from_iterable(one.sentences for one in counted)),
        tuple(chain.from_iterable(one.findings for one in counted)),
    )


def main(words: Sequence[str]) -> None:
    """Print the table, and the findings of the texts that are named."""
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
