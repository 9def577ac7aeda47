"""Polling is polite, ends on time, never waits for results that can't change, and shows each change."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from checks.cli.polling import SHORTEST, changed, poll_until_passed, round_lines, still_failing, waiting_lines
from checks.engine.model import Check, Ended, Outcome, Result, Step, failed, passed
from checks.facts import bitbucket, terraform
from checks.report.terminal.options import RenderOptions


def result(*findings, reads=(terraform.WORKSPACES,), ended=None, check=None):
    made = check or Check("a", "A", "", Step.CREATE_WORKSPACE, reads, (), (), lambda _: iter(()), __file__)
    return Result(made, findings, ended)


FAILED, PASSED = failed("a", "b", "c", "d"), passed("a", "b", "b")


@dataclass
class Clock:
    """A clock that advances during pauses and during rounds."""

    now: float = 0.0
    round_seconds: float = 0.0
    rests: list[float] = field(default_factory=list)

    def __call__(self):
        return self.now

    def rest(self, seconds):
        self.rests.append(seconds)
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


def rounds(clock, *later, seconds=60):
    coming = iter(later)

    def ask():
        clock.now += clock.round_seconds
        return [next(coming, result(FAILED))]

    return list(poll_until_passed([result(FAILED)], ask, seconds, clock.rest, clock))


def test_ends_when_everything_passes(clock):
    assert len(rounds(clock, result(FAILED), result(PASSED))) == 2
    assert clock.now == 2 * SHORTEST


def test_ends_after_a_last_round_when_the_time_is_up(clock):
    assert len(rounds(clock, seconds=SHORTEST * 2.5)) == 3
    assert clock.rests == [SHORTEST, SHORTEST, SHORTEST / 2]


def test_pauses_as_long_as_the_previous_round(clock):
    clock.round_seconds = 100.0
    rounds(clock, seconds=300)
    assert clock.rests == [SHORTEST, 100.0]


def test_does_not_wait_if_everything_passes(clock):
    assert list(poll_until_passed([result(PASSED)], list, 60, clock.rest, clock)) == []


class TestStillFailing:
    def test_includes_failures_and_errors(self):
        fail, error = result(FAILED), result(ended=Ended(Outcome.ERROR, "Refused."))
        assert still_failing([fail, result(PASSED), error]) == [fail, error]

    def test_excludes_results_that_depend_on_the_token_request(self):
        assert still_failing([result(FAILED, reads=(bitbucket.ACCESS_TOKEN,))]) == []

    def test_excludes_skipped_checks(self):
        assert still_failing([result(ended=Ended(Outcome.SKIPPED, "It needs TFE_TOKEN."))]) == []


class TestChanges:
    def test_include_new_outcomes_and_new_open_findings(self):
        before = result(FAILED)
        assert list(changed([before], [result(PASSED, check=before.check)]))
        assert list(changed([before], [result(FAILED, failed("x", "b", "c", "d"), check=before.check)]))

    def test_omits_new_passed_findings(self):
        before = result(FAILED)
        assert not list(changed([before], [result(FAILED, PASSED, check=before.check)]))


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
