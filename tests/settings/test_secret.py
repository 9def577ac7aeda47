"""A secret shows itself to nobody who does not ask for it, and is taken out of what others say."""

import base64
import json
from urllib.parse import quote

from hypothesis import assume, given
from hypothesis import strategies as st

from checks.settings.secret import HIDDEN, SHORTEST, Redactor, Secret

PLANTED = "ATATT3x-planted/secret+of=the_reader"
SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=60)
AROUND = st.text(max_size=20)


class TestSecret:
    def test_no_way_of_printing_shows_it(self):
        secret = Secret(PLANTED)
        shown = [repr(secret), str(secret), f"{secret}", f"{secret!r}", f"{[secret]}", "%s" % secret]  # noqa: UP031 - a way of printing
        assert not any("planted" in text for text in shown)

    def test_whoever_asks_gets_it(self):
        assert Secret(PLANTED).reveal() == PLANTED

    def test_secrets_are_equal_that_hold_the_same(self):
        assert Secret("a") == Secret("a")
        assert Secret("a") != Secret("b")
        assert Secret("a") != "a"
        assert len({Secret("a"), Secret("a")}) == 1

    def test_it_takes_no_attribute_that_could_hold_a_copy(self):
        assert not hasattr(Secret(PLANTED), "__dict__")


class TestRedactor:
    @given(SECRETS, AROUND, AROUND)
    def test_a_secret_is_taken_out_wherever_it_stands(self, secret, before, after):
        assume(secret not in before and secret not in after and secret not in HIDDEN)
        assert secret not in Redactor([Secret(secret)])(before + secret + after)

    @given(SECRETS)
    def test_it_is_known_as_in_an_address_too(self, secret):
        assert Redactor([Secret(secret)])(f"https://a.example/?q={quote(secret, safe='')}&b=c") == (
            f"https://a.example/?q={HIDDEN}&b=c"
        )

    @given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20), SECRETS)
    def test_it_is_known_within_the_base64_of_a_header_wherever_it_begins_there(self, name, secret):
        header = base64.b64encode(f"{name}:{secret}".encode()).decode()
        shown = Redactor([Secret(secret)])(f"Authorization: Basic {header}")
        left = shown.replace(HIDDEN, "").removeprefix("Authorization: Basic ")
        # What is left may tell the name, and at most the letters at the seams.
        assert len(left) <= len(base64.b64encode(name.encode())) + 8

    @given(SECRETS, st.binary(max_size=40), st.binary(max_size=40))
    def test_it_is_taken_out_of_a_whole_answer(self, secret, before, after):
        body = before + secret.encode() + after
        assume(secret.lower() not in HIDDEN and body.lower().count(secret.lower().encode()) == 1)
        shown = Redactor([Secret(secret)]).within(body)
        assert secret.encode() not in shown
        assert HIDDEN.encode() in shown

    @given(st.binary())
    def test_an_answer_without_one_is_as_it_was(self, body):
        assume(PLANTED.lower().encode() not in body.lower())
        assert Redactor([Secret(PLANTED)]).within(body) == Redactor([]).within(body) == body

    def test_it_is_known_in_letters_of_another_size(self):
        redact = Redactor([Secret("Abc+Def/Ghi")])
        assert redact("abc+def/ghi ABC%2BDEF%2FGHI abc%2bdef%2fghi") == f"{HIDDEN} {HIDDEN} {HIDDEN}"

    def test_it_is_known_in_the_base64_of_addresses(self):
        secret = "??>>??>>??>>??>>"
        assert HIDDEN in Redactor([Secret(secret)])(base64.urlsafe_b64encode(secret.encode()).decode())

    def test_the_longer_of_two_secrets_is_taken_out_whole(self):
        redact = Redactor([Secret("abcdef"), Secret("abcdefghij")])
        assert redact("abcdefghij abcdef") == f"{HIDDEN} {HIDDEN}"

    def test_what_is_too_short_to_be_a_secret_does_not_eat_the_text(self):
        assert Redactor([Secret("a" * (SHORTEST - 1)), Secret("")])("banaaaaaana") == "banaaaaaana"

    def test_a_password_in_any_address_is_taken_out(self):
        redact = Redactor([])
        assert redact("git clone https://x-token-auth:abc/x") == "git clone https://x-token-auth:abc/x"
        assert (
            redact("at https://x-token-auth:abc@bitbucket.org/a") == f"at https://x-token-auth:{HIDDEN}@bitbucket.org/a"
        )

    def test_a_user_without_a_password_is_left(self):
        assert Redactor([])("ssh://git@ssh.bitbucket.org:22/a") == "ssh://git@ssh.bitbucket.org:22/a"

    @given(st.text())
    def test_without_secrets_it_changes_nothing_that_holds_no_password(self, text):
        assume("://" not in text)
        assert Redactor([])(text) == text

    def test_it_is_known_within_json(self):
        assert PLANTED not in Redactor([Secret(PLANTED)])(json.dumps({"error": PLANTED}))
