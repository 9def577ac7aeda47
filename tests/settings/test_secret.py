"""A secret is shown only on explicit request and is hidden in text from other sources."""

import base64
import html
import json
import re
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from checks.engine.model import Finding, Verdict
from checks.settings import secret_formats
from checks.settings.secret import SHORTEST, Redactor, Secret
from checks.settings.secret_formats import HARMLESS_USERS, HIDDEN

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
COMMANDS = (
    "https://bot:{} more@bitbucket.org/a",
    "https://bot:two {}@bitbucket.org/a",
    "https://{} more@bitbucket.org/a",
    "https://bot:{}\N{FULLWIDTH COMMERCIAL AT}bitbucket.org/a",
    "https://bot\N{FULLWIDTH COLON}{}@bitbucket.org/a",
    "sshpass -p {} ssh git@bitbucket.org",
    "sshpass -p'{}' ssh git@bitbucket.org",
    "SSHPASS='{}' sshpass -e ssh",
    "curl -sS -u bot:{} https://a.example",
    "curl -ubot:{} https://a.example",
    "curl --user 'bot:{}'",
    "curl --oauth2-bearer {}",
    "git clone --password {}",
    "--token {}",
    "machine bitbucket.org login bot password {}",
    "machine bitbucket.org\n  login bot\n  password {}\n",
    "default login bot password {}",
    "machine bitbucket.org password {}",
    "Authorization: Basic {}",
    "Authorization: {}",
    "http.extraHeader=AUTHORIZATION: bearer {}",
    "authorization=Bearer%20{}",
    "sent Bearer {}",
    "Cookie: session={}; theme=dark",
    "password = {}",
    "client_secret='{}'",
    "//registry.example/:_authToken={}",
    "password {}",
)


class TestSecret:
    def test_no_string_conversion_shows_the_secret(self):
        secret = Secret(PLANTED)
        shown = [repr(secret), str(secret), f"{secret}", f"{secret!r}", f"{[secret]}", "%s" % secret]  # noqa: UP031 - one more conversion
        assert not any("planted" in text for text in shown)

    def test_reveal_returns_the_secret(self):
        assert Secret(PLANTED).reveal() == PLANTED

    def test_secrets_with_the_same_text_are_equal(self):
        assert Secret("a") == Secret("a")
        assert Secret("a") != Secret("b")
        assert Secret("a") != "a"
        assert len({Secret("a"), Secret("a")}) == 1

    def test_has_no_attribute_dictionary_for_copies(self):
        assert not hasattr(Secret(PLANTED), "__dict__")


