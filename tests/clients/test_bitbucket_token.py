"""What the token endpoint answers shows which scopes a consumer has, or why it gets no token."""

from contextlib import closing

import pytest
from requests.auth import HTTPBasicAuth

from checks.clients.bitbucket_records import TokenResponse, scopes
from checks.clients.bitbucket_token import request_token
from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.clients.rate_limit import RateLimiter
from checks.sandbox.response_faults import ResponseFault, answer, retyped
from checks.settings.secret import Redactor, Secret

TOKEN = "/site/oauth2/access_token"


class TestTheToken:
    @pytest.fixture
    def asked(self, sandbox):
        def ask(*what) -> TokenResponse:
            running = sandbox(*what)
            held = running.state.scenario.credentials
            auth = HTTPBasicAuth(held.client_id.encode(), held.client_secret.encode())
            redact = Redactor([Secret(held.client_secret)])
            with closing(Http(running.state.bitbucket_url, auth, pacer=RateLimiter(1, 1), redact=redact)) as http:
                return request_token(http, redact)

        return ask

    def test_the_scopes_are_kept_and_the_token_is_dropped(self, asked):
        found = asked()
        assert found.granted
        assert found.scopes == {"account:write", "repository:admin", "pullrequest:write", "webhook"}
        assert max(len(str(value)) for value in vars(found).values()) < 200

    def test_the_older_field_is_read_where_the_newer_is_not_there(self, asked):
        assert asked("scopes-under-the-older-name").scopes
        both = asked(ResponseFault("bitbucket", TOKEN, retyped("scopes", "failed")))
        assert "failed" not in (both.scopes or ())

    def test_a_public_consumer_is_recognized(self, asked):
        found = asked("public-consumer")
        assert (found.granted, found.is_public, found.lacks_callback) == (False, True, False)

    def test_a_consumer_without_a_callback_is_recognized(self, asked):
        found = asked("blank-callback")
        assert (found.granted, found.is_public, found.lacks_callback) == (False, False, True)

    def test_a_refused_pair_is_neither(self, asked):
        found = asked("wrong-secret")
        assert (found.granted, found.is_public, found.lacks_callback) == (False, False, False)
        assert found.shown == "unauthorized_client: Invalid OAuth client credentials"

    def test_an_error_without_words_is_shown_by_its_name(self, asked):
        assert asked(ResponseFault("bitbucket", TOKEN, answer(400, {"error": "odd"}))).shown == "odd"

    @pytest.mark.parametrize(
        "body", [{}, [], "token", {"error": None}, {"access_token": ""}, {"error": {"message": "x"}}]
    )
    @pytest.mark.parametrize("status", [200, 400])
    def test_an_answer_that_tells_nothing_is_none(self, asked, body, status):
        with pytest.raises(ReadError):
            asked(ResponseFault("bitbucket", TOKEN, answer(status, body)))


@pytest.mark.parametrize("listed", ["a:b, c:d", "a:b c:d", "a:b,c:d", " a:b ,  c:d ", "c:d\ta:b a:b"])
def test_scopes_are_read_from_headers_and_bodies(listed):
    assert scopes(listed) == {"a:b", "c:d"}


def test_no_scopes_are_no_scopes():
    assert scopes("") == scopes(" , ") == frozenset()
