"""What a fact is: something about a vendor, with the place and the day where it was seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import ModuleType


class Kind(StrEnum):
    """How far a source can be trusted."""

    VENDOR = "vendor"
    """The vendor's own documentation, specification, source or staff."""
    THIRD_PARTY = "third party"
    """Somebody who saw the live product, or whose code was written against it."""
    UNCONFIRMED = "unconfirmed"
    """An inference. Wherever it is shown, it is marked."""


@dataclass(frozen=True)
class Source:
    """Where a fact stands.

    Attributes:
        page: The address of a public page.
        words: Words that stand there, to search for; empty where the page is only paraphrased.
        seen: The day on which somebody read them.
        kind: How far the page can be trusted.
    """

    page: str
    words: str
    seen: date
    kind: Kind = Kind.VENDOR


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something about a vendor that pages, checks and pictures rely on.

    Its name is the name of its module and of the constant that holds it: ``terraform.CALLBACK_URL`` in
    code is ``terraform.callback-url`` on a page.
    """

    source: Source


@dataclass(frozen=True, kw_only=True)
class Label(Fact):
    """Words on a screen: a button, a field, a menu entry, a heading or a tick box."""

    text: str
    also: tuple[str, ...] = ()
    """Other wordings of the same label that were seen, newest first."""


@dataclass(frozen=True, kw_only=True)
class Text(Fact):
    """A short text that is used as it is: a host, an address, a pattern, a command."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Message(Fact):
    """An error as a person meets it, to the letter."""

    text: str
    where: str
    """The screen, log or API on which it appears, as the end of a sentence that starts with "Seen"."""


@dataclass(frozen=True, kw_only=True)
class Quantity(Fact):
    """A number with its unit: a limit, an age, a size."""

    number: int
    unit: str


@dataclass(frozen=True, kw_only=True)
class Statement(Fact):
    """A rule or an event in one or two plain sentences of our own."""

    text: str


def named(module: ModuleType) -> Iterator[tuple[str, Fact]]:
    """Yield the name as a page writes it, and the fact, for every fact in `module`, in their order there."""
    stem = module.__name__.rpartition(".")[2].replace("_", "-")
    for constant, value in vars(module).items():
        if isinstance(value, Fact):
            yield f"{stem}.{constant.lower().replace('_', '-')}", value
