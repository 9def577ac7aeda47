"""Asking until all is right: a line for each change, the token endpoint once, and what is known when interrupted."""

import io

import pytest

from checks.cli import polling
from checks.cli import session as module
from checks.cli.console import Console
from checks.cli.session import Session
from checks.engine.model import Outcome
from checks.engine.registry import all_checks
from checks.report.terminal.results import RenderOptions
from checks.sandbox.healthy import healthy
from checks.settings.environment import read_settings


@pytest.fixture
def asking(sandbox, tmp_path, monkeypatch):
    """An asking about the imitated services, and what to do while it rests."""
    monkeypatch.setattr(polling, "SHORTEST", 0.01)

    def made(fault, meanwhile):
        running = sandbox(fault)
        monkeypatch.setattr(module, "_rest", lambda *_: meanwhile(running))
        stream = io.StringIO()
        settings = read_settings(running.environment(), tmp_path)
        return Session(all_checks(), settings, Console(stream), RenderOptions(width=110)), stream, running

    return made


def fixed(running):
    running.state.scenario = healthy(running.state.scenario.clock)


def outcomes(asking):
    return {result.check.id: result.outcome for result in asking.results}


def test_it_ends_when_all_is_right_with_a_line_for_what_changed(asking, requests_log):
    one, stream, _ = asking("access-not-granted", fixed)
    one.ask(60)
    assert Outcome.FAILED not in outcomes(one).values()
    changes = [line for line in stream.getvalue().splitlines() if line[2:3] == ":" and "passed" in line]
    assert any("The VCS provider is authorized" in line for line in changes)
    assert [request.method for request in requests_log].count("POST") == 1


def test_it_says_for_how_long_and_what_is_not_tried_again(asking):
    one, stream, _ = asking("access-not-granted", fixed)
    one.ask(300)
    assert "Repeating the checks for up to 5 minutes. Press Ctrl+C to stop." in stream.getvalue()
    assert "The consumer key and secret are sent only once" in stream.getvalue()


def test_it_asks_once_where_waiting_was_not_wanted(asking):
    one, stream, _ = asking("access-not-granted", lambda _: pytest.fail("it rested"))
    one.ask()
    assert "Repeating" not in stream.getvalue()


def test_it_does_not_wait_for_what_is_asked_once(asking):
    one, stream, _ = asking("wrong-secret", lambda _: pytest.fail("it rested"))
    one.ask(60)
    assert "Repeating" not in stream.getvalue()


def test_interrupted_while_it_waits_it_keeps_the_last_look(asking):
    def interrupted(_):
        raise KeyboardInterrupt

    one, stream, _ = asking("access-not-granted", interrupted)
    one.ask(60)
    assert one.interrupted
    assert len(one.results) == len(all_checks())
    assert "Interrupted. Results of the last round:" in stream.getvalue()
