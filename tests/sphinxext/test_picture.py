"""Pictures on a page."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from checks.sphinxext.picture import numbers

CONF = 'extensions = ["myst_parser", "checks.sphinxext"]\nhtml_theme = "basic"\n'
PAGE = """# A page

```{picture} one
:alt: A form with "Name".
:steps: 1-2
The *caption*.
```
"""
RECORD = {"width": 300, "height": 120, "unconfirmed": [], "kind": "simulated"}


@pytest.fixture
def built(tmp_path: Path):
    """Return a function that builds a page with a record for the manifest, and returns the page and the warnings."""

    def build(page: str = PAGE, record: dict[str, object] | None = None) -> tuple[BeautifulSoup, str]:
        docs = tmp_path / "docs"
        (docs / "pictures").mkdir(parents=True)
        (docs / "conf.py").write_text(CONF)
        (docs / "index.md").write_text(page)
        (docs / "pictures/one.webp").write_bytes(b"RIFF")
        if record:
            (docs / "pictures/manifest.json").write_text(json.dumps({"pictures": {"one": record}}))
        log = tmp_path / "log"
        with log.open("w") as warning:
            arguments = (str(docs), str(docs), str(tmp_path / "out"), str(tmp_path / "trees"), "html")
            with patch_docutils(docs), docutils_namespace():
                Sphinx(*arguments, status=None, warning=warning, freshenv=True).build()
        return BeautifulSoup((tmp_path / "out/index.html").read_text(), "html.parser"), log.read_text()

    return build


def test_image_has_size_and_alternative_text(built, tmp_path) -> None:
    page, _ = built(record=RECORD)
    image = page.figure.img
    assert (image["width"], image["height"], image["loading"]) == ("300", "120", "lazy")
    assert image["alt"] == 'A form with "Name".'
    assert (tmp_path / "out" / image["src"]).read_bytes() == b"RIFF"
    assert page.figure.find("figcaption").get_text(" ", strip=True) == "Illustration: The caption ."


def test_caption_starts_with_the_kind_from_the_manifest(built) -> None:
    page, _ = built(record=RECORD | {"kind": "real"})
    assert page.figure.find("figcaption").get_text(" ", strip=True) == "Screenshot: The caption ."


def test_caption_mentions_unconfirmed_labels(built) -> None:
    page, _ = built(record=RECORD | {"unconfirmed": ["Name"]})
    assert "Labels marked not confirmed might differ on your screen." in page.figure.find("figcaption").get_text()


def test_warns_about_a_missing_picture_with_the_command_to_run(built) -> None:
    page, log = built()
    assert page.img is None
    assert "The picture 'one' was never taken. Run: nox -s pictures -- --retake --accept" in log


@pytest.mark.parametrize("option", ["alt", "steps"])
def test_requires_alternative_text_and_steps(built, option: str) -> None:
    lines = [line for line in PAGE.splitlines() if not line.startswith(f":{option}:")]
    _, log = built("\n".join(lines), RECORD)
    assert f"A picture needs the options {option}." in log


@pytest.mark.parametrize(("text", "found"), [("3", [3]), ("1-3", [1, 2, 3]), ("2, 4-5", [2, 4, 5])])
def test_steps_are_numbers_and_ranges(text: str, found: list[int]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize("text", ["", "a", "3-1", "1;2"])
def test_rejects_invalid_steps(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        numbers(text)
