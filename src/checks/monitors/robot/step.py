"""What the robot finds in a page: steps that it does, and places where a picture is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SIGNS = {"label": "LABEL", "menu": "MENU", "literal": "LITERAL", "value": "VALUE", "link": "ADDRESS"}


@dataclass(frozen=True)
class Part:
    """A piece of a sentence.

    Attributes:
        kind: ``words`` or one of `SIGNS`.
        text: What stands there; the labels of a menu are separated by line ends.
        facts: The names of the facts that say it.
        doubtful: Whether it bears the mark of a fact that nobody confirmed.
        address: Where a link leads.
    """

    kind: str
    text: str
    facts: tuple[str, ...] = ()
    doubtful: bool = False
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Somewhere in the guide.

    Attributes:
        page: The name of the page.
        line: Its line there; pages are counted from 1.
        section: The anchor of the section.
        tabs: The tabs in which it stands: the name of the group and what is chosen there.
    """

    page: str
    line: int
    section: str
    tabs: Mapping[str, str] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """The section with its page, as links name it."""
        return f"{self.page}#{self.section}"

    def __str__(self) -> str:
        """Say where it is, as editors understand it."""
        return f"docs/{self.page}.md:{self.line}"


@dataclass(frozen=True, kw_only=True)
class Step(Place):
    """One action.

    Attributes:
        number: Its number in its list; 0 for a marked paragraph that is in no list.
        parts: The pieces of its sentence.
        block: The code below it.
        manual: What its mark says that a person does; empty for a step that the robot does by its words.
    """

    number: int
    parts: tuple[Part, ...]
    block: str = ""
    manual: str = ""

    @property
    def sentence(self) -> str:
        """What a reader reads."""
        return "".join(
            part.text.replace("\n", " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ") for part in self.parts
        ).strip()

    @property
    def shape(self) -> str:
        """The sentence with signs where its labels and values stand, without the stop or colon at its end."""
        return "".join(SIGNS.get(part.kind, part.text) for part in self.parts).strip().rstrip(".:")

    @property
    def labels(self) -> tuple[Part, ...]:
        """The words of the screen that it quotes."""
        return tuple(part for part in self.parts if part.kind == "label")

    @property
    def marked(self) -> tuple[Part, ...]:
        """The label that it acts on, which follows those that say where; all where it looks only."""
        return self.labels if self.shape.startswith("Verify that") else self.labels[-1:]

    def text(self, kind: str, number: int = 0) -> str:
        """Return the text of the part of this `kind`, counted from 0."""
        return [part.text for part in self.parts if part.kind == kind][number]


@dataclass(frozen=True, kw_only=True)
class PictureHere(Place):
    """A picture is taken here.

    Attributes:
        name: Its name, and that of its file.
        alt: What a person would read in it.
        show: The element to show, as its role and, if needed, its name.
        steps: The steps that it depicts; what they name is marked with their numbers.
        caption: What stands below it.
    """

    name: str
    alt: str
    show: str
    steps: tuple[Step, ...]
    caption: str
