"""Hyperlinks in a terminal, for terminals that are known to show them. Others might print the raw characters."""

from collections.abc import Mapping

_FIRST_VTE = 5000
"""The first release of VTE that shows hyperlinks; GNOME Terminal and others use VTE."""
_PROGRAMS = {"ghostty", "Hyper", "iTerm.app", "vscode", "WezTerm"}
_TERMINALS = {"alacritty", "foot", "xterm-ghostty", "xterm-kitty"}


def are_supported(environ: Mapping[str, str]) -> bool:
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
