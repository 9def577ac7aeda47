"""The Bitbucket client reads paged responses into records, and the token endpoint's response shows the scopes."""

from contextlib import closing

import pytest
from requests.auth import HTTPBasicAuth

from checks.clients.bitbucket import BitbucketClient, request_token
from checks.clients.bitbucket_records import Account, Hook, TokenResponse, scopes
from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.clients.rate_limit import RateLimiter
from checks.clients.webhook_url import WebhookUrl
from checks.sandbox.healthy import generated
from checks.sandbox.ids import braced
from checks.sandbox.response_faults import ResponseFault, answer, next_page, retyped, without
from checks.settings.secret import Redactor, Secret

HOOKS = "/2.0/repositories/acme-infra/network/hooks"
PERMISSIONS = "/2.0/user/workspaces/acme-infra/permissions/repositories"


@pytest.fixture
def client(bitbucket_http):
    return lambda *changes: BitbucketClient(bitbucket_http(*changes))


class TestAccount:
    def test_reads_the_names_and_the_token_scopes(self, client):
        found = client().account()
        assert found.shown == "Acme Terraform"
        assert {"acme-terraform", found.uuid, found.account_id} == found.names
        assert found.shared_names == {"Acme Terraform"}
        assert "read:user:bitbucket" in (found.scopes or ())

    def test_reads_missing_values_as_none(self, client):
        found = client(ResponseFault("bitbucket", "/2.0/user", answer(200, {"uuid": "{1}"}))).account()
        assert found == Account("{1}", None, None, None, None, None)
        assert found.names == {"{1}"}

    @pytest.mark.parametrize("body", [{}, [], "null", {"uuid": None}, {"uuid": 7, "account_id": ""}])
    def test_rejects_a_response_without_an_account(self, client, body):
        with pytest.raises(ReadError, match="without the expected account"):
            client(ResponseFault("bitbucket", "/2.0/user", answer(200, body))).account()


class TestAccountKeys:
    PATH = "/2.0/users/*/ssh-keys"

    @pytest.mark.parametrize("field", ["uuid", "account_id"])
    @pytest.mark.parametrize("how", [without, lambda path: retyped(path, None)])
    def test_reads_keys_without_one_of_the_names_of_their_owner(self, client, field, how):
        found = client()
        account = found.account()
        for name in (account.uuid, account.account_id):
            keys = client(ResponseFault("bitbucket", self.PATH, how(f"values.*.owner.{field}"))).account_keys(name)
            assert len(keys) == len(found.account_keys(name)) > 0

    @pytest.mark.parametrize("field", ["uuid", "account_id"])
    def test_rejects_the_keys_of_another_account(self, client, field):
        account = client().account()
        name = account.uuid if field == "uuid" else account.account_id
        other = ResponseFault("bitbucket", self.PATH, retyped(f"values.*.owner.{field}", "{other}"))
        with pytest.raises(ReadError, match="different account"):
            client(other).account_keys(name)


class TestLists:
    def test_reads_all_pages(self, client, sandbox):
        start = sandbox().state.scenario.clock
        names = frozenset(f"acme-infra/service-{number:05}" for number in range(1, 231))
        found = client(generated(230, start)).permissions("acme-infra", names)
        assert found == dict.fromkeys(names, "admin")

    def test_rejects_a_page_that_links_to_itself_as_the_next_page(self, client):
        with pytest.raises(ReadError, match="its own next page"):
            client(ResponseFault("bitbucket", HOOKS, next_page())).hooks("acme-infra/network")

    def test_does_not_follow_a_next_page_on_another_host(self, client):
        other = next_page("https://api.bitbucket.org.example/2.0/x")
        with pytest.raises(ReadError, match="another host"):
            client(ResponseFault("bitbucket", HOOKS, other)).hooks("acme-infra/network")

    @pytest.mark.parametrize(
        "how", [without("values"), retyped("values", None), retyped("values", {}), answer(200, [])]
    )
    def test_rejects_a_response_without_a_list(self, client, how):
        with pytest.raises(ReadError, match="without the expected list"):
            client(ResponseFault("bitbucket", HOOKS, how)).hooks("acme-infra/network")

    def test_reads_the_valid_fields_of_a_malformed_item(self, client):
        odd = answer(200, {"values": [{"url": "a"}, {"url": "b", "active": "yes", "events": "repo:push"}]})
        found = client(ResponseFault("bitbucket", HOOKS, odd)).hooks("acme-infra/network")
        assert found == (
            Hook(WebhookUrl.of("a"), None, None),
            Hook(WebhookUrl.of("b"), None, None),
        )

    @pytest.mark.parametrize("item", [None, 1, {}, {"url": 5}])
    def test_keeps_the_other_webhooks_if_one_has_no_url(self, client, item):
        odd = answer(200, {"values": [{"url": "https://host/a"}, item]})
        found = client(ResponseFault("bitbucket", HOOKS, odd)).hooks("acme-infra/network")
        assert [hook.address and hook.address.host for hook in found] == ["host", None]

    @pytest.mark.parametrize("item", [None, {"permission": "admin"}, {"repository": {"full_name": "a/b"}}])
    def test_an_item_without_a_repository_or_permission_does_not_prove_absence(self, client, item):
        odd = client(ResponseFault("bitbucket", PERMISSIONS, answer(200, {"values": [item]})))
        assert odd.permissions("acme-infra", BOTH) == {}
        with pytest.raises(ReadError, match="has no"):
            odd.permission("acme-infra/network")


