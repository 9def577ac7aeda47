"""Facts about vendors, each with its source and the day on which it was read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import ModuleType


class Kind(StrEnum):
    """The kind of a source."""

    VENDOR = "vendor"
    """The vendor's own documentation, specification, source code, or staff."""
    THIRD_PARTY = "third party"
    """A person who used the live product, or code that was written against it."""
    UNCONFIRMED = "unconfirmed"
    """An inference. Pages mark it with a question mark."""


@dataclass(frozen=True)
class Source:
    """The source of a fact.

    Attributes:
        page: The URL of a public page.
        words: Words to search for on that page; empty if the fact only paraphrases the page.
        seen: The day on which the page was read.
        kind: The kind of the source.
    """

    page: str
    words: str
    seen: date
    kind: Kind = Kind.VENDOR


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A statement about a vendor that pages, checks, and illustrations use.

    Its name consists of the module and the constant: ``terraform.CALLBACK_URL`` in code is
    ``terraform.callback-url`` on a page.
    """

    source: Source


@dataclass(frozen=True, kw_only=True)
class Label(Fact):
    """The label of a button, field, menu entry, heading, or checkbox."""

    text: str
    also: tuple[str, ...] = ()
    """Other wordings of the same label, newest first."""


@dataclass(frozen=True, kw_only=True)
class Text(Fact):
    """A short text that is used unchanged: a host, a URL, a pattern, a command."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Message(Fact):
    """An error message, quoted exactly."""

    text: str
    where: str
    """The screen, log, or API that shows it, as the end of a sentence that starts with "Appears"."""


@dataclass(frozen=True, kw_only=True)
class Quantity(Fact):
    """A number with its unit: a limit, an age, a size."""

    number: int
    unit: str


@dataclass(frozen=True, kw_only=True)
class Statement(Fact):
    """A rule or an event, paraphrased in one or two sentences."""

    text: str


def named(module: ModuleType) -> Iterator[tuple[str, Fact]]:
    """Yield every fact in `module` with the name that pages use, in the order of the module."""
    stem = module.__name__.rpartition(".")[2].replace("_", "-")
    for constant, value in vars(module).items():
        if isinstance(value, Fact):
            yield f"{stem}.{constant.lower().replace('_', '-')}", value
