"""Asking until all is right: a line for each change, the token endpoint once, and what is known when interrupted."""

import io

import pytest

from checks.clients.environment import read_settings
from checks.engine import asking as module
from checks.engine import waiting
from checks.engine.asking import Asking
from checks.engine.console import Console
from checks.engine.model import Outcome
from checks.engine.registry import all_checks
from checks.engine.report.text import Look
from checks.sandbox.healthy import healthy


@pytest.fixture
def asking(sandbox, tmp_path, monkeypatch):
    """An asking about the imitated services, and what to do while it rests."""
    monkeypatch.setattr(waiting, "SHORTEST", 0.01)

    def made(fault, meanwhile):
        running = sandbox(fault)
        monkeypatch.setattr(module, "_rest", lambda *_: meanwhile(running))
        stream = io.StringIO()
        settings = read_settings(running.environment(), tmp_path)
        return Asking(all_checks(), settings, Console(stream), Look(width=110)), stream, running

    return made


def mended(running):
    running.world.scenario = healthy(running.world.scenario.clock)


def outcomes(asking):
    return {result.check.id: result.outcome for result in asking.results}


def test_it_ends_when_all_is_right_with_a_line_for_what_changed(asking, journal):
    one, stream, _ = asking("access-not-granted", mended)
    one.ask(60)
    assert Outcome.FAIL not in outcomes(one).values()
    changes = [line for line in stream.getvalue().splitlines() if line[2:3] == ":" and "pass" in line]
    assert any("The provider has been granted access" in line for line in changes)
    assert [request.method for request in journal].count("POST") == 1


def test_it_says_for_how_long_and_what_is_not_tried_again(asking):
    one, stream, _ = asking("access-not-granted", mended)
    one.ask(300)
    assert "Waiting until all is right, for 5 min at most. Ctrl-C ends it." in stream.getvalue()
    assert "Key and secret of the consumer are not tried again" in stream.getvalue()


def test_it_asks_once_where_waiting_was_not_wanted(asking):
    one, stream, _ = asking("access-not-granted", lambda _: pytest.fail("it rested"))
    one.ask()
    assert "Waiting" not in stream.getvalue()


def test_it_does_not_wait_for_what_is_asked_once(asking):
    one, stream, _ = asking("wrong-secret", lambda _: pytest.fail("it rested"))
    one.ask(60)
    assert "Waiting" not in stream.getvalue()


def test_interrupted_while_it_waits_it_keeps_the_last_look(asking):
    def interrupted(_):
        raise KeyboardInterrupt

    one, stream, _ = asking("access-not-granted", interrupted)
    one.ask(60)
    assert one.interrupted
    assert len(one.results) == len(all_checks())
    assert "Interrupted. This is what was seen last:" in stream.getvalue()
