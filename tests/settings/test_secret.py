"""A secret shows itself to nobody who does not ask for it, and is taken out of what others say."""

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from checks.engine.model import Finding, Verdict
from checks.settings.secret import HARMLESS_USERS, HIDDEN, SHORTEST, Redactor, Secret

PLANTED = "ATATT3x-planted/secret+of=the_reader"
SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=60)
AROUND = st.text(max_size=20)
TOKENS = st.from_regex(r"[A-Za-z0-9]{5}[0-9][a-z][A-Z][A-Za-z0-9_=-]{10,40}[A-Za-z0-9]", fullmatch=True)
LOGINS = (
    "https://x-token-auth:{}@bitbucket.org/a/b.git",
    "x-token-auth:{}@bitbucket.org/a/b.git",
    "https:/x-token-auth:{}@bitbucket.org/a/b.git",
    "//x-token-auth:{}@bitbucket.org/a/b.git",
    "https://{}@bitbucket.org",
    "'https://{}@bitbucket.org': No such device",
    "https://{}:x-oauth-basic@bitbucket.org/a",
    "https://bot:{}@bitbucket.org:8443/a",
    "https://:{}@bitbucket.org/a",
    "{}@bitbucket.org:a/b.git",
    "ssh://{}@bitbucket.org/a",
    "git+https://{}@bitbucket.org/a",
    "https%3A%2F%2Fx-token-auth%3A{}%40bitbucket.org%2Fa",
    "https://bot:a/b:{}@bitbucket.org/a",
    "https://bot:a@{}@bitbucket.org/a",
    "bot@acme.example:{}@bitbucket.org/a",
    "bot:443/{}@bitbucket.org",
    "bot:443/{}@bitbucket.org/a",
    "bot:22?{}@bitbucket.org:a/b.git",
    "https://bot:443/{}@bitbucket.org/a",
    "first.last:8080/{}@bitbucket.org/a",
)


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

    @pytest.mark.parametrize("user", HARMLESS_USERS)
    def test_a_user_that_is_known_to_be_none_is_left(self, user):
        for url in (f"ssh://{user}@ssh.bitbucket.org:22/a", f"{user}@bitbucket.org:acme/x.git"):
            assert Redactor([])(url) == url

    @pytest.mark.parametrize(
        "text",
        [
            "for bot@acme.example: expected",
            "https://bitbucket.org:443/acme/x@feature",
            "http://127.0.0.1:8080/src/@types/a",
            "at 12:30:45 by jordan.lee@acme.example",
            "git@bitbucket.org:acme/x@y.git",
            "ssh.bitbucket.org:443/acme/x@feature",
            "localhost:8080/src/@types/a",
            "Incorrect password: try again",
        ],
    )
    def test_what_is_no_login_is_left(self, text):
        assert Redactor([])(text) == text

    @given(st.sampled_from(LOGINS), TOKENS, AROUND)
    def test_a_login_is_taken_out_of_every_form_of_a_url(self, form, token, around):
        assume(not any(character in around for character in ":@/%"))
        shown = Redactor([])(f"{around} {form.format(token)} {around}")
        assert token not in shown
        assert Redactor([])(shown) == shown

    @pytest.mark.parametrize("port", ["1", "22", "443", "65535"])
    @pytest.mark.parametrize("separator", "/?#")
    def test_a_password_can_begin_like_a_port(self, port, separator):
        assert "hunter" not in Redactor([])(f"bot:{port}{separator}hunter@bitbucket.org")

    @given(
        st.sampled_from(
            (
                "ATATT3x",
                "ATCTT3x",
                "ATBB7",
                "aB3dE5gH7jK9mN.atlasv1.",
                "ghp_",
                "gldt-",
                "hvb.",
                "xoxb-",
                "eyJhbGc.eyJz.",
            )
        ),
        TOKENS,
        AROUND,
    )
    def test_a_token_is_known_by_how_it_begins(self, prefix, token, around):
        assert token not in Redactor([])(f"{around} {prefix}{token} {around}")

    @pytest.mark.parametrize("name", ["access_token", "token", "client_secret", "password", "private_token"])
    def test_a_token_is_known_by_the_name_of_its_parameter(self, name):
        assert (
            Redactor([])(f"https://a.example/?a=b&{name}=abcdef&c=d") == f"https://a.example/?a=b&{name}={HIDDEN}&c=d"
        )

    @given(
        st.sampled_from(
            (
                "access_token={}",
                "password={} is wrong",
                "BITBUCKET_CLIENT_SECRET={}",
                "client_secret%3D{}%26x",
                '{{"refresh_token": "{}", "expires_in": 7200}}',
                "Private-Token: {}",
                "Authorization: token {}",
                "X-Api-Key: {}",
            )
        ),
        TOKENS,
    )
    def test_a_secret_is_known_by_its_name_anywhere(self, form, token):
        assume(not token.startswith(HIDDEN))
        assert token not in Redactor([])(form.format(token))

    def test_a_private_key_is_taken_out(self):
        key = "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----"
        assert Redactor([])(f"a {key} b") == f"a {HIDDEN} b"

    @given(st.text())
    def test_without_secrets_it_changes_nothing_that_holds_no_login(self, text):
        assume("@" not in text)
        assert Redactor([])(text) == text

    @given(TOKENS)
    def test_whatever_holds_texts_is_redacted_as_a_whole(self, secret):
        finding = Finding(Verdict.FAILED, secret, "b", f"c {secret}", "", (secret,))
        shown = Redactor([Secret(secret)]).all((finding, [secret], {secret: secret}, Path(f"/a/{secret}"), 3, None))
        assert secret not in str(shown)
        assert shown[0].verdict is Verdict.FAILED
        assert shown[4:] == (3, None)

    def test_only_what_was_given_is_known_to_it(self):
        redact = Redactor([Secret(PLANTED)])
        assert redact.knows(f"https://a.example/{quote(PLANTED, safe='')}")
        assert not redact.knows("https://api.bitbucket.org/src/user%40host%2Fbranch")
        assert not Redactor([]).knows(PLANTED)

    def test_it_is_known_within_json(self):
        assert PLANTED not in Redactor([Secret(PLANTED)])(json.dumps({"error": PLANTED}))
