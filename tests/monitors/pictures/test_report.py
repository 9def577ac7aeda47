"""The issue about the pictures."""

from datetime import date

import pytest

from checks.monitors.pictures.report import counted, fresh, markdown
from checks.monitors.pictures.verdicts import Sight, Verdict

DAY = date(2026, 11, 24)
WELL = Verdict("well", Sight.FRESH, "taken today")


@pytest.mark.parametrize("sight", [sight for sight in Sight if sight is not Sight.FRESH])
def test_each_verdict_but_fresh_is_told_with_what_to_do(sight) -> None:
    verdicts = [WELL, Verdict("a-picture", sight, "A <reason>.")]
    text = markdown(verdicts, DAY)
    assert text.startswith("<!-- freshness: pictures -->\n# The pictures of the guide\n")
    assert f"On 2026-11-24: {counted(verdicts)}." in text
    [part] = text.split("\n## ")[1:]
    assert part.startswith(f"{sight.capitalize()}\n\n")
    assert "nox -s pictures" in part or "Mend" in part
    assert r"- `a-picture`: A \<reason\>." in part
    assert "well" not in text
    assert not fresh(verdicts)


def test_where_all_are_fresh_there_is_nothing_to_do() -> None:
    assert "# The pictures of the guide: nothing to do\n\nOn 2026-11-24: 1 fresh." in markdown([WELL], DAY)
    assert fresh([WELL])


def test_no_picture_at_all_is_not_fresh() -> None:
    assert not fresh([])
    assert "On 2026-11-24: no picture." in markdown([], DAY)
