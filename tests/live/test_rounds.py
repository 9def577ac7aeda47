"""The rounds decide which checks run again, what is read again, and how many requests Bitbucket gets."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.clients.request_log import RequestRecord
from checks.engine.model import Check, Ended, Outcome, Result, Step, failed, passed
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential
from checks.live import allowance, rounds
from checks.live.board import Board
from checks.live.rounds import Rounds
from checks.settings.settings import Settings

PAGE = Step.CREATE_WORKSPACE
FINDINGS = {Outcome.PASSED: passed("a", "b", "b"), Outcome.FAILED: failed("a", "b", "c", "d")}


def check(name, *reads, after=(), step=PAGE):
    return Check(name, name, "", step, reads, (), after, lambda _: iter(()), Path(__file__))


FIRST = check("first", terraform.OAUTH_CLIENTS)
SECOND = check("second", bitbucket.HOOKS, after=(FIRST,))
PAIR = check("pair", bitbucket.ACCESS_TOKEN, step=Step.CONSUMER)


def result(one, outcome, *requests):
    if outcome in FINDINGS:
        return Result(one, (FINDINGS[outcome],), requests=requests)
    return Result(one, ended=Ended(outcome, "Later."), requests=requests)


def to_bitbucket(name):
    return RequestRecord(bitbucket.HOOKS, f"https://api.bitbucket.org/2.0/{name}", 200)


class Connection:
    """A connection that records what a round forgets."""

    def __init__(self):
        self.settings = Settings()
        self.credentials = frozenset(Credential) - {Credential.TERRAFORM_TOKEN}
        self.allowance = allowance.Allowance()
        self.forgotten = set()
        self.asked_for_repositories = 0

    def forget(self, endpoints):
        self.forgotten |= endpoints

    def hide(self, value):
        return value

    def providers(self):
        return ()

    def repositories(self):
        self.asked_for_repositories += 1
        return ()


@pytest.fixture
def make(monkeypatch):
    """Return a function that makes rounds, with the outcomes that a board shows first and that later runs return."""

    def made(shown, later=None):
        connection, board, ran = Connection(), Board(shown), []
        now = {**shown, **(later or {})}

        def run(checks, _connection, _before):
            ran.append([one.id for one in checks])
            yield from (result(one, now[one]) for one in checks)

        monkeypatch.setattr(rounds, "run", run)
        for one, outcome in shown.items():
            if outcome:
                board.put(result(one, outcome), datetime.now(UTC))
        found = Rounds(connection, board, tuple(shown), threading.Event())
        found.ran, found.connection = ran, connection
        return found

    return made


def test_what_waits_for_a_check_runs_again_with_it(make):
    live = make({FIRST: Outcome.FAILED, SECOND: Outcome.SKIPPED})
    live.connection.credentials = frozenset(Credential)
    live.recheck({FIRST})
    assert sorted(live.ran[0]) == ["first", "second"]
    assert live.connection.forgotten == {terraform.OAUTH_CLIENTS, bitbucket.HOOKS}


def test_what_lacks_a_credential_does_not_run_with_its_prerequisite(make):
    live = make({FIRST: Outcome.FAILED, SECOND: Outcome.SKIPPED})
    live.connection.credentials = frozenset({Credential.TERRAFORM_TOKEN})
    live.recheck({FIRST})
    assert live.ran == [["first"]]
    assert live.connection.forgotten == {terraform.OAUTH_CLIENTS}


@pytest.mark.parametrize(("again", "forgotten"), [(False, set()), (True, {bitbucket.ACCESS_TOKEN})])
def test_the_response_to_a_key_and_secret_is_kept_unless_the_reader_asks_again(make, again, forgotten):
    live = make({PAIR: Outcome.FAILED})
    live.recheck({PAIR}, again=again)
    assert live.connection.forgotten == forgotten


def test_a_check_that_fails_now_also_takes_back_what_passed_because_of_it(make):
    later = {FIRST: Outcome.FAILED, SECOND: Outcome.SKIPPED}
    live = make({FIRST: Outcome.PASSED, SECOND: Outcome.PASSED}, later)
    live.recheck({FIRST})
    assert [sorted(ran) for ran in live.ran] == [["first"], ["first", "second"]]


class TestLimit:
    """Automatic checks send at most `REQUESTS` requests to Bitbucket per minute, together."""

    CHECKS = tuple(check(f"check-{number}", bitbucket.HOOKS) for number in range(3))

    @pytest.fixture
    def limited(self, make):
        live = make(dict.fromkeys(self.CHECKS, Outcome.FAILED))
        half = allowance.REQUESTS // 2
        for number, one in enumerate(self.CHECKS):
            requests = [to_bitbucket(f"{number}/{each}") for each in range(half)]
            live._board.put(result(one, Outcome.PASSED, *requests), datetime.now(UTC))
        return live

    def test_counts_the_requests_of_all_chosen_checks(self, limited):
        assert len(limited._affordable(self.CHECKS)) == 2

    def test_counts_the_recent_requests(self, limited):
        limited.connection.allowance.take(0)
        assert len(limited._affordable(self.CHECKS)) == 1

    def test_counts_a_shared_request_once(self, limited):
        shared = [to_bitbucket(str(each)) for each in range(allowance.REQUESTS)]
        for one in self.CHECKS:
            limited._board.put(result(one, Outcome.FAILED, *shared), datetime.now(UTC))
        assert limited._affordable(self.CHECKS) == {*self.CHECKS}


@pytest.mark.parametrize(("shown", "times"), [((None, Outcome.PASSED), 0), ((Outcome.PASSED, Outcome.PASSED), 1)])
def test_the_repositories_are_read_only_after_every_check(make, shown, times):
    live = make(dict(zip((FIRST, SECOND), shown, strict=True)))
    live.connection.credentials = frozenset(Credential)
    live.recheck({SECOND} if None not in shown else set())
    assert live.connection.asked_for_repositories == times


def test_a_secret_that_is_added_later_is_removed_from_the_shown_results(make):
    live = make({FIRST: Outcome.FAILED, SECOND: None})
    live._board.hide(lambda shown: Result(shown.check, (failed("a", "b", "(hidden)", "d"),)))
    assert live._board.card(FIRST).result.findings[0].actual == "(hidden)"
    assert live._board.card(SECOND).result is None
