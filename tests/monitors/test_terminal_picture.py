"""The picture in the README and the sample report in the guide show the current output of a run."""

import html
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from checks.monitors.terminal_picture import output, part, render, sample

DOCS = Path(__file__).parents[2] / "docs"
PICTURE = DOCS / "_static" / "verify.svg"
REPORT = DOCS / "sample-report.txt"
STALE = (
    "The output of verify changed. Write it again: "
    "python -m checks.monitors.terminal_picture docs/_static/verify.svg docs/sample-report.txt"
)


@pytest.fixture(scope="module")
def today():
    return part(output())


def words(svg: str) -> list[str]:
    texts = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314 - our own picture
    return re.split(r"\s+", html.unescape(" ".join(text.text or "" for text in texts)).strip())


def test_it_is_not_stale(today):
    assert words(PICTURE.read_text(encoding="utf-8")) == words(render(today)), STALE


def test_the_sample_report_is_not_stale(today):
    assert REPORT.read_text(encoding="utf-8") == sample(today), STALE


def test_it_shows_a_failure_beside_checks_that_passed(today):
    assert "FAILED" in today.plain
    assert "passed" in today.plain


def test_it_asks_no_other_host_for_anything():
    assert not re.search(r"url\((?!#)|@import|href", PICTURE.read_text(encoding="utf-8"))
