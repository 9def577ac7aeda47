"""The terminal asks for a credential without echo, validates it, and shows the page when to look at the terminal."""

import threading
import time

import pytest

from checks.facts.credentials import Credential
from checks.live.terminal import Terminal, echo_restored

KEY, SECRET = "Key7Qm2Vx9Tz4Wc6", "bL5pY8nR6cW4zT9xV2mQ7"


class Person:
    """Answers the prompts in order."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.prompts = []

    def __call__(self, prompt):
        self.prompts.append(prompt)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)


@pytest.fixture
def terminal(tmp_path):
    """Return a function that creates a terminal, and the sentences that the page shows."""

    def make(*answers):
        shown = []
        person = Person(*answers)
        return Terminal({}, tmp_path, shown.append, person), person, shown

    return make


def test_asks_for_both_parts_of_a_consumer(terminal):
    asking, person, _ = terminal(KEY, SECRET)
    consumer = asking.prompt(Credential.CONSUMER).consumer
    assert (consumer.key, consumer.secret.reveal()) == (KEY, SECRET)
    assert person.prompts == ["Consumer key: ", "Consumer secret: "]


def test_asks_for_the_path_of_a_key(terminal, tmp_path):
    asking, _, _ = terminal(f"{tmp_path}/key")
    assert asking.prompt(Credential.SSH_KEY).ssh_key == tmp_path / "key"


def test_the_page_says_when_to_look_at_the_terminal(terminal):
    asking, _, shown = terminal(KEY, SECRET)
    asking.prompt(Credential.CONSUMER)
    assert shown == ["The terminal that runs the live guide prompts you for the consumer key and secret.", ""]


def test_a_sentence_during_a_prompt_has_its_own_line_and_the_prompt_is_repeated(tmp_path, capsys):
    def answer(_prompt):
        capsys.readouterr()
        asking.say("To open it in another browser: http://127.0.0.1")
        return ""

    asking = Terminal({}, tmp_path, lambda _: None, answer)
    asking.prompt(Credential.SSH_KEY)
    assert capsys.readouterr().out == "\nTo open it in another browser: http://127.0.0.1\nPath of the SSH private key: "
    asking.say("To stop it, press Ctrl+C.")
    assert capsys.readouterr().out == "To stop it, press Ctrl+C.\n"


@pytest.mark.parametrize("answers", [(), ("",), (KEY,), (KEY, "")])
def test_an_empty_answer_skips_the_credential(terminal, answers):
    asking, _, shown = terminal(*answers)
    assert asking.prompt(Credential.CONSUMER) is None
    assert shown[-1] == ""


@pytest.mark.parametrize("invalid", ["<YOUR SECRET>", '"quoted-secret"', "$SECRET", "cut-off..."])
def test_an_invalid_secret_is_asked_for_again(terminal, capsys, invalid):
    asking, person, _ = terminal(KEY, invalid, KEY, SECRET)
    assert asking.prompt(Credential.CONSUMER).consumer.secret.reveal() == SECRET
    assert len(person.prompts) == 4
    printed = capsys.readouterr().out
    assert "BITBUCKET_CLIENT_SECRET contains" in printed
    assert invalid not in printed


def test_what_is_typed_is_not_printed(terminal, capsys):
    asking, _, _ = terminal(KEY, SECRET)
    asking.prompt(Credential.CONSUMER)
    printed = capsys.readouterr()
    assert SECRET not in printed.out + printed.err
    assert KEY not in printed.out + printed.err


def test_a_later_credential_keeps_the_earlier_one(terminal, tmp_path):
    asking, _, _ = terminal(KEY, SECRET, f"{tmp_path}/key")
    asking.prompt(Credential.CONSUMER)
    assert asking.prompt(Credential.SSH_KEY).consumer.key == KEY


@pytest.fixture
def asked(terminal):
    """Return a function that starts a terminal, and the questions that it asks from then on."""

    def start(add, *answers):
        asking, person, shown = terminal(*answers)
        asking.start(add)
        return asking, person, shown

    return start


def until(condition):
    ends = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_asks_once_unless_the_reader_clicks(asked):
    asking, person, _ = asked(list)
    asking.ask(Credential.CONSUMER, again=False)
    until(lambda: person.prompts and not asking._open)
    asking.ask(Credential.CONSUMER, again=False)
    assert not asking._open
    asking.ask(Credential.CONSUMER, again=True)
    until(lambda: not asking._open)
    assert person.prompts == ["Consumer key: "] * 2


def test_a_click_before_the_answer_is_used_does_not_repeat_the_question(asked):
    used, received = threading.Event(), []

    def add(settings):
        received.append(settings)
        used.wait(10)

    asking, person, shown = asked(add, KEY, SECRET)
    asking.ask(Credential.CONSUMER, again=False)
    asking.ask(Credential.CONSUMER, again=True)
    until(lambda: received)
    asking.ask(Credential.CONSUMER, again=True)
    used.set()
    until(lambda: not asking._open)
    asking.ask(Credential.SSH_KEY, again=False)
    until(lambda: not asking._open)
    assert person.prompts == ["Consumer key: ", "Consumer secret: ", "Path of the SSH private key: "]
    assert len(received) == 1
    assert shown[-1] == ""


def test_asks_again_after_an_answer_that_was_rejected(asked):
    received = []
    asking, person, _ = asked(received.append, KEY, SECRET, KEY, SECRET)
    for number in (1, 2):
        asking.ask(Credential.CONSUMER, again=False)
        until(lambda expected=number: len(received) == expected and not asking._open)
    assert len(person.prompts) == 4


def test_without_a_terminal_nothing_is_restored():
    with echo_restored():
        pass
