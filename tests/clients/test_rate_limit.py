"""A pacer never lets more through than the limit, in any stretch of time, and never makes anybody wait in vain."""

import threading
import time

from hypothesis import given
from hypothesis import strategies as st

from checks.clients.rate_limit import RateLimiter


class Clock:
    """A clock that only moves when somebody sleeps, or is told to; in whole numbers, so that nothing is rounded."""

    def __init__(self) -> None:
        self.now = 1000

    def __call__(self) -> int:
        return self.now

    def sleep(self, seconds: int) -> None:
        self.now += seconds


def passages(clock: Clock, pacer: RateLimiter, pauses: list[int]) -> list[int]:
    """Return when each request went that wanted to go after a pause."""
    went = []
    for pause in pauses:
        clock.now += pause
        pacer.wait()
        went.append(clock.now)
    return went


PAUSES = st.lists(st.integers(0, 30), max_size=60)


@given(PAUSES, st.integers(1, 10), st.integers(1, 100))
def test_no_stretch_of_time_holds_more_than_the_limit(pauses, requests, seconds):
    clock = Clock()
    went = passages(clock, RateLimiter(requests, seconds, clock=clock, sleep=clock.sleep), pauses)
    for first, after_the_limit in zip(went, went[requests:], strict=False):
        assert after_the_limit - first >= seconds


@given(PAUSES, st.integers(1, 10))
def test_whoever_stays_below_the_limit_never_waits(pauses, requests):
    clock = Clock()
    slow = [pause + 1 for pause in pauses]
    went = passages(clock, RateLimiter(requests, requests, clock=clock, sleep=clock.sleep), slow)
    assert went == [1000 + sum(slow[: at + 1]) for at in range(len(slow))]


def test_a_burst_goes_at_once_and_the_next_request_when_the_first_is_a_second_old():
    clock = Clock()
    went = passages(clock, RateLimiter(30, 1, clock=clock, sleep=clock.sleep), [0] * 31)
    assert went == [1000] * 30 + [1001]


@given(PAUSES, st.integers(2, 10), st.integers(1, 20))
def test_once_the_first_are_used_up_the_rest_goes_evenly(pauses, requests, rest):
    clock = Clock()
    pacer = RateLimiter(requests, requests * 60, clock=clock, sleep=clock.sleep)
    went = passages(clock, pacer, [0] * (requests + rest))
    assert went[:requests] == [1000] * requests
    assert went[requests:] == [1000 + requests * 60 + each * 60 for each in range(rest)]
    assert pacer.spreading
    passages(clock, pacer, [pause % 60 for pause in pauses])
    assert passages(clock, pacer, [requests * 60 + 1, 0]) == [clock.now] * 2
    assert not pacer.spreading


@given(st.lists(st.integers(0, 3000), max_size=40), st.integers(1, 30), st.lists(st.integers(0, 5000), max_size=40))
def test_in_any_hour_at_most_the_budget_goes_what_went_before_this_run_included(pauses, budget, ages):
    before = sorted(ages, reverse=True)[-budget:]
    clock = Clock()
    pacer = RateLimiter(budget, 3600, clock=clock, sleep=clock.sleep)
    pacer.remember(before)
    whole = [1000 - age for age in before] + passages(clock, pacer, pauses)
    for first, after_the_limit in zip(whole, whole[budget:], strict=False):
        assert after_the_limit - first >= 3600 - 1e-6  # clock readings are rounded floats


@given(st.integers(1, 60), st.integers(1, 20), st.lists(st.integers(0, 2000), max_size=40), PAUSES)
def test_how_long_it_will_take_is_told_beforehand_whatever_went_before(requests, budget, ages, pauses):
    clock = Clock()
    pacer = RateLimiter(budget, budget * 60, clock=clock, sleep=clock.sleep)
    pacer.remember(ages)
    passages(clock, pacer, pauses)
    told, began = pacer.forecast(requests), clock.now
    assert told == pacer.forecast(requests)  # to ask changes nothing
    assert passages(clock, pacer, [0] * requests)[-1] - began == told


def test_nothing_to_ask_takes_no_time():
    assert RateLimiter(1, 60).forecast(0) == 0


def test_nothing_goes_while_the_vendor_says_so():
    clock = Clock()
    pacer = RateLimiter(10, 60, clock=clock, sleep=clock.sleep)
    pacer.pause(7)
    pacer.pause(3)
    assert passages(clock, pacer, [0, 0]) == [1007, 1007]


def test_several_threads_share_one_limit():
    slept: list[float] = []
    pacer = RateLimiter(10, 3600, sleep=slept.append)
    threads = [threading.Thread(target=lambda: [pacer.wait() for _ in range(5)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(slept) == 10


def test_a_long_wait_is_told_and_a_short_one_is_not():
    clock, told = Clock(), []
    pacer = RateLimiter(1, 90, clock=clock, sleep=clock.sleep)
    for pause in (0, 0, 89, 0):
        clock.now += pause
        pacer.wait(told.append)
    assert told == ["waiting 90 s to stay within the limit", "waiting 90 s to stay within the limit"]


def test_a_very_long_wait_is_told_in_minutes():
    clock, told = Clock(), []
    pacer = RateLimiter(1, 3600, clock=clock, sleep=clock.sleep)
    pacer.wait(told.append)
    pacer.wait(told.append)
    assert told == ["waiting 60 min to stay within the limit"]


def test_stopping_ends_every_wait_those_to_come_too():
    pacer = RateLimiter(1, 3600)
    pacer.wait()
    waiting = threading.Thread(target=pacer.wait)
    started = time.monotonic()
    waiting.start()
    pacer.stop()
    waiting.join(5)
    pacer.sleep(3600)
    assert not waiting.is_alive()
    assert time.monotonic() - started < 5
