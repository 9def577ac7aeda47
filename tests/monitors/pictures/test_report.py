"""The issue about the pictures."""

from datetime import date

import pytest

from checks.monitors.pictures.report import all_fresh, markdown, summarize
from checks.monitors.pictures.verdicts import JudgedPicture, PictureVerdict

DAY = date(2026, 11, 24)
WELL = JudgedPicture("well", PictureVerdict.FRESH, "taken today")


@pytest.mark.parametrize("verdict", [verdict for verdict in PictureVerdict if verdict is not PictureVerdict.FRESH])
def test_issue_contains_the_fix_for_each_verdict(verdict) -> None:
    verdicts = [WELL, JudgedPicture("a-picture", verdict, "A <reason>.")]
    text = markdown(verdicts, DAY)
    assert text.startswith("<!-- freshness: pictures -->\n# Pictures\n")
    assert f"On 2026-11-24: {summarize(verdicts)}." in text
    [part] = text.split("\n## ")[1:]
    assert part.startswith(f"{verdict.capitalize()}\n\n")
    assert "nox -s pictures" in part or "Correct" in part
    assert r"- `a-picture`: A \<reason\>." in part
    assert "well" not in text
    assert not all_fresh(verdicts)


def test_nothing_to_do_if_all_are_fresh() -> None:
    assert "# Pictures: nothing to do\n\nOn 2026-11-24: 1 fresh." in markdown([WELL], DAY)
    assert all_fresh([WELL])


def test_no_picture_at_all_is_not_fresh() -> None:
    assert not all_fresh([])
    assert "On 2026-11-24: no picture." in markdown([], DAY)
