"""The output of polling: an introduction, and a line for each change."""

from dataclasses import replace
from datetime import UTC, datetime

from checks.cli.poll_output import round_lines, waiting_lines
from checks.engine.model import failed, passed
from checks.facts import bitbucket
from checks.report.terminal.options import RenderOptions

AT = datetime(2026, 11, 24, 12, 1, 30, tzinfo=UTC)
FAILED = failed("a", "b", "c", "d")


def test_shows_a_change_with_its_time(made):
    before = made.result(FAILED)
    after = replace(before, findings=(passed("a", "b", "b"),))
    assert list(round_lines([before], [after], RenderOptions(), AT)) == [
        "12:01:30  passed   Each repository has its webhook"
    ]


def test_shows_the_current_and_the_previous_number_of_open_findings(made):
    before = made.result(FAILED, failed("x", "b", "c", "d"))
    (line,) = round_lines([before], [replace(before, findings=(FAILED,))], RenderOptions(), AT)
    assert line == "12:01:30  FAILED   Each repository has its webhook (1 open, previously 2)"


def test_shows_no_line_without_a_change(made):
    assert list(round_lines([made.result(FAILED)], [made.result(FAILED)], RenderOptions(), AT)) == []


def test_shows_the_duration_in_minutes_or_seconds(made):
    assert list(waiting_lines([made.result(FAILED)], 300, RenderOptions())) == [
        "Repeating the checks for up to 5 minutes. Press Ctrl+C to stop."
    ]
    assert "for up to 90 seconds" in next(waiting_lines([made.result(FAILED)], 90, RenderOptions()))


def test_explains_that_the_token_request_is_not_repeated(made):
    tried = made.result(FAILED, reads=(bitbucket.ACCESS_TOKEN,), evidence=("POST https://x -> 200",))
    assert "are sent only once" in " ".join(waiting_lines([tried], 90, RenderOptions()))
