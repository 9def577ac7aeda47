"""The rate limiter never exceeds the limit in any period, and never waits without need."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.clients.errors import PostponedError
from checks.clients.rate_limit import RateLimiter
from checks.clients.time_budget import TimeBudget


class Clock:
    """A clock that moves only on a sleep or by assignment. It counts in integers to prevent rounding."""

    def __init__(self) -> None:
        self.now = 1000

    def __call__(self) -> int:
        return self.now

    def sleep(self, seconds: int) -> None:
        self.now += seconds


def send_times(clock: Clock, limiter: RateLimiter, pauses: list[int]) -> list[int]:
    """Send one request after each pause, and return the times at which the requests were sent."""
    sent = []
    for pause in pauses:
        clock.now += pause
        limiter.wait()
        sent.append(clock.now)
    return sent


PAUSES = st.lists(st.integers(0, 30), max_size=60)


@given(PAUSES, st.integers(1, 10), st.integers(1, 100))
def test_no_period_has_more_requests_than_the_limit(pauses, requests, seconds):
    clock = Clock()
    sent = send_times(clock, RateLimiter(requests, seconds, clock=clock, sleep=clock.sleep), pauses)
    for first, after_the_limit in zip(sent, sent[requests:], strict=False):
        assert after_the_limit - first >= seconds


@given(PAUSES, st.integers(1, 10))
def test_never_waits_below_the_limit(pauses, requests):
    clock = Clock()
    slow = [pause + 1 for pause in pauses]
    sent = send_times(clock, RateLimiter(requests, requests, clock=clock, sleep=clock.sleep), slow)
    assert sent == [1000 + sum(slow[: at + 1]) for at in range(len(slow))]


def test_sends_a_burst_immediately_and_the_next_request_a_second_later():
    clock = Clock()
    sent = send_times(clock, RateLimiter(30, 1, clock=clock, sleep=clock.sleep), [0] * 31)
    assert sent == [1000] * 30 + [1001]


@given(PAUSES, st.integers(2, 10), st.integers(1, 20))
def test_spreads_the_requests_evenly_after_the_burst(pauses, requests, rest):
    clock = Clock()
    limiter = RateLimiter(requests, requests * 60, clock=clock, sleep=clock.sleep)
    sent = send_times(clock, limiter, [0] * (requests + rest))
    assert sent[:requests] == [1000] * requests
    assert sent[requests:] == [1000 + requests * 60 + each * 60 for each in range(rest)]
    assert limiter.spreading
    send_times(clock, limiter, [pause % 60 for pause in pauses])
    assert send_times(clock, limiter, [requests * 60 + 1, 0]) == [clock.now] * 2
    assert not limiter.spreading


@given(st.integers(1, 60), st.integers(1, 20), PAUSES)
def test_forecasts_the_exact_duration_after_any_earlier_requests(requests, budget, pauses):
    clock = Clock()
    limiter = RateLimiter(budget, budget * 60, clock=clock, sleep=clock.sleep)
    send_times(clock, limiter, pauses)
    reported, began = limiter.forecast(requests), clock.now
    assert reported == limiter.forecast(requests)  # a forecast does not count as a request
    assert send_times(clock, limiter, [0] * requests)[-1] - began == reported


def test_the_forecast_for_no_requests_is_zero():
    assert RateLimiter(1, 60).forecast(0) == 0


def test_sends_no_requests_during_a_wait_that_the_vendor_requests():
    clock = Clock()
    limiter = RateLimiter(10, 60, clock=clock, sleep=clock.sleep)
    limiter.pause(7)
    limiter.pause(3)
    assert send_times(clock, limiter, [0, 0]) == [1007, 1007]


def test_several_threads_share_one_limit():
    slept: list[float] = []
    limiter = RateLimiter(10, 3600, sleep=slept.append)
    threads = [threading.Thread(target=lambda: [limiter.wait() for _ in range(5)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(slept) == 10


def test_reports_only_long_waits():
    clock, reported = Clock(), []
    limiter = RateLimiter(1, 90, clock=clock, sleep=clock.sleep)
    for pause in (0, 0, 89, 0):
        clock.now += pause
        limiter.wait(reported.append)
    assert reported == ["waiting 90 s to stay within the limit", "waiting 90 s to stay within the limit"]


def test_reports_a_very_long_wait_in_minutes():
    clock, reported = Clock(), []
    limiter = RateLimiter(1, 3600, clock=clock, sleep=clock.sleep)
    limiter.wait(reported.append)
    limiter.wait(reported.append)
    assert reported == ["waiting 60 min to stay within the limit"]


def test_stopping_ends_current_and_later_waits():
    limiter = RateLimiter(1, 3600)
    limiter.wait()
    waiting = threading.Thread(target=limiter.wait)
    started = time.monotonic()
    waiting.start()
    limiter.stop()
    waiting.join(5)
    limiter.sleep(3600)
    assert not waiting.is_alive()
    assert time.monotonic() - started < 5


def test_leaves_out_a_request_that_must_wait_longer_than_the_patience():
    clock = Clock()
    limiter = RateLimiter(3, 3600, limit="the hourly limit", budget=TimeBudget(patience=5), clock=clock)
    for _ in range(3):
        limiter.wait()
    with pytest.raises(
        PostponedError, match=r"to stay within the hourly limit\. The next request is possible at"
    ) as left:
        limiter.wait()
    assert left.value.seconds == limiter.forecast(3) == 3600
    clock.now += 3600
    for _ in range(3):
        limiter.wait()  # all at the same time, because none of them waited
