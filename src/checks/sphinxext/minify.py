"""Minify scripts and stylesheets, and remove unused styles of sphinx-design."""

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
"""The components of sphinx-design that pages use. Styles of other components are removed."""

_BLOCK = re.compile(r"(?P<head>[^{}]+)\{(?P<body>(?:[^{}]|\{[^{}]*\})*)\}")
_CLASS = re.compile(r"\.sd-([\w-]+)")


def select_used(css: str) -> str:
    """Return `css` without rules for only unused components of sphinx-design, and without animations."""
    kept = []
    for head, body in _BLOCK.findall(css):
        if head.startswith("@media"):
            inner = select_used(body)
            kept += [f"{head}{{{inner}}}"] if inner else []
        elif not head.startswith("@"):
            selectors = ",".join(filter(_is_used, head.split(",")))
            kept += [f"{selectors}{{{body}}}"] if selectors else []
    return "".join(kept)


def _is_used(selector: str) -> bool:
    return all(name.startswith(COMPONENTS) for name in _CLASS.findall(selector))


def minify_site(app: "Sphinx", exception: Exception | None) -> None:
    """Rewrite the scripts and stylesheets of a built site.

    Sphinx copies these files in every build, so the input is never already minified.
    """
    if exception or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    static = Path(app.outdir, "_static")
    design = static / "sphinx-design.min.css"
    if design.exists():
        _rewrite(design, select_used)
    for file in static.rglob("*.css"):
        _rewrite(file, cssmin)
    for file in static.rglob("*.js"):
        _rewrite(file, jsmin)


def _rewrite(file: Path, change: Callable[[str], str]) -> None:
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app: "Sphinx") -> None:
    """Connect to the end of the build."""
    app.connect("build-finished", minify_site, priority=900)  # after the theme has written its files
