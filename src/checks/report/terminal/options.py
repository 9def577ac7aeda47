"""Options for the output in a terminal, and the terminals that are known to show hyperlinks."""

from collections.abc import Mapping
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


_FIRST_VTE = 5000
"""The first release of VTE that shows hyperlinks; GNOME Terminal and others use VTE."""
_PROGRAMS = {"ghostty", "Hyper", "iTerm.app", "vscode", "WezTerm"}
_TERMINALS = {"alacritty", "foot", "xterm-ghostty", "xterm-kitty"}


def shows_hyperlinks(environ: Mapping[str, str]) -> bool:
    """Return whether the terminal shows hyperlinks, as far as its variables say; tmux and screen hide the terminal."""
    if environ.get("TMUX") or environ.get("STY"):
        return False
    vte = environ.get("VTE_VERSION", "")
    return (
        environ.get("TERM_PROGRAM") in _PROGRAMS
        or environ.get("TERM") in _TERMINALS
        or bool(environ.get("WT_SESSION") or environ.get("KONSOLE_VERSION"))
        or (vte.isdecimal() and int(vte) >= _FIRST_VTE)
    )


def hyperlink(url: str) -> str:
    """Return `url` as a hyperlink to itself, so that a click opens the whole URL even if the terminal wraps it."""
    return f"\x1b]8;;{url}\x1b\\{url}\x1b]8;;\x1b\\"
