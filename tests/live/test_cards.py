"""A card shows the state of a check, and never an old verdict as a new one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.clients.request_log import RequestRecord
from checks.engine.model import Ended, Outcome, Step, failed, passed, unknown
from checks.engine.registry import all_checks
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential
from checks.live import cards
from checks.live.board import Board
from checks.live.cards import Card

EARLIER = datetime(2026, 11, 29, 5, 0, tzinfo=UTC)
NOW = EARLIER + timedelta(minutes=10)


@pytest.fixture
def check(made):
    return made.check()


@pytest.fixture
def result(made, check):
    """Return a function that makes a result from requests that were sent at these times."""

    def make(*findings, sent=(), ended=None):
        requests = tuple(RequestRecord(terraform.WORKSPACES, f"https://a.example/{one}", 200, one) for one in sent)
        return replace(made.result(*findings, ended=ended), check=check, requests=requests)

    return make


OK, NO = passed("a", "b", "b"), failed("a", "b", "c", "Fix it.")


def test_a_card_that_did_not_run_shows_no_verdict(check):
    assert cards.to_json(Card(check)) == {
        "state": "not-run",
        "label": "Not run",
        "checked": None,
        "summary": "",
        "html": "",
    }


def test_a_running_card_shows_the_time_of_its_last_result(check, result):
    card = replace(Card(check).with_result(result(OK), EARLIER), running=True)
    shown = cards.to_json(card)
    assert (shown["state"], shown["checked"]) == ("running", "2026-11-29T05:00:00Z")


@given(ages=st.lists(st.integers(-60, 3600), max_size=5))
def test_no_result_is_newer_than_its_oldest_data(made, ages):
    check = made.check()
    sent = [NOW - timedelta(seconds=age) for age in ages]
    requests = tuple(RequestRecord(terraform.WORKSPACES, f"https://a.example/{one}", 200, one) for one in sent)
    card = Card(check).with_result(replace(made.result(OK), check=check, requests=requests), NOW)
    assert card.checked == min([NOW, *sent])


def test_the_same_result_from_earlier_data_keeps_its_time(check, result):
    card = Card(check).with_result(result(OK, sent=[EARLIER]), EARLIER)
    assert card.with_result(result(OK, sent=[EARLIER, NOW]), NOW).checked == EARLIER
    assert card.with_result(result(OK, sent=[NOW]), NOW).checked == NOW


def test_another_result_from_earlier_data_shows_their_time(check, result):
    card = Card(check).with_result(result(OK, sent=[EARLIER]), EARLIER)
    changed = card.with_result(result(NO, sent=[EARLIER, NOW]), NOW)
    assert (changed.outcome, changed.checked, changed.since) == (Outcome.FAILED, EARLIER, NOW)


def test_a_skipped_check_was_not_checked(check, result):
    card = Card(check).with_result(result(OK), EARLIER)
    assert card.with_result(result(ended=Ended(Outcome.SKIPPED, "Because.")), NOW).checked is None


@pytest.mark.parametrize(
    ("findings", "ended", "summary"),
    [
        ((OK,), None, "a: as expected."),
        ((OK, passed("d", "b", "b")), None, "2 items: as expected."),
        ((OK, NO), None, "a: expected b; actual: c."),
        ((NO, unknown("d", "b", "not readable")), None, "a: expected b; actual: c (and 1 more)."),
        ((), Ended(Outcome.NOT_APPLICABLE, "Nothing to check."), "Nothing to check."),
        ((), None, "The check returned no findings."),
    ],
)
def test_the_summary_is_one_line(check, result, findings, ended, summary):
    assert cards.to_json(Card(check).with_result(result(*findings, ended=ended), NOW))["summary"] == summary


@pytest.mark.parametrize("finding", [OK, NO, unknown("d", "b", "not reported")])
def test_a_result_about_the_consumer_says_when_to_ask_again(made, finding):
    older = RequestRecord(terraform.WORKSPACES, "https://a.example/workspaces", 200, EARLIER - timedelta(hours=1))
    token = RequestRecord(bitbucket.ACCESS_TOKEN, "https://b.example/token", 200, EARLIER)
    shown = [
        cards.to_json(Card(made.check()).with_result(replace(made.result(finding), requests=requests), NOW))["html"]
        for requests in ((older, token), (older,))
    ]
    assert f'Response of <time datetime="2026-11-29T05:00:00Z">{EARLIER.astimezone():%H:%M}' in shown[0]
    assert '<time datetime="2026-11-29T05:10:00Z">' in shown[0]
    assert "consumer" not in shown[1]


@given(words=st.text(min_size=1, max_size=80))
def test_text_from_a_vendor_is_never_html(made, words):
    for one in made.hostile(f"<script>{words}</script><img src=x onerror=y>").results:
        shown = cards.to_json(Card(one.check).with_result(one, NOW))
        assert "<script" not in shown["html"]
        assert "<img" not in shown["html"]
        assert all(character.isprintable() for character in shown["summary"])


def board_with(**outcomes):
    """Return the cards of all checks: passed, except for some by their names."""
    found = {}
    for check in all_checks():
        outcome = outcomes.get(check.probe.__name__, Outcome.PASSED)
        ended = None if outcome is Outcome.PASSED else Ended(outcome, "Because.")
        card = Card(check).with_result(cards.Result(check, (OK,) if ended is None else (), ended), NOW)
        found[check.id] = Card(check) if outcome == "not run" else card
    return found


def test_the_first_problem_in_the_order_of_the_guide_comes_next():
    shown = cards.next_step(board_with(webhooks=Outcome.FAILED, consumer_key=Outcome.UNKNOWN), Credential)
    assert shown["href"] == "/connect-and-authorize.html#consumer-key"
    assert shown["text"] == "Next: step 3, connect and authorize the VCS provider"


def test_a_check_that_waits_for_another_one_is_not_next():
    shown = cards.next_step(board_with(callback_url=Outcome.SKIPPED, provider_selected=Outcome.FAILED), Credential)
    assert shown["href"] == "/connect-and-authorize.html#provider-selected"


def test_step_3_is_next_while_step_2_waits_for_access():
    shown = cards.next_step(board_with(callback_url=Outcome.UNKNOWN, provider_authorized=Outcome.FAILED), Credential)
    assert shown["href"] == "/connect-and-authorize.html#provider-authorized"


def test_a_check_that_did_not_run_is_next():
    assert cards.next_step(board_with(webhooks="not run"), Credential)["href"] == "/create-workspace.html#webhooks"


def test_a_credential_that_the_reader_does_without_is_not_next():
    assert cards.next_step(board_with(ssh_key_format=Outcome.SKIPPED), set()) is None


def test_a_page_counts_the_checks_that_apply():
    shown = cards.pages(board_with(webhooks=Outcome.FAILED, public_address=Outcome.NOT_APPLICABLE).values())
    own = [check for check in all_checks() if check.step is Step.CREATE_WORKSPACE]
    total = len(own) - 1
    assert shown["create-workspace"] == {"state": "attention", "label": f"{total - 1} of {total} passed"}
    assert shown["prerequisites"]["state"] == "passed"


def test_a_page_without_a_check_that_applies_is_open():
    own = {check.probe.__name__: Outcome.NOT_APPLICABLE for check in all_checks() if check.step is Step.PREREQUISITES}
    assert cards.pages(board_with(**own).values())["prerequisites"]["state"] == "open"


def test_a_screen_reader_hears_only_changes():
    check, *_ = all_checks()
    board = Board(all_checks())
    board.put(cards.Result(check, (OK,)), EARLIER)
    number, first = board.document()
    assert first["announce"] == ""
    board.put(cards.Result(check, (OK,)), NOW)
    number, same = board.document(number)
    assert same["announce"] == ""
    board.put(cards.Result(check, (NO,)), NOW)
    assert board.document(number)[1]["announce"] == f"Failed: {check.title}."


def test_many_changes_are_counted():
    changed = [Card(check, cards.Result(check, (OK,))) for check in all_checks()[:4]]
    assert cards.announcement(changed) == "4 checks changed: 4 passed."


def test_without_a_change_there_is_no_document():
    board = Board(all_checks())
    number, _ = board.document()
    assert board.document(number) == (number, None)
    board.stop(all_checks())
    assert board.document(number) == (number, None)
