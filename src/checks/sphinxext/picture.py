"""Pictures of screens: the directive, and the data from the manifest."""

import json
import posixpath
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from checks.sphinxext.domain import warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

FOLDER = "pictures"
MANIFEST = "manifest.json"
SUFFIX = ".webp"
_KINDS = {"simulated": "Illustration", "real": "Screenshot"}
"""The word for each kind of picture in a caption."""
_DOUBT = " Labels marked *not confirmed* might differ on your screen."


class picture(nodes.figure):  # noqa: N801 - docutils names its nodes in small letters
    """A picture with its caption. The attributes describe what to show, even if there is no file yet."""


class sized_image(nodes.image):  # noqa: N801 - as above
    """The image, with its displayed width and height."""


def numbers(text: str) -> list[int]:
    """Return the numbers in a list such as ``3-5, 7``. Raises `ValueError` for other text."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        found += range(int(first), int(last or first) + 1)
    if not found:
        raise ValueError("names no step")
    return found


def records(docs: Path) -> dict[str, dict[str, Any]]:
    """Return the record of each picture in the manifest in the folder of pages; empty if there is no manifest."""
    manifest = docs / FOLDER / MANIFEST
    if not manifest.is_file():
        return {}
    known: dict[str, dict[str, Any]] = json.loads(manifest.read_text(encoding="utf-8"))["pictures"]
    return known


class PictureDirective(SphinxDirective):
    """``{picture} new-consumer`` shows a picture that the end-to-end test takes at this location.

    With the option ``live``, the picture shows the live guide, so it depicts no steps.
    """

    required_arguments = 1
    has_content = True
    option_spec = {  # noqa: RUF012 - the base class declares it so
        "alt": directives.unchanged_required,
        "show": directives.unchanged_required,
        "steps": numbers,
        "live": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Return the figure, with a warning if the picture was never taken. Raises `ExtensionError`."""
        self.assert_has_content()
        missing = ({"alt"} if "live" in self.options else {"alt", "steps"}) - set(self.options)
        if missing:
            raise self.error(f"A picture needs the options {' and '.join(sorted(missing))}.")
        name, alt = self.arguments[0], " ".join(self.options["alt"].split())
        caption = " ".join(" ".join(self.content).split())
        figure = picture(
            name=name,
            alt=alt,
            caption=caption,
            show=self.options.get("show", "main"),
            steps=self.options.get("steps", []),
            classes=["picture"],
        )
        self.set_source_info(figure)
        self.env.note_dependency(str(Path(self.env.srcdir, FOLDER, MANIFEST)))
        record = records(Path(self.env.srcdir)).get(name)
        if record is None:
            text = f"The picture {name!r} was never taken. Run: nox -s pictures -- --retake --accept"
            warn(text, "picture", self.get_location())
            return [figure]
        figure += sized_image(
            uri=f"/{FOLDER}/{name}{SUFFIX}", alt=alt, shown_width=record["width"], shown_height=record["height"]
        )
        written = f"{_KINDS[record['kind']]}: {caption}{_DOUBT if record['unconfirmed'] else ''}"
        words, messages = self.parse_inline(written)
        figure += nodes.caption(written, "", *words)
        return [figure, *messages]


def _visit(self: "HTML5Translator", node: picture) -> None:
    self.body.append(self.starttag(node, "figure", CLASS="picture"))


def _depart(self: "HTML5Translator", node: picture) -> None:
    # Docutils leaves the caption open for a legend, so it is closed here.
    self.body.append("</figcaption>\n</figure>\n" if len(node) else "</figure>\n")


def _visit_image(self: "HTML5Translator", node: sized_image) -> None:
    """Write the image with its size, so that the layout does not shift while it loads."""
    file = self.builder.images.get(node["uri"], posixpath.basename(node["uri"]))
    source = posixpath.join(self.builder.imgpath, quote(file))
    size = f'width="{node["shown_width"]}" height="{node["shown_height"]}"'
    self.body.append(f'<img src="{source}" alt="{escape(node["alt"])}" {size} loading="lazy" decoding="async">\n')
    raise nodes.SkipNode


def setup(app: "Sphinx") -> None:
    """Register the directive and the HTML output."""
    app.add_node(picture, html=(_visit, _depart))
    app.add_node(sized_image, html=(_visit_image, None))
    app.add_directive("picture", PictureDirective)
