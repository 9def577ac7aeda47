"""A resumed run requests only the remaining data, and its report shows the age of the saved data."""

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
    """Return a function that runs the command against 40 workspaces, with ten requests an hour but no real waits."""
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
        output = capsys.readouterr()
        return status, re.sub(r"\s+", " ", output.out + output.err)

    return run


def interrupting(after: int):
    """Return a replacement for `Http.get` that raises KeyboardInterrupt after so many reads of webhooks."""
    get, left = Http.get, iter(range(after))

    def interrupted(self, read, *given, **path):
        if read.path.endswith("/hooks") and next(left, None) is None:
            raise KeyboardInterrupt
        return get(self, read, *given, **path)

    return interrupted


@pytest.fixture
def cached(tmp_path):
    return lambda: list((tmp_path / "cache").rglob("*.jsonl"))


def count_requests(requests_log) -> Counter[str]:
    return Counter(found[1] for request in requests_log if (found := EACH.search(request.path)))


def test_a_resumed_run_requests_only_the_remaining_data(command, requests_log, cached):
    status, out = command(stop_after=15)
    assert status == 130
    assert "To continue from here within 12 hours, run the same command with --resume." in out
    first = count_requests(requests_log)
    assert first["hooks"] < COUNT
    assert len(cached()) == 1

    status, out = command("--resume")
    assert status == 0
    second = count_requests(requests_log)
    assert first["hooks"] + second["hooks"] == COUNT
    assert (second["configuration-versions"], second[".gitmodules"]) == (0, 0)
    assert f"Resuming an interrupted run: reusing {2 * COUNT + first['hooks']:,} of its responses" in out
    lists = 2  # of permissions, and of main branches
    assert f"Remaining requests: {second['hooks'] + lists} to Bitbucket, about" in out
    assert "Includes data from an interrupted run, read since" in out
    assert cached() == []


def test_the_verbose_report_distinguishes_the_requests_of_the_earlier_run(command):
    command(stop_after=15)
    _, out = command("--resume", "-v", "webhooks")
    assert re.search(r"hooks -> 200 \(\d+ of them, by an earlier run since \d\d \w+ 2\d\d\d, \d\d:\d\d UTC\)", out)
    assert re.search(r"hooks -> 200 \(\d+ of them\)", out)


def test_does_not_resume_a_finished_run(command, requests_log, cached):
    command()
    assert cached() == []
    status, out = command("--resume")
    assert status == 0
    assert "No interrupted run" in out
    assert count_requests(requests_log) == {"hooks": COUNT, "configuration-versions": COUNT, ".gitmodules": COUNT}


def test_starts_from_the_beginning_without_the_option(command, requests_log):
    command(stop_after=15)
    command()
    assert count_requests(requests_log)["hooks"] == COUNT


@pytest.mark.parametrize("more", [{"BITBUCKET_EMAIL": "other@acme.example"}])
def test_starts_from_the_beginning_with_another_account(command, requests_log, more):
    command(stop_after=15)
    command("--resume", **more)
    assert count_requests(requests_log)["configuration-versions"] == COUNT


def test_a_damaged_file_ends_the_run_with_a_message(command, requests_log, cached):
    command(stop_after=15)
    (path,) = cached()
    path.write_text("{}\n")
    status, out = command("--resume")
    assert status == 2
    assert f"{path} is damaged, so it can't be used. Delete it, or omit --resume." in out
    assert count_requests(requests_log) == {}


def test_the_file_contains_no_secrets(command, cached, sandbox):
    command(stop_after=15)
    (path,) = cached()
    text = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    state = sandbox(generated(COUNT, datetime.now(UTC))).state
    credentials = state.scenario.credentials
    for secret in (
        credentials.terraform_token,
        credentials.api_token,
        credentials.client_secret,
        credentials.email,
    ):
        assert secret not in text
    for repository in state.scenario.repositories:
        for hook in repository.hooks:
            assert hook.url.rpartition("/")[2] not in text


def test_a_short_run_saves_no_file(command, cached):
    status, _ = command(stop_after=5, BITBUCKET_HOURLY_SHARE="100")
    assert status == 130
    assert cached() == []
