"""A pacer never lets more through than the limit, in any stretch of time, and never makes anybody wait in vain."""

import threading
import time

from hypothesis import given
from hypothesis import strategies as st

from checks.clients.connection import Connection
from checks.clients.pacing import Pacer
from checks.clients.settings import Settings
from checks.facts import terraform


class Clock:
    """A clock that only moves when somebody sleeps, or is told to; in whole numbers, so that nothing is rounded."""

    def __init__(self) -> None:
        self.now = 1000

    def __call__(self) -> int:
        return self.now

    def sleep(self, seconds: int) -> None:
        self.now += seconds


def passages(clock: Clock, pacer: Pacer, pauses: list[int]) -> list[int]:
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
    went = passages(clock, Pacer(requests, seconds, clock=clock, sleep=clock.sleep), pauses)
    for first, after_the_limit in zip(went, went[requests:], strict=False):
        assert after_the_limit - first >= seconds


@given(PAUSES, st.integers(1, 10))
def test_whoever_stays_below_the_limit_never_waits(pauses, requests):
    clock = Clock()
    slow = [pause + 1 for pause in pauses]
    went = passages(clock, Pacer(requests, requests, clock=clock, sleep=clock.sleep), slow)
    assert went == [1000 + sum(slow[: at + 1]) for at in range(len(slow))]


def test_a_burst_goes_at_once_and_the_next_request_when_the_first_is_a_second_old():
    clock = Clock()
    went = passages(clock, Pacer(30, 1, clock=clock, sleep=clock.sleep), [0] * 31)
    assert went == [1000] * 30 + [1001]


def test_hcp_terraform_is_asked_thirty_times_a_second_at_most():
    connection = Connection(Settings())
    pacer = connection._sessions[0]._pacer
    assert (pacer._requests, pacer._seconds) == (30, 1)
    assert terraform.RATE_LIMIT.number == 30
    connection.close()


def test_several_threads_share_one_limit():
    slept: list[float] = []
    pacer = Pacer(10, 3600, sleep=slept.append)
    threads = [threading.Thread(target=lambda: [pacer.wait() for _ in range(5)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(slept) == 10


def test_a_long_wait_is_told_and_a_short_one_is_not():
    clock, told = Clock(), []
    pacer = Pacer(1, 90, clock=clock, sleep=clock.sleep)
    for pause in (0, 0, 89, 0):
        clock.now += pause
        pacer.wait(told.append)
    assert told == ["waiting 90 s to stay within the limit", "waiting 90 s to stay within the limit"]


def test_a_very_long_wait_is_told_in_minutes():
    clock, told = Clock(), []
    pacer = Pacer(1, 3600, clock=clock, sleep=clock.sleep)
    pacer.wait(told.append)
    pacer.wait(told.append)
    assert told == ["waiting 60 min to stay within the limit"]


def test_stopping_ends_every_wait_those_to_come_too():
    pacer = Pacer(1, 3600)
    pacer.wait()
    waiting = threading.Thread(target=pacer.wait)
    started = time.monotonic()
    waiting.start()
    pacer.stop()
    waiting.join(5)
    pacer.rest(3600)
    assert not waiting.is_alive()
    assert time.monotonic() - started < 5
