"""Automatic checks send at most 20 requests per minute to Bitbucket, and no check waits long for a rate limit."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.live import allowance, connection, guide, jobs
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import generated
from checks.sandbox.response_faults import ResponseFault, answer

MINUTE = 4.0
"""Seconds. In these tests, a minute is shorter."""


class TimedLog(list):
    """A log of requests that also records when each request to Bitbucket arrived."""

    def __init__(self):
        super().__init__()
        self.arrived = []

    def append(self, request):
        super().append(request)
        if request.service == "bitbucket":
            self.arrived.append(time.monotonic())

    def most(self, seconds):
        """Return the maximum number of requests to Bitbucket in any period of this length."""
        return max(
            (sum(start <= one < start + seconds for one in self.arrived) for start in self.arrived),
            default=0,
        )


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(guide, "TOGETHER_SECONDS", 0)
    monkeypatch.setattr(allowance, "MINUTE", MINUTE + 1)
    monkeypatch.setattr(jobs, "RETRY_SECONDS", 0.05)


@pytest.fixture
def few():
    """Five repositories, which the limit is made for."""
    return generated(5, datetime.now(UTC))


def watched(running):
    running.state.requests_log = TimedLog()
    return running.state.requests_log


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("tabs", [1, 2])
def test_fixes_and_returns_stay_within_the_limit(live, sandbox, few, tabs):
    def fixed(number):
        repositories = [one if at < number else replace(one, hooks=()) for at, one in enumerate(few.repositories)]
        return replace(few, repositories=tuple(repositories))

    running = sandbox(fixed(0))
    log = watched(running)
    server = live(running.environment())
    server.settle()
    readers = [server.reader() for _ in range(tabs)]
    for number in range(len(few.repositories) + 1):
        running.state.change(lambda _, number=number: fixed(number))
        for reader in readers:
            reader.visit("create-workspace")
        time.sleep(MINUTE / 10)
    server.wait(lambda states: states["webhooks"] == "passed", 30)
    assert log.most(MINUTE) <= allowance.REQUESTS


@pytest.mark.usefixtures("hurried")
def test_what_a_click_causes_does_not_wait(live, sandbox, few):
    running = sandbox(FAULTS["access-not-granted"].change(few))
    server = live(running.environment())
    server.settle()
    running.state.change(lambda _: few)
    for _ in range(allowance.REQUESTS):
        server.connection.allowance.take(0)
    server.reader().click("connect-and-authorize", "provider-authorized")
    server.guide.wait()
    states = server.states()
    assert states["webhooks"] == states["webhook-admin-access"] == "passed"
    assert server.board.document()[1]["waiting"] == ""


@pytest.mark.usefixtures("hurried")
def test_one_fix_of_five_repositories_needs_no_wait(live, sandbox, few):
    running = sandbox(FAULTS["access-not-granted"].change(few))
    server = live(running.environment())
    before = server.settle()
    server.connection.allowance._sent.clear()
    running.state.change(lambda _: few)
    log = watched(running)
    server.reader().visit("connect-and-authorize")
    server.guide.wait()
    after = server.states()
    assert {name for name in after if after[name] != before[name]} >= {"provider-authorized", "webhooks"}
    assert server.board.document()[1]["waiting"] == ""
    assert len(log.arrived) == 13


@pytest.mark.usefixtures("hurried")
def test_a_click_counts_toward_the_limit_of_automatic_checks(live, sandbox, few):
    running = sandbox(FAULTS["access-not-granted"].change(few))
    server = live(running.environment())
    server.settle()
    server.connection.allowance._sent.clear()
    running.state.change(lambda _: few)
    log = watched(running)
    reader = server.reader()
    for _ in range(10):
        reader.click("prerequisites", "bitbucket-token-scopes")
        server.guide.wait()
    reader.visit("connect-and-authorize")
    server.guide.wait()
    assert len(log.arrived) <= allowance.REQUESTS
    document = server.board.document()[1]
    assert document["waiting"].endswith(" wait for a rate limit")
    assert document["cards"]["provider-authorized"]["state"] == "passed"
    assert document["cards"]["webhooks"]["state"] == "unknown"
    assert "This check runs as soon as the limit allows." in document["cards"]["webhooks"]["summary"]
    server.wait(lambda states: states["webhooks"] == "passed")
    server.wait(lambda _: not server.board.document()[1]["waiting"])
    assert log.most(MINUTE) <= allowance.REQUESTS


@pytest.mark.usefixtures("hurried")
def test_a_verdict_stays_until_the_limit_allows_the_check_again(live, sandbox, few):
    first, *others = few.repositories
    running = sandbox(replace(few, repositories=(replace(first, hooks=()), *others)))
    server = live(running.environment())
    before = server.settle()
    assert before["webhooks"] == "failed"
    for _ in range(allowance.REQUESTS):
        server.connection.allowance.take(0)
    running.state.change(lambda _: few)
    log = watched(running)
    server.reader().visit("create-workspace")
    server.guide.wait()
    assert not log.arrived
    assert server.states() == before
    assert server.board.document()[1]["waiting"].endswith("for a rate limit")
    server.wait(lambda states: states["webhooks"] == "passed")


@pytest.mark.usefixtures("hurried")
def test_no_check_waits_for_the_hourly_limit(live, sandbox):
    running = sandbox(generated(30, datetime.now(UTC)))
    server = live(running.environment() | {"BITBUCKET_HOURLY_SHARE": "1"})
    states = server.settle()
    assert states["provider-authorized"] == "passed"
    assert states["webhooks"] == "unknown"
    assert "bitbucket-terraform verify" in server.board.document()[1]["cards"]["webhooks"]["summary"]


@pytest.mark.usefixtures("hurried")
def test_a_card_says_when_the_hourly_limit_allows_its_requests(live, sandbox, few):
    running = sandbox(few)
    server = live(running.environment() | {"BITBUCKET_HOURLY_SHARE": "2"})
    server.settle()
    reader = server.reader()
    for _ in range(4):
        reader.click("create-workspace", "webhooks")
        server.guide.wait()
    card = server.board.document()[1]["cards"]["webhooks"]
    assert card["state"] == "unknown"
    assert "The next request is possible at " in card["summary"]


@pytest.mark.usefixtures("hurried")
def test_a_click_on_another_card_goes_on_while_bitbucket_requests_a_wait(live, sandbox, few, monkeypatch):
    monkeypatch.setattr(connection, "PATIENCE", 1.0)
    running = sandbox(few, ResponseFault("bitbucket", "*/hooks", answer(429, Retry_After="3"), times=1))
    server = live(running.environment())
    states = server.settle()
    assert states["webhooks"] == "unknown"
    assert "status 429. The next request is possible at " in server.board.document()[1]["cards"]["webhooks"]["summary"]
    log = watched(running)
    server.reader().click("connect-and-authorize", "provider-scope")
    server.guide.wait()
    assert log
    assert not log.arrived
    server.wait(lambda states: states["webhooks"] == "passed")


@pytest.mark.usefixtures("hurried")
def test_a_check_that_needs_too_many_requests_is_not_shown_as_waiting(live, sandbox):
    many = generated(30, datetime.now(UTC))
    first, *others = many.repositories
    running = sandbox(replace(many, repositories=(replace(first, hooks=()), *others)))
    server = live(running.environment())
    assert server.settle()["webhooks"] == "failed"
    server.connection.allowance._sent.clear()
    log = watched(running)
    server.reader().visit("create-workspace")
    server.guide.wait()
    assert server.board.document()[1]["waiting"] == ""
    assert not [request for request in log if request.path.endswith("/hooks")]
