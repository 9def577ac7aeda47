"""What a page loads, made smaller: scripts and styles without comments and blanks, and no styles that no page uses."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rcssmin import cssmin  # type: ignore[import-untyped] # brings no types
from rjsmin import jsmin  # type: ignore[import-untyped] # brings no types
from sphinx.builders.html import StandaloneHTMLBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx

COMPONENTS = ("tab", "dropdown", "summary", "card", "octicon", "sphinx-override")
"""What pages use of sphinx-design. Its styles for everything else are left out."""

_BLOCK = re.compile(r"(?P<head>[^{}]+)\{(?P<body>(?:[^{}]|\{[^{}]*\})*)\}")
_CLASS = re.compile(r"\.sd-([\w-]+)")


def used(css: str) -> str:
    """Return `css` without the rules that style other components of sphinx-design alone, and without animations."""
    kept = []
    for head, body in _BLOCK.findall(css):
        if head.startswith("@media"):
            inner = used(body)
            kept += [f"{head}{{{inner}}}"] if inner else []
        elif not head.startswith("@"):
            selectors = ",".join(filter(_is_used, head.split(",")))
            kept += [f"{selectors}{{{body}}}"] if selectors else []
    return "".join(kept)


def _is_used(selector: str) -> bool:
    return all(name.startswith(COMPONENTS) for name in _CLASS.findall(selector))


def slim(app: "Sphinx", exception: Exception | None) -> None:
    """Rewrite the scripts and styles of a site that has just been built.

    Sphinx copies them anew in every build, so that what is read here is never the work of an earlier one.
    """
    if exception or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    static = Path(app.outdir, "_static")
    design = static / "sphinx-design.min.css"
    if design.exists():
        _rewrite(design, used)
    for file in static.rglob("*.css"):
        _rewrite(file, cssmin)
    for file in static.rglob("*.js"):
        _rewrite(file, jsmin)


def _rewrite(file: Path, change: Callable[[str], str]) -> None:
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app: "Sphinx") -> None:
    """Listen for the end of the build."""
    app.connect("build-finished", slim, priority=900)  # after the theme has written its own