BOTH = frozenset({"acme-infra/network", "acme-infra/platform"})


class TestBulk:
    """A bulk read never sends more requests than reading each repository separately would."""

    @pytest.fixture
    def many(self, client, sandbox):
        return client(generated(450, sandbox().state.scenario.clock))

    def services(self, *numbers: int) -> frozenset[str]:
        return frozenset(f"acme-infra/service-{number:05}" for number in numbers)

    def test_stops_reading_after_finding_all_requested_repositories(self, many, requests_log):
        wanted = self.services(1, 2, 150)
        assert many.main_branches("acme-infra", wanted) == dict.fromkeys(wanted, "main")
        assert many.permissions("acme-infra", wanted) == dict.fromkeys(wanted, "admin")
        assert len(requests_log) == 4

    def test_stops_reading_when_separate_requests_would_cost_no_more(self, many, requests_log):
        near, far = self.services(1), self.services(450)
        assert many.main_branches("acme-infra", near | far) == dict.fromkeys(near, "main")
        assert many.permissions("acme-infra", near | far) == dict.fromkeys(near, "admin")
        assert len(requests_log) == 4

    def test_distinguishes_an_inaccessible_repository_from_one_not_reached(self, client):
        wanted = BOTH | {"acme-infra/unheard-of"}
        assert client().permissions("acme-infra", wanted)["acme-infra/unheard-of"] is None
        assert client().main_branches("acme-infra", wanted).keys() == BOTH

    def test_reads_a_single_repository_by_its_name(self, client, requests_log):
        assert client().permission("acme-infra/network") == "admin"
        assert [request.query.count("full_name") for request in requests_log] == [2]

    def test_requests_the_repository_directly_if_its_name_is_not_found(self, client, requests_log):
        assert client().permission("acme-infra/unheard-of") is None
        assert requests_log[-1].path == "/2.0/repositories/acme-infra/unheard-of"

    @pytest.mark.parametrize("name", ["Acme-Infra/Network", f"{braced('acme-infra')}/{braced('repository network')}"])
    def test_resolves_uppercase_names_and_uuids_to_the_full_name(self, client, requests_log, name):
        assert client().permission(name) == "admin"
        assert len(requests_log) == 3

    def test_rejects_a_response_about_another_repository(self, client):
        moved = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/old", answer(200, {"full_name": "other/new"}))
        with pytest.raises(ReadError, match="returned other/new instead of acme-infra/old"):
            client(moved).permission("acme-infra/old")

    def test_omits_a_repository_without_a_main_branch(self, client):
        def bare(reply):
            reply.set_data(b'{"values": [{"full_name": "acme-infra/network", "mainbranch": null}]}')
            return reply

        assert (
            client(ResponseFault("bitbucket", "/2.0/repositories/acme-infra", bare)).main_branches("acme-infra", BOTH)
            == {}
        )

    def test_requests_only_the_fields_that_it_uses(self, client, requests_log):
        found = client()
        found.hooks("acme-infra/network")
        found.permissions("acme-infra", BOTH)
        found.main_branches("acme-infra", BOTH)
        assert all("fields=" in request.query for request in requests_log)


def test_returns_no_main_branch_for_an_empty_repository(client):
    empty = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/network", retyped("mainbranch", None))
    assert client(empty).main_branch("acme-infra/network") is None


@pytest.mark.parametrize("body", [{}, [], "null", "7", {"error": {"message": "busy"}}, {"full_name": 7, "uuid": None}])
@pytest.mark.parametrize("ask", ["main_branch", "is_private"])
def test_rejects_a_response_without_a_repository(client, ask, body):
    other = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/network", answer(200, body))
    with pytest.raises(ReadError, match="without the expected repository"):
        getattr(client(other), ask)("acme-infra/network")


@pytest.mark.parametrize("name", ["", "network", "/network", "acme-infra/"])
def test_rejects_an_incomplete_repository_name_without_a_request(client, requests_log, name):
    with pytest.raises(ReadError, match=r"isn't the full name|doesn't report which repository"):
        client().hooks(name)
    assert requests_log == []


TOKEN = "/site/oauth2/access_token"


class TestTokenResponse:
    @pytest.fixture
    def token_response(self, sandbox):
        def send(*changes) -> TokenResponse:
            running = sandbox(*changes)
            credentials = running.state.scenario.credentials
            auth = HTTPBasicAuth(credentials.client_id.encode(), credentials.client_secret.encode())
            redact = Redactor([Secret(credentials.client_secret)])
            with closing(Http(running.state.bitbucket_url, auth, limiter=RateLimiter(1, 1), redact=redact)) as http:
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