class TestRedactor:
    @given(SECRETS, AROUND, AROUND)
    def test_hides_a_secret_at_any_position(self, secret, before, after):
        assume(secret not in before and secret not in after and secret not in HIDDEN)
        assert secret not in Redactor([Secret(secret)])(before + secret + after)

    @given(SECRETS)
    def test_hides_a_url_encoded_secret(self, secret):
        assert Redactor([Secret(secret)])(f"https://a.example/?q={quote(secret, safe='')}&b=c") == (
            f"https://a.example/?q={HIDDEN}&b=c"
        )

    @given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20), SECRETS)
    def test_hides_a_secret_at_any_offset_in_a_base64_header(self, name, secret):
        header = base64.b64encode(f"{name}:{secret}".encode()).decode()
        shown = Redactor([Secret(secret)])(f"Authorization: Basic {header}")
        left = shown.replace(HIDDEN, "").removeprefix("Authorization: Basic ")
        # The rest contains the encoded name and at most a few characters next to the secret.
        assert len(left) <= len(base64.b64encode(name.encode())) + 8

    @given(SECRETS, st.binary(max_size=40), st.binary(max_size=40))
    def test_hides_a_secret_in_a_response_body(self, secret, before, after):
        body = before + secret.encode() + after
        assume(secret.lower() not in HIDDEN and body.lower().count(secret.lower().encode()) == 1)
        shown = Redactor([Secret(secret)]).within(body)
        assert secret.encode() not in shown
        assert HIDDEN.encode() in shown

    @given(st.binary())
    def test_keeps_a_response_body_without_secrets(self, body):
        assume(PLANTED.lower().encode() not in body.lower())
        assert Redactor([Secret(PLANTED)]).within(body) == Redactor([]).within(body) == body

    def test_ignores_letter_case(self):
        redact = Redactor([Secret("Abc+Def/Ghi")])
        assert redact("abc+def/ghi ABC%2BDEF%2FGHI abc%2bdef%2fghi") == f"{HIDDEN} {HIDDEN} {HIDDEN}"

    @pytest.mark.parametrize("before", range(6))
    def test_hides_a_secret_at_any_offset_in_base64_of_another_format(self, before):
        encoded = base64.b64encode(b"x" * before + PLANTED.encode() + b"z").decode()
        shown = Redactor([Secret(PLANTED)]).within(encoded.encode()).decode()
        assert HIDDEN in shown
        assert len(shown.replace(HIDDEN, "")) <= len(base64.b64encode(b"x" * before)) + 8

    def test_hides_a_secret_in_url_safe_base64(self):
        secret = "??>>??>>??>>??>>"
        assert HIDDEN in Redactor([Secret(secret)])(base64.urlsafe_b64encode(secret.encode()).decode())

    def test_hides_the_longer_of_two_overlapping_secrets_completely(self):
        redact = Redactor([Secret("abcdef"), Secret("abcdefghij")])
        assert redact("abcdefghij abcdef") == f"{HIDDEN} {HIDDEN}"

    def test_hides_a_secret_without_its_last_slash(self):
        redactor = Redactor([Secret(f"{PLANTED}/")])
        assert redactor(f"https://guide.example/{PLANTED}/index.html") == f"https://guide.example/{HIDDEN}index.html"
        assert redactor(f"https://guide.example/{PLANTED}") == f"https://guide.example/{HIDDEN}"

    def test_ignores_secrets_that_are_too_short(self):
        assert Redactor([Secret("a" * (SHORTEST - 1)), Secret("")])("banaaaaaana") == "banaaaaaana"

    def test_hides_a_password_in_any_url(self):
        redact = Redactor([])
        assert redact("git clone https://x-token-auth:abc/x") == "git clone https://x-token-auth:abc/x"
        assert (
            redact("at https://x-token-auth:abc@bitbucket.org/a") == f"at https://x-token-auth:{HIDDEN}@bitbucket.org/a"
        )

    @pytest.mark.parametrize("user", HARMLESS_USERS)
    def test_keeps_harmless_usernames(self, user):
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
            "https://bitbucket.org: ask ops@acme.example",
            "https://bitbucket.org:443 failed, ask ops@acme.example",
            "https://bitbucket.org or ask ops@acme.example",
            "The token was refused, and the password is required",
            "Bearer authentication, with the scheme Basic authentication",
            "a machine with a default login page and password reset",
            "the OAuth token ot-hmAyP66qk2AMVdbJ",
            "curl -u asks for a name",
            "--token-file tokens.json --key value",
        ],
    )
    def test_keeps_text_that_only_resembles_a_login(self, text):
        assert Redactor([])(text) == text

    @given(st.sampled_from(LOGINS), TOKENS, AROUND)
    def test_hides_a_login_in_every_url_format(self, form, token, around):
        assume(not any(character in around for character in ":@/%"))
        shown = Redactor([])(f"{around} {form.format(token)} {around}")
        assert token not in shown
        assert Redactor([])(shown) == shown

    @given(st.sampled_from(COMMANDS), TOKENS)
    def test_hides_a_secret_in_commands_headers_and_files(self, form, token):
        assert token not in Redactor([])(form.format(token))

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=8, max_size=30), st.data())
    def test_hides_a_secret_in_every_encoding_of_its_characters(self, secret, data):
        encoders = (
            lambda text: quote(text, safe=""),
            lambda text: quote(quote(text, safe=""), safe=""),
            lambda text: quote_plus(text).lower(),
            lambda text: json.dumps(text)[1:-1],
            lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
            html.escape,
            lambda text: "".join(f"&#{ord(one)};" if not one.isalnum() else one for one in text),
            lambda text: "".join(f"&#x{ord(one):X};" if not one.isalnum() else one for one in text),
        )
        encoded = data.draw(st.sampled_from(encoders))(secret)
        assert Redactor([Secret(secret)])(f"<{encoded}>") == f"<{HIDDEN}>"

    @pytest.mark.parametrize(
        "letters", ["sekretKIS", "SEKRETkis", "\u017fekretKIS", "sekret\u212aIS", "sekretK\u0131S"]
    )
    def test_hides_a_secret_whose_case_was_changed_by_any_language(self, letters):
        assert Redactor([Secret("sekretkis")])(f"a {letters}") == f"a {HIDDEN}"

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
    def test_recognizes_a_token_by_its_prefix(self, prefix, token, around):
        assert token not in Redactor([])(f"{around} {prefix}{token} {around}")

    @pytest.mark.parametrize("name", ["access_token", "token", "client_secret", "password", "private_token"])
    def test_recognizes_a_token_by_its_parameter_name(self, name):
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
                "TF_TOKEN_app_terraform_io={}",
                "AWS_SECRET_ACCESS_KEY={}",
                "Authorization: token {}",
                "X-Api-Key: {}",
            )
        ),
        TOKENS,
    )
    def test_recognizes_a_secret_by_its_name(self, form, token):
        assume(not token.startswith(HIDDEN))
        assert token not in Redactor([])(form.format(token))

    @pytest.mark.parametrize(
        ("signs", "pattern"),
        [(signs, pattern) for signs, patterns in secret_formats._RECOGNIZED for pattern, _ in patterns],
        ids=lambda one: one.pattern[:30] if isinstance(one, re.Pattern) else one[0],
    )
    @given(st.data())
    def test_skips_no_text_that_a_pattern_matches(self, signs, pattern, data):
        text = data.draw(st.from_regex(pattern, alphabet=st.characters(max_codepoint=126)))
        assert any(sign in text.lower() for sign in signs)

    @pytest.mark.parametrize("text", ["to\u212aen=abcdef", "pa\u017f\u017fword=abcdef", "\u017fecret=abcdef"])
    def test_recognizes_letters_that_are_equal_in_another_case(self, text):
        assert Redactor([])(text).endswith(f"={HIDDEN}")

    def test_hides_a_private_key(self):
        key = "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----"
        assert Redactor([])(f"a {key} b") == f"a {HIDDEN} b"

    @given(st.text())
    def test_keeps_text_without_secrets_or_logins(self, text):
        assume("@" not in text)
        assert Redactor([])(text) == text

    @given(TOKENS)
    def test_redacts_nested_values(self, secret):
        finding = Finding(Verdict.FAILED, secret, "b", f"c {secret}", "", (secret,))
        shown = Redactor([Secret(secret)]).all((finding, [secret], {secret: secret}, Path(f"/a/{secret}"), 3, None))
        assert secret not in str(shown)
        assert shown[0].verdict is Verdict.FAILED
        assert shown[4:] == (3, None)

    def test_knows_only_the_given_secrets(self):
        redact = Redactor([Secret(PLANTED)])
        assert redact.knows(f"https://a.example/{quote(PLANTED, safe='')}")
        assert not redact.knows("https://api.bitbucket.org/src/user%40host%2Fbranch")
        assert not Redactor([]).knows(PLANTED)

    def test_hides_a_json_escaped_secret(self):
        assert PLANTED not in Redactor([Secret(PLANTED)])(json.dumps({"error": PLANTED}))


def test_a_secret_that_is_added_later_is_hidden_as_well():
    redact = Redactor([Secret("first-secret-1")])
    assert not redact.knows("second-secret-2")
    redact.add([Secret("second-secret-2")])
    assert redact("first-secret-1 second-secret-2") == f"{HIDDEN} {HIDDEN}"


def test_a_text_that_is_no_secret_any_more_is_shown():
    redact = Redactor([Secret("consumer-key"), Secret("consumer-secret")])
    assert redact.stop_hiding("consumer-key")
    assert not redact.stop_hiding("consumer-key")
    assert redact("consumer-key and consumer-secret") == f"consumer-key and {HIDDEN}"
