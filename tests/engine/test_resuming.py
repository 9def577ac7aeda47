"""A run that was interrupted goes on from there: only the rest is asked, and whoever reads it learns its age."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from checks.__main__ import main
from checks.clients.http import Http
from checks.clients.rate_limit import RateLimiter
from checks.sandbox.healthy import generated

COUNT = 40
EACH = re.compile(r"/(hooks|configuration-versions|\.gitmodules)$")


@pytest.fixture
def command(sandbox, tmp_path, monkeypatch, capsys, requests_log):
    """Run the command against an organization of 40 with a budget of ten requests an hour, and no time lost waiting."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(RateLimiter, "wait", lambda *_: None)
    environ = sandbox(generated(COUNT, datetime.now(UTC))).environment()
    environ |= {"BITBUCKET_HOURLY_SHARE": "1", "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def run(*arguments: str, stop_after: int | None = None, **more: str) -> tuple[int, str]:
        requests_log.clear()
        with monkeypatch.context() as patch:
            if stop_after is not None:
                patch.setattr(Http, "get", interrupting(stop_after))
            status = main(arguments, environ | more)
        said = capsys.readouterr()
        return status, re.sub(r"\s+", " ", said.out + said.err)

    return run


def interrupting(after: int):
    """Return a `get` in which somebody presses Ctrl-C once so many webhooks were read."""
    get, left = Http.get, iter(range(after))

    def interrupted(self, read, *given, **path):
        if read.path.endswith("/hooks") and next(left, None) is None:
            raise KeyboardInterrupt
        return get(self, read, *given, **path)

    return interrupted


@pytest.fixture
def cached(tmp_path):
    return lambda: list((tmp_path / "cache").rglob("*.jsonl"))


def asked(requests_log) -> Counter[str]:
    return Counter(found[1] for request in requests_log if (found := EACH.search(request.path)))


def test_an_interrupted_run_goes_on_and_asks_for_the_rest_alone(command, requests_log, cached):
    status, out = command(stop_after=15)
    assert status == 130
    assert "To continue from here within 12 hours, run the same command with --resume." in out
    first = asked(requests_log)
    assert first["hooks"] < COUNT
    assert len(cached()) == 1

    status, out = command("--resume")
    assert status == 0
    second = asked(requests_log)
    assert first["hooks"] + second["hooks"] == COUNT
    assert (second["configuration-versions"], second[".gitmodules"]) == (0, 0)
    assert f"Resuming an interrupted run: reusing {2 * COUNT + first['hooks']:,} of its responses" in out
    lists = 2  # of permissions, and of main branches
    assert f"Remaining requests: {second['hooks'] + lists} to Bitbucket, about" in out
    assert "Includes data from an interrupted run, read since" in out
    assert cached() == []


def test_what_was_read_by_whom_is_told_in_full(command):
    command(stop_after=15)
    _, out = command("--resume", "-v", "webhooks")
    assert re.search(r"hooks -> 200 \(\d+ of them, by an earlier run since \d\d \w+ 2\d\d\d, \d\d:\d\d UTC\)", out)
    assert re.search(r"hooks -> 200 \(\d+ of them\)", out)


def test_a_finished_run_is_never_used_again(command, requests_log, cached):
    command()
    assert cached() == []
    status, out = command("--resume")
    assert status == 0
    assert "No interrupted run" in out
    assert asked(requests_log) == {"hooks": COUNT, "configuration-versions": COUNT, ".gitmodules": COUNT}


def test_without_being_asked_to_a_run_begins_anew(command, requests_log):
    command(stop_after=15)
    command()
    assert asked(requests_log)["hooks"] == COUNT


@pytest.mark.parametrize("more", [{"BITBUCKET_EMAIL": "other@acme.example"}])
def test_another_account_begins_anew(command, requests_log, more):
    command(stop_after=15)
    command("--resume", **more)
    assert asked(requests_log)["configuration-versions"] == COUNT


def test_a_damaged_file_ends_the_run_with_one_sentence(command, requests_log, cached):
    command(stop_after=15)
    (path,) = cached()
    path.write_text("{}\n")
    status, out = command("--resume")
    assert status == 2
    assert f"{path} is damaged, so it can't be used. Delete it, or omit --resume." in out
    assert asked(requests_log) == {}


def test_nothing_in_the_file_is_secret(command, cached, sandbox):
    command(stop_after=15)
    (path,) = cached()
    text = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    state = sandbox(generated(COUNT, datetime.now(UTC))).state
    held = state.scenario.credentials
    for secret in (held.terraform_token, held.api_token, held.client_secret, held.email):
        assert secret not in text
    for repository in state.scenario.repositories:
        for hook in repository.hooks:
            assert hook.url.rpartition("/")[2] not in text


def test_a_short_run_leaves_nothing_behind(command, cached):
    status, _ = command(stop_after=5, BITBUCKET_HOURLY_SHARE="100")
    assert status == 130
    assert cached() == []
