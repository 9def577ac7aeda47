"""A session with polling: a line for each change, one token request, and the last results after an interruption."""

import io

import pytest

from checks.cli import polling
from checks.cli import session as module
from checks.cli.console import Console
from checks.cli.session import Session
from checks.engine.model import Outcome
from checks.engine.registry import all_checks
from checks.report.terminal.options import RenderOptions
from checks.sandbox.healthy import healthy
from checks.settings.environment import read_settings


@pytest.fixture
def new_session(sandbox, tmp_path, monkeypatch):
    """Return a function that creates a session on the sandbox, with a callback for the pauses."""
    monkeypatch.setattr(polling, "SHORTEST", 0.01)

    def create(fault, meanwhile):
        running = sandbox(fault)
        monkeypatch.setattr(module, "_rest", lambda *_: meanwhile(running))
        stream = io.StringIO()
        settings = read_settings(running.environment(), tmp_path)
        return Session(all_checks(), settings, Console(stream), RenderOptions(width=110)), stream, running

    return create


def fixed(running):
    running.state.scenario = healthy(running.state.scenario.clock)


def outcomes(session):
    return {result.check.id: result.outcome for result in session.results}


def test_ends_when_everything_passes_and_shows_each_change(new_session, requests_log):
    session, stream, _ = new_session("access-not-granted", fixed)
    session.ask(60)
    assert Outcome.FAILED not in outcomes(session).values()
    changes = [line for line in stream.getvalue().splitlines() if line[2:3] == ":" and "passed" in line]
    assert any("The VCS provider is authorized" in line for line in changes)
    assert [request.method for request in requests_log].count("POST") == 1


def test_shows_the_duration_and_the_request_that_is_not_repeated(new_session):
    session, stream, _ = new_session("access-not-granted", fixed)
    session.ask(300)
    assert "Repeating the checks for up to 5 minutes. Press Ctrl+C to stop." in stream.getvalue()
    assert "The consumer key and secret are sent only once" in stream.getvalue()


def test_runs_once_without_polling(new_session):
    session, stream, _ = new_session("access-not-granted", lambda _: pytest.fail("it paused"))
    session.ask()
    assert "Repeating" not in stream.getvalue()


def test_does_not_wait_for_the_token_request(new_session):
    session, stream, _ = new_session("wrong-secret", lambda _: pytest.fail("it paused"))
    session.ask(60)
    assert "Repeating" not in stream.getvalue()


def test_keeps_the_last_results_if_interrupted_during_polling(new_session):
    def interrupted(_):
        raise KeyboardInterrupt

    session, stream, _ = new_session("access-not-granted", interrupted)
    session.ask(60)
    assert session.interrupted
    assert len(session.results) == len(all_checks())
    assert "Interrupted. Results of the last round:" in stream.getvalue()
