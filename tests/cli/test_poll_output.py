"""While a run waits: what for, and a line for each change."""

from dataclasses import replace
from datetime import UTC, datetime

from checks.cli.poll_output import round_lines, waiting_lines
from checks.engine.model import failed, passed
from checks.facts import bitbucket
from checks.report.terminal.results import RenderOptions

AT = datetime(2026, 11, 24, 12, 1, 30, tzinfo=UTC)
WRONG = failed("a", "b", "c", "d")


def test_a_change_is_a_line_with_its_moment(made):
    before = made.result(WRONG)
    after = replace(before, findings=(passed("a", "b", "b"),))
    assert list(round_lines([before], [after], RenderOptions(), AT)) == [
        "12:01:30  pass   Each repository has its webhook"
    ]


def test_what_is_still_open_is_counted_beside_what_was(made):
    before = made.result(WRONG, failed("x", "b", "c", "d"))
    (line,) = round_lines([before], [replace(before, findings=(WRONG,))], RenderOptions(), AT)
    assert line == "12:01:30  FAIL   Each repository has its webhook (1 open, 2 before)"


def test_where_nothing_has_changed_nothing_is_said(made):
    assert list(round_lines([made.result(WRONG)], [made.result(WRONG)], RenderOptions(), AT)) == []


def test_the_wait_is_told_in_minutes_or_seconds(made):
    assert list(waiting_lines([made.result(WRONG)], 300, RenderOptions())) == [
        "Waiting until all is right, for 5 min at most. Ctrl-C ends it."
    ]
    assert "for 90 s at most" in next(waiting_lines([made.result(WRONG)], 90, RenderOptions()))


def test_that_key_and_secret_are_not_tried_again_is_said_where_they_were_tried(made):
    tried = made.result(WRONG, reads=(bitbucket.ACCESS_TOKEN,), evidence=("POST https://x -> 200",))
    assert "are not tried again" in " ".join(waiting_lines([tried], 90, RenderOptions()))
