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


def test_picture_is_current(today):
    assert words(PICTURE.read_text(encoding="utf-8")) == words(render(today)), STALE


def test_sample_report_is_current(today):
    assert REPORT.read_text(encoding="utf-8") == sample(today), STALE


def test_picture_shows_passed_and_failed_checks(today):
    assert "FAILED" in today.plain
    assert "passed" in today.plain


def test_picture_loads_nothing_from_other_hosts():
    assert not re.search(r"url\((?!#)|@import|href", PICTURE.read_text(encoding="utf-8"))
