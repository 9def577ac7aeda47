"""Options for the output in a terminal."""

from dataclasses import dataclass

from checks.facts.credentials import Credential


@dataclass(frozen=True)
class RenderOptions:
    """Options for rendering the report.

    Attributes:
        width: The number of columns.
        color: Whether to use color.
        hyperlinks: Whether to mark URLs as hyperlinks.
        verbose: Whether to show all findings and requests.
        guide_url: The URL of the published guide, or None.
        links_note: What to do if the links lead nowhere, or nothing.
        given: The credentials that are set.
        can_revoke: Whether the tokens are real and set by a person, who can revoke them.
    """

    width: int = 80
    color: bool = False
    hyperlinks: bool = False
    verbose: bool = False
    guide_url: str | None = None
    links_note: str = ""
    given: frozenset[Credential] = frozenset(Credential)
    can_revoke: bool = True

    def paint(self, text: str, style: str) -> str:
        """Return `text` in an ANSI style, or unchanged if color is off."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.color else text
