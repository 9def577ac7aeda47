"""The terminal asks for a credential without echo, validates it, and shows the page when to look at the terminal."""

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
    assert shown == ["The terminal that runs this guide asks for the consumer key and secret.", ""]


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


def test_asks_once_unless_the_reader_clicks(terminal):
    asking, _, _ = terminal()
    for again in (False, False, True, True):
        asking.ask(Credential.CONSUMER, again=again)
    assert asking._wanted.qsize() == 1
    asking._wanted.get()
    asking.ask(Credential.CONSUMER, again=False)
    assert asking._wanted.qsize() == 0
    asking.ask(Credential.CONSUMER, again=True)
    assert asking._wanted.qsize() == 1


def test_without_a_terminal_nothing_is_restored():
    with echo_restored():
        pass
