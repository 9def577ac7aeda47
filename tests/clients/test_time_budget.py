"""The time budget of a run leaves time for the reports, and every wait and response ends within it."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.clients.errors import OutOfTimeError
from checks.clients.rate_limit import RateLimiter
from checks.clients.time_budget import TimeBudget


class Clock:
    def __init__(self) -> None:
        self.now = 1000

    def __call__(self) -> int:
        return self.now

    def sleep(self, seconds: int) -> None:
        self.now += seconds


def test_a_wait_must_end_before_the_time_for_requests_does():
    budget = TimeBudget(60, Clock())
    budget.require(budget.left - 1)
    with pytest.raises(OutOfTimeError):
        budget.require(budget.left)


@pytest.mark.parametrize(("seconds", "for_requests"), [(20, 12), (60, 52), (160, 152), (600, 570), (5400, 5130)])
def test_leaves_eight_seconds_or_five_percent_for_the_reports(seconds, for_requests):
    assert TimeBudget(seconds, Clock()).left == for_requests


def test_the_checks_end_before_the_budget_does():
    clock = Clock()
    budget = TimeBudget(600, clock)
    assert budget.left < budget.until_reports < 600
    clock.now += 700
    assert budget.until_reports == 0


def test_without_a_budget_every_wait_is_possible():
    budget = TimeBudget()
    budget.require(1e9)
    assert not budget.is_set
    assert (budget.left, budget.until_reports) == (math.inf, None)


@pytest.mark.parametrize(("seconds", "shown"), [(600, "10m"), (5400, "1h30m"), (45, "45s"), (3661, "1h1m1s")])
def test_is_shown_as_the_user_enters_it(seconds, shown):
    assert TimeBudget(seconds).shown == shown
    assert str(TimeBudget(seconds).error()) == f"Not read: the time budget of {shown} isn't sufficient (--within)."


@given(st.integers(20, 2000), st.integers(1, 30), st.lists(st.integers(0, 60), max_size=60))
def test_no_request_is_sent_after_the_budget_and_a_refused_one_does_not_count(seconds, requests, pauses):
    clock = Clock()
    budget = TimeBudget(seconds, clock)
    limiter = RateLimiter(requests, 3600, clock=clock, sleep=clock.sleep, budget=budget)
    sent = 0
    for pause in pauses:
        clock.now += pause
        expected = limiter.allowed_requests(1)
        try:
            limiter.wait()
        except OutOfTimeError:
            assert expected == 0
        else:
            sent += 1
            assert expected == 1
            assert budget.left > 0
    assert len(limiter._sent) == min(sent, requests)


@given(st.integers(20, 2000), st.integers(1, 30), st.integers(0, 80))
def test_forecasts_how_many_requests_fit(seconds, requests, wanted):
    clock = Clock()
    limiter = RateLimiter(requests, 600, clock=clock, sleep=clock.sleep, budget=TimeBudget(seconds, clock))
    forecast, sent = limiter.allowed_requests(wanted), 0
    for _ in range(wanted):
        try:
            limiter.wait()
            sent += 1
        except OutOfTimeError:
            break
    assert sent == forecast


def test_a_refused_wait_returns_at_once():
    limiter = RateLimiter(1, 3600, budget=TimeBudget(20))
    limiter.wait()
    began = time.monotonic()
    with pytest.raises(OutOfTimeError):
        limiter.wait()
    assert time.monotonic() - began < 1
