"""Bitbucket's token endpoint is asked once for each key and secret: a rejected pair is never tried again."""

import json
import multiprocessing
import os
import re
import sqlite3
import stat
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.clients.bitbucket_records import TokenResponse
from checks.clients.errors import ReadError
from checks.live.cards import iso
from checks.live.token_requests import AGAIN_SECONDS, TokenRequests, next_request, state_folder
from checks.sandbox.response_faults import ResponseFault, answer
from checks.settings.environment import read_settings
from checks.settings.secret import Secret
from checks.settings.settings import Consumer

SITE = "https://bitbucket.org"
CONSUMER = Consumer("planted-consumer-key", Secret("planted-consumer-secret"))
GRANTED = TokenResponse(granted=True, scopes=frozenset({"account", "webhook"}), status=200)
REJECTED = TokenResponse(granted=False, error="unauthorized_client", description="Invalid OAuth client credentials")
PUBLIC = TokenResponse(granted=False, error="invalid_grant", description='a consumer marked as "public"')
TOKEN_ENDPOINT = "/site/oauth2/access_token"


class Bitbucket:
    """Counts the requests to the token endpoint, and answers them in the same way."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = 0

    def __call__(self):
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Clock:
    now = 1_800_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def requests(tmp_path, clock):
    return TokenRequests(tmp_path, clock)


def start(requests, bitbucket, consumer=CONSUMER):
    """Ask as at the start of the guide."""
    return requests.response(consumer, SITE, bitbucket, first=True, again=False)


def click(requests, bitbucket):
    """Ask as after a click on "Check again"."""
    return requests.response(CONSUMER, SITE, bitbucket, first=True, again=True)


def visit(requests, bitbucket):
    """Ask as after a return to the page."""
    return requests.response(CONSUMER, SITE, bitbucket, first=False, again=False)


@pytest.mark.parametrize("given", [GRANTED, REJECTED, PUBLIC])
def test_the_first_response_is_kept_with_its_time(requests, clock, given):
    bitbucket = Bitbucket(given)
    first = start(requests, bitbucket)
    clock.now += 60
    for ask in (start, click, visit):
        later = ask(requests, bitbucket)
        assert (later.response, later.asked, later.is_new) == (given, first.asked, False)
    assert bitbucket.asked == 1


def test_a_visit_never_asks(requests):
    bitbucket = Bitbucket(GRANTED)
    with pytest.raises(ReadError, match="select Check again"):
        visit(requests, bitbucket)
    assert bitbucket.asked == 0


@pytest.mark.parametrize("given", [GRANTED, PUBLIC, ReadError("no response")])
def test_a_click_asks_again_after_ten_minutes(requests, clock, given):
    bitbucket = Bitbucket(given)
    for wait in (0, AGAIN_SECONDS - 1, 1, AGAIN_SECONDS - 1, 1):
        clock.now += wait
        expected = pytest.raises(ReadError) if isinstance(given, ReadError) else nullcontext()
        with expected:
            click(requests, bitbucket)
    assert bitbucket.asked == 3


@pytest.mark.parametrize("ask", [start, visit])
def test_nothing_but_a_click_asks_again(requests, clock, ask):
    bitbucket = Bitbucket(GRANTED)
    start(requests, bitbucket)
    clock.now += 100 * AGAIN_SECONDS
    assert not ask(requests, bitbucket).is_new
    assert bitbucket.asked == 1


def test_a_rejected_pair_is_never_tried_again(requests, clock, tmp_path):
    bitbucket = Bitbucket(REJECTED)
    start(requests, bitbucket)
    clock.now += 365 * 24 * 3600
    for again in (requests, TokenRequests(tmp_path, clock)):
        for ask in (start, click, visit):
            assert ask(again, bitbucket).response == REJECTED
    assert bitbucket.asked == 1


def test_another_secret_is_another_pair(requests):
    bitbucket = Bitbucket(REJECTED)
    start(requests, bitbucket)
    start(requests, bitbucket, replace(CONSUMER, secret=Secret("another-consumer-secret")))
    assert bitbucket.asked == 2


def test_a_missing_response_says_when_to_ask_again(requests):
    bitbucket = Bitbucket(ReadError("no response"))
    with pytest.raises(ReadError, match="no response"):
        start(requests, bitbucket)
    with pytest.raises(ReadError, match=r"To request it again, select Check again at \d\d:\d\d or later\."):
        click(requests, bitbucket)


def test_a_response_that_is_missing_since_another_day_can_be_requested(requests, clock):
    bitbucket = Bitbucket(ReadError("no response"))
    with pytest.raises(ReadError, match="no response"):
        start(requests, bitbucket)
    clock.now += 3 * 24 * 3600
    known = r"at \d{4}-\d\d-\d\d, \d\d:\d\d, without a response\. To request it again, select Check again\.$"
    with pytest.raises(ReadError, match=known):
        start(requests, bitbucket)
    with pytest.raises(ReadError, match="no response"):
        click(requests, bitbucket)
    assert bitbucket.asked == 2


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("14:03:00", "14:13:00"), ("14:03:01", "14:14:00"), ("14:03:59.9", "14:14:00"), ("23:55:30", "00:06:00")],
)
def test_a_minute_at_which_to_ask_again_is_late_enough(asked, shown):
    moment = datetime.fromisoformat(f"2026-11-29T{asked}+00:00")
    later = next_request(moment)
    assert later.astimezone(UTC).time().isoformat() == shown
    assert 0 <= later.timestamp() - moment.timestamp() - AGAIN_SECONDS < 60


def test_a_clock_that_was_set_back_is_no_reason_to_ask(requests, clock):
    bitbucket = Bitbucket(GRANTED)
    start(requests, bitbucket)
    clock.now -= 10 * AGAIN_SECONDS
    assert not click(requests, bitbucket).is_new


def test_without_a_writable_folder_bitbucket_is_not_asked(tmp_path):
    file = tmp_path / "file"
    file.touch()
    bitbucket = Bitbucket(GRANTED)
    for folder in (None, file):
        with pytest.raises(ReadError, match="Set XDG_STATE_HOME"):
            start(TokenRequests(folder), bitbucket)
    assert bitbucket.asked == 0


def test_a_damaged_record_is_no_reason_to_ask(tmp_path):
    (tmp_path / "token-requests.sqlite").write_bytes(b"damaged" * 1000)
    bitbucket = Bitbucket(GRANTED)
    with pytest.raises(ReadError, match="no token was requested"):
        start(TokenRequests(tmp_path), bitbucket)
    assert bitbucket.asked == 0


@pytest.mark.parametrize(
    ("platform", "environ", "folder"),
    [
        ("linux", {}, "/home/sam/.local/state"),
        ("linux", {"XDG_STATE_HOME": "/state"}, "/state"),
        ("linux", {"XDG_STATE_HOME": "relative"}, "/home/sam/.local/state"),
        ("darwin", {}, "/home/sam/Library/Application Support"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local"),
    ],
)
def test_the_record_is_in_the_folder_for_state(platform, environ, folder):
    assert state_folder(environ, Path("/home/sam"), platform) == Path(folder, "bitbucket-terraform-guide")


def test_without_a_home_there_is_no_folder():
    assert state_folder({}, None, "linux") is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_only_this_user_can_read_the_record(requests, tmp_path):
    umask = os.umask(0)
    try:
        start(requests, Bitbucket(GRANTED))
    finally:
        os.umask(umask)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_the_record_contains_neither_the_key_nor_the_secret(requests, tmp_path):
    start(requests, Bitbucket(GRANTED))
    (file,) = tmp_path.iterdir()
    content = file.read_bytes()
    assert not re.search(rb"planted", content)
    with sqlite3.connect(file) as record:
        ((pair, response),) = record.execute("SELECT pair, response FROM request").fetchall()
    assert re.fullmatch(r"[0-9a-f]{128}", pair)
    assert json.loads(response) == [True, None, None, ["account", "webhook"], 200]


def test_threads_ask_once(requests):
    bitbucket = Bitbucket(GRANTED)

    def one(_):
        try:
            return click(requests, bitbucket)
        except ReadError:  # the other thread waits for the response
            return None

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(40)))
    assert bitbucket.asked == 1


def in_another_process(folder, asked):
    def ask():
        with asked.get_lock():
            asked.value += 1
        return GRANTED

    with suppress(ReadError):  # another process waits for the response
        TokenRequests(folder).response(CONSUMER, SITE, ask, first=True, again=True)


def test_processes_ask_once(tmp_path):
    context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "fork")
    asked = context.Value("i", 0)
    processes = [context.Process(target=in_another_process, args=(tmp_path, asked)) for _ in range(6)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    assert asked.value == 1


def token_requests(log):
    return [request for request in log if request.path == TOKEN_ENDPOINT]


def test_two_servers_and_two_tabs_ask_once(live, sandbox, requests_log):
    environ = sandbox().environment()
    servers = [live(environ), live(environ)]
    for server in servers:
        server.settle()
    for server in servers:
        for tab in (server.reader(), server.reader()):
            tab.visit("create-consumer")
            tab.click("create-consumer", "consumer-credentials")
            tab.click("create-consumer")
        server.settle()
    assert [server.states()["consumer-permissions"] for server in servers] == ["passed", "passed"]
    assert len(token_requests(requests_log)) == 1


def test_a_rejected_pair_stays_failed_whatever_is_clicked(live, sandbox, requests_log):
    environ = sandbox("wrong-secret").environment()
    server = live(environ)
    server.settle()
    reader = server.reader()
    for check in (None, "consumer-credentials", "private-consumer"):
        reader.click("create-consumer", check)
        reader.visit("create-consumer")
    states = server.settle()
    assert states["consumer-credentials"] == "failed"
    assert len(token_requests(requests_log)) == 1
    card = server.board.document()[1]["cards"]["consumer-credentials"]
    assert "rejected" in card["summary"]
    assert "doesn't send this key and secret again" in card["html"]
    assert {credential.name for credential, _ in server.asked} == {"CONSUMER"}
    time.sleep(1.1)
    again = live(environ)
    began = iso(datetime.now(UTC))
    again.settle()
    assert again.states()["consumer-credentials"] == "failed"
    assert again.board.document()[1]["cards"]["consumer-credentials"]["checked"] < began
    assert len(token_requests(requests_log)) == 1


@pytest.mark.parametrize("shape", ["too short", "swapped"])
def test_a_rejected_pair_does_not_affect_the_next_one(live, sandbox, requests_log, shape):
    environ = sandbox().environment()
    names = ("BITBUCKET_CLIENT_ID", "BITBUCKET_CLIENT_SECRET")
    key, secret = (environ[name] for name in names)
    other = {"too short": (key, secret[:8]), "swapped": (secret, key)}[shape]
    server = live(environ | dict(zip(names, other, strict=True)))
    server.settle()
    for pair, outcome in [((key, secret), "passed"), (other, "failed"), ((key, secret), "passed")]:
        server.guide.add(read_settings(environ | dict(zip(names, pair, strict=True)), None))
        states = server.states()
        assert states["consumer-credentials"] == outcome, server.board.document()[1]["cards"]["consumer-credentials"]
        if outcome == "passed":
            assert states["consumer-key"] == states["consumer-permissions"] == "passed"
        assert secret not in str(server.board.document())
    assert len(token_requests(requests_log)) == 2


def test_no_response_is_not_shown_as_a_verdict(live, sandbox, requests_log):
    running = sandbox(ResponseFault("bitbucket", TOKEN_ENDPOINT, answer(503)))
    server = live(running.environment())
    assert server.settle()["consumer-credentials"] == "unknown"
    server.reader().click("create-consumer")
    server.settle()
    assert len(token_requests(requests_log)) == 1


def test_a_recheck_of_the_permissions_shows_the_time_of_the_response(live, sandbox):
    server = live(sandbox().environment())
    server.settle()
    before = server.board.document()[1]["cards"]["consumer-permissions"]
    server.reader().click("create-consumer", "consumer-permissions")
    server.settle()
    after = server.board.document()[1]["cards"]["consumer-permissions"]
    assert (after["state"], after["checked"]) == ("passed", before["checked"])
