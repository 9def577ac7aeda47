"""The content of a page for the robot: steps to perform, and locations where pictures are taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SIGNS = {"label": "LABEL", "menu": "MENU", "literal": "LITERAL", "value": "VALUE", "link": "ADDRESS"}


@dataclass(frozen=True)
class Part:
    """A piece of a sentence.

    Attributes:
        kind: ``words`` or one of `SIGNS`.
        text: The text; the labels of a menu are separated by newlines.
        facts: The names of the quoted facts.
        doubtful: Whether the text is marked as not confirmed.
        address: The URL of a link.
    """

    kind: str
    text: str
    facts: tuple[str, ...] = ()
    doubtful: bool = False
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class GuideLocation:
    """A location in the guide.

    Attributes:
        page: The name of the page.
        line: The line number, from 1.
        section: The anchor of the section.
        tabs: The tabs around it: the name of each group and its selection.
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
        """Return the location as ``file:line``."""
        return f"docs/{self.page}.md:{self.line}"


@dataclass(frozen=True, kw_only=True)
class ProcedureStep(GuideLocation):
    """One action.

    Attributes:
        number: The number in its list; 0 for a marked paragraph outside a list.
        parts: The pieces of its sentence.
        block: The code block below it.
        manual: The action of its `manual` mark; empty for a step that the robot performs.
    """

    number: int
    parts: tuple[Part, ...]
    block: str = ""
    manual: str = ""

    @property
    def sentence(self) -> str:
        """The text as displayed."""
        return "".join(
            part.text.replace("\n", " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ") for part in self.parts
        ).strip()

    @property
    def shape(self) -> str:
        """The sentence with signs instead of labels and values, without the final period or colon."""
        return "".join(SIGNS.get(part.kind, part.text) for part in self.parts).strip().rstrip(".:")

    @property
    def service(self) -> str:
        """The service whose labels the step quotes; empty without labels."""
        facts = [fact for part in self.parts for fact in part.facts]
        return ("terraform" if facts[0].startswith("terraform") else "bitbucket") if facts else ""

    @property
    def labels(self) -> tuple[Part, ...]:
        """The quoted labels."""
        return tuple(part for part in self.parts if part.kind == "label")

    @property
    def marked(self) -> tuple[Part, ...]:
        """The label that the step acts on, which is the last; all labels if the step only verifies."""
        return self.labels if self.shape.startswith("Verify that") else self.labels[-1:]

    def text(self, kind: str, number: int = 0) -> str:
        """Return the text of the part of this `kind`, counted from 0."""
        return [part.text for part in self.parts if part.kind == kind][number]


@dataclass(frozen=True, kw_only=True)
class PicturePlacement(GuideLocation):
    """A location where a picture is taken.

    Attributes:
        name: The name of the picture and of its file.
        alt: The alternative text.
        show: The element to show, by its role and, if needed, its name.
        steps: The depicted steps; their labels are marked with the step numbers.
        caption: The caption.
    """

    name: str
    alt: str
    show: str
    steps: tuple[ProcedureStep, ...]
    caption: str
