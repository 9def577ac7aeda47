"""The script and the stylesheet, and their references in each page."""

import json
import zlib
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

from .fields import declared

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

_STATIC = Path(__file__).parent / "static"
_SCRIPT = "your-values.js"
_STYLE = "your-values.css"
_NEEDED = ("key", "label", "placeholder", "pattern", "default", "query", "source")


def is_live(builder: "Builder") -> bool:
    """Return whether this builder writes pages for a browser with scripts; e-books and data formats are excluded."""
    return (
        isinstance(builder, StandaloneHTMLBuilder)
        and not isinstance(builder, SerializingHTMLBuilder)
        and not builder.embedded
    )


def _add_static_path(app: "Sphinx") -> None:
    if is_live(app.builder):
        app.config.html_static_path.append(str(_STATIC))


def _add_script(app: "Sphinx", _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Add the script to the head of the page.

    Themes can put `add_js_file` scripts after the content. This script must run before the content is shown, so that
    the layout does not shift.
    """
    if not is_live(app.builder):
        return
    version = f"{zlib.crc32((_STATIC / _SCRIPT).read_bytes()):08x}"
    address = escape(f"{context['pathto'](f'_static/{_SCRIPT}', resource=True)}?v={version}")
    fields = escape(json.dumps([{name: getattr(field, name) for name in _NEEDED} for field in declared(app.config)]))
    script = f'<script src="{address}" data-fields="{fields}"></script>\n'
    context["metatags"] = context.get("metatags", "") + script


def setup(app: "Sphinx") -> None:
    """Add the assets to every HTML page."""
    app.connect("builder-inited", _add_static_path)
    app.connect("html-page-context", _add_script)
    app.add_css_file(_STYLE)
