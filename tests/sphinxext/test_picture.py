"""Where a picture stands in a page."""

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
    """Build a page, with what the manifest says of its picture, and return it and the warnings."""

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


def test_it_keeps_its_place_while_it_loads_and_tells_what_there_is_to_read(built, tmp_path) -> None:
    page, _ = built(record=RECORD)
    image = page.figure.img
    assert (image["width"], image["height"], image["loading"]) == ("300", "120", "lazy")
    assert image["alt"] == 'A form with "Name".'
    assert (tmp_path / "out" / image["src"]).read_bytes() == b"RIFF"
    assert page.figure.find("figcaption").get_text(" ", strip=True) == "Illustration: The caption ."


def test_its_caption_says_what_the_manifest_says_of_its_kind(built) -> None:
    page, _ = built(record=RECORD | {"kind": "real"})
    assert page.figure.find("figcaption").get_text(" ", strip=True) == "Screenshot: The caption ."


def test_its_caption_says_where_words_are_not_confirmed(built) -> None:
    page, _ = built(record=RECORD | {"unconfirmed": ["Name"]})
    assert "Labels marked not confirmed might differ on your screen." in page.figure.find("figcaption").get_text()


def test_a_picture_that_was_never_taken_is_a_warning_that_says_what_to_do(built) -> None:
    page, log = built()
    assert page.img is None
    assert "The picture 'one' was never taken. Run: nox -s pictures -- --retake --accept" in log


@pytest.mark.parametrize("option", ["alt", "steps"])
def test_it_must_say_what_it_shows_and_which_steps_it_depicts(built, option: str) -> None:
    lines = [line for line in PAGE.splitlines() if not line.startswith(f":{option}:")]
    _, log = built("\n".join(lines), RECORD)
    assert f"A picture needs the options {option}." in log


@pytest.mark.parametrize(("text", "found"), [("3", [3]), ("1-3", [1, 2, 3]), ("2, 4-5", [2, 4, 5])])
def test_steps_are_numbers_and_spans(text: str, found: list[int]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize("text", ["", "a", "3-1", "1;2"])
def test_other_words_are_no_steps(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        numbers(text)
