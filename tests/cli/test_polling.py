"""Waiting until all is right: politely, no longer than was asked, and never for what cannot change."""

from dataclasses import dataclass, field

import pytest

from checks.cli.polling import SHORTEST, changed, poll_until_passed, still_failing
from checks.engine.model import Check, Ended, Outcome, Result, Step, failed, passed
from checks.facts import bitbucket, terraform


def result(*findings, reads=(terraform.WORKSPACES,), ended=None, check=None):
    made = check or Check("a", "A", "", Step.CREATE_WORKSPACE, reads, (), (), lambda _: iter(()), __file__)
    return Result(made, findings, ended)


FAILED, PASSED = failed("a", "b", "c", "d"), passed("a", "b", "b")


@dataclass
class Clock:
    """A clock that goes on while somebody rests or asks."""

    now: float = 0.0
    asking: float = 0.0
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
        clock.now += clock.asking
        return [next(coming, result(FAILED))]

    return list(poll_until_passed([result(FAILED)], ask, seconds, clock.rest, clock))


def test_it_ends_as_soon_as_all_is_right(clock):
    assert len(rounds(clock, result(FAILED), result(PASSED))) == 2
    assert clock.now == 2 * SHORTEST


def test_it_ends_when_the_time_is_over_with_a_last_look(clock):
    assert len(rounds(clock, seconds=SHORTEST * 2.5)) == 3
    assert clock.rests == [SHORTEST, SHORTEST, SHORTEST / 2]


def test_it_rests_as_long_as_it_asked(clock):
    clock.asking = 100.0
    rounds(clock, seconds=300)
    assert clock.rests == [SHORTEST, 100.0]


def test_it_waits_for_nothing_where_all_is_right(clock):
    assert list(poll_until_passed([result(PASSED)], list, 60, clock.rest, clock)) == []


class TestWhatIsWaitedFor:
    def test_is_what_is_wrong_in_error_or_could_not_be_told(self):
        fail, error = result(FAILED), result(ended=Ended(Outcome.ERROR, "Refused."))
        assert still_failing([fail, result(PASSED), error]) == [fail, error]

    def test_is_nothing_that_rests_on_the_token_endpoint_which_is_asked_once(self):
        assert still_failing([result(FAILED, reads=(bitbucket.ACCESS_TOKEN,))]) == []

    def test_is_no_check_that_was_not_asked(self):
        assert still_failing([result(ended=Ended(Outcome.SKIPPED, "It needs TFE_TOKEN."))]) == []


class TestChanges:
    def test_are_other_outcomes_and_other_open_findings(self):
        before = result(FAILED)
        assert list(changed([before], [result(PASSED, check=before.check)]))
        assert list(changed([before], [result(FAILED, failed("x", "b", "c", "d"), check=before.check)]))

    def test_are_no_other_seconds_or_right_findings(self):
        before = result(FAILED)
        assert not list(changed([before], [result(FAILED, PASSED, check=before.check)]))
