"""The picture of the README shows what a run prints today."""

import html
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from checks.monitors.terminal_picture import drawn, output, part

PICTURE = Path(__file__).parents[2] / "docs" / "_static" / "verify.svg"


@pytest.fixture(scope="module")
def today():
    return part(output())


def words(svg: str) -> list[str]:
    texts = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314 - our own picture
    return re.split(r"\s+", html.unescape(" ".join(text.text or "" for text in texts)).strip())


def test_it_is_not_stale(today):
    assert words(PICTURE.read_text(encoding="utf-8")) == words(drawn(today)), (
        "The output of verify changed. Draw its picture anew: "
        "python -m checks.monitors.terminal_picture docs/_static/verify.svg"
    )


def test_it_shows_a_failure_beside_checks_that_passed(today):
    assert "FAILED" in today.plain
    assert "passed" in today.plain


def test_it_asks_no_other_host_for_anything():
    assert not re.search(r"url\((?!#)|@import|href", PICTURE.read_text(encoding="utf-8"))
