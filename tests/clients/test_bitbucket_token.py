"""The token endpoint's response shows the scopes of a consumer, or why the consumer gets no token."""

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


class TestTokenResponse:
    @pytest.fixture
    def token_response(self, sandbox):
        def send(*changes) -> TokenResponse:
            running = sandbox(*changes)
            credentials = running.state.scenario.credentials
            auth = HTTPBasicAuth(credentials.client_id.encode(), credentials.client_secret.encode())
            redact = Redactor([Secret(credentials.client_secret)])
            with closing(Http(running.state.bitbucket_url, auth, pacer=RateLimiter(1, 1), redact=redact)) as http:
                return request_token(http, redact)

        return send

    def test_keeps_the_scopes_and_drops_the_token(self, token_response):
        found = token_response()
        assert found.granted
        assert found.scopes == {"account:write", "repository:admin", "pullrequest:write", "webhook"}
        assert max(len(str(value)) for value in vars(found).values()) < 200

    def test_reads_the_older_field_only_if_the_newer_one_is_missing(self, token_response):
        assert token_response("scopes-under-the-older-name").scopes
        both = token_response(ResponseFault("bitbucket", TOKEN, retyped("scopes", "failed")))
        assert "failed" not in (both.scopes or ())

    def test_detects_a_public_consumer(self, token_response):
        found = token_response("public-consumer")
        assert (found.granted, found.is_public, found.lacks_callback) == (False, True, False)

    def test_detects_a_consumer_without_a_callback_url(self, token_response):
        found = token_response("blank-callback")
        assert (found.granted, found.is_public, found.lacks_callback) == (False, False, True)

    def test_rejected_credentials_show_neither_problem(self, token_response):
        found = token_response("wrong-secret")
        assert (found.granted, found.is_public, found.lacks_callback) == (False, False, False)
        assert found.shown == "unauthorized_client: Invalid OAuth client credentials"

    def test_shows_the_name_of_an_error_without_a_description(self, token_response):
        assert token_response(ResponseFault("bitbucket", TOKEN, answer(400, {"error": "odd"}))).shown == "odd"

    @pytest.mark.parametrize(
        "body", [{}, [], "token", {"error": None}, {"access_token": ""}, {"error": {"message": "x"}}]
    )
    @pytest.mark.parametrize("status", [200, 400])
    def test_rejects_a_response_without_a_token_or_error(self, token_response, body, status):
        with pytest.raises(ReadError):
            token_response(ResponseFault("bitbucket", TOKEN, answer(status, body)))


@pytest.mark.parametrize("listed", ["a:b, c:d", "a:b c:d", "a:b,c:d", " a:b ,  c:d ", "c:d\ta:b a:b"])
def test_reads_scopes_from_headers_and_bodies(listed):
    assert scopes(listed) == {"a:b", "c:d"}


def test_reads_empty_text_as_no_scopes():
    assert scopes("") == scopes(" , ") == frozenset()
