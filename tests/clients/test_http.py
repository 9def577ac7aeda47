"""An HTTP session sends its credential only to its own host, and logs its requests."""

import base64
import json

import pytest
from http_site import PATH, READ, SECRET, hang_up, ok, status

from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.clients.request_log import REQUESTS, RequestRecord
from checks.facts import bitbucket


class TestRequests:
    def test_encodes_the_path_parameters_and_the_query(self, start, session):
        site = start(ok({"a": 1}))
        found = session(site.base).get(bitbucket.SSH_KEYS, {"page": 2, "q": 'a="b c"'}, selected_user="{1/2}")
        assert found.json().at("a") == 1
        method, path, headers = site.requests[0]
        assert (method, path) == ("GET", "/users/%7B1%2F2%7D/ssh-keys?page=2&q=a%3D%22b+c%22")
        assert headers["accept"] == "application/json"
        assert headers["authorization"].startswith("Basic ")

    def test_ignores_cookies(self, start, session):
        site = start(ok(Set_Cookie="a=b"), ok(**{"Set-Cookie": "session=anonymous; Path=/"}), ok())
        client = session(site.base)
        for _ in range(3):
            client.get(READ)
        assert not any("cookie" in headers for _, _, headers in site.requests)

    def test_ignores_a_netrc_file(self, start, session, tmp_path, monkeypatch):
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login user password word\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        site = start(ok())
        session(site.base).get(READ)
        assert site.requests[0][2]["authorization"] == "Basic " + base64.b64encode(f"name:{SECRET}".encode()).decode()

    def test_uses_no_proxy_for_loopback(self, start, session, monkeypatch):
        proxy, site = start(ok("proxy")), start(ok("site"))
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.base)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert session(site.base).get(READ).json().at() == "site"
        assert proxy.requests == []

    @pytest.mark.parametrize(
        "base",
        ["http://app.terraform.io", "http://127.0.0.1.example", "ftp://127.0.0.1", "app.terraform.io", "", "http://"],
    )
    def test_rejects_unencrypted_connections_to_other_hosts(self, session, base):
        with pytest.raises(ValueError, match="https"):
            session(base)

    @pytest.mark.parametrize("base", ["https://app.terraform.io", "http://127.0.0.1:8080", "http://localhost:1"])
    def test_accepts_https_and_loopback(self, session, base):
        assert session(base).base == base

    def test_rejects_requests_after_being_closed(self, start, session):
        site = start(ok())
        client = session(site.base)
        client.close()
        with pytest.raises(ReadError, match="stopped"):
            client.get(READ)
        assert site.requests == []


class TestPost:
    @pytest.mark.parametrize("code", [200, 400, 401, 403, 404])
    def test_returns_the_response_for_any_final_status(self, start, session, code):
        site = start(status(code, b"{}"))
        assert session(site.base).post_once(bitbucket.ACCESS_TOKEN, {"a": "b"}).status == code
        assert [method for method, _, _ in site.requests] == ["POST"]

    @pytest.mark.parametrize("answer", [status(429), status(500), status(503, Retry_After="0")])
    def test_never_retries_an_error(self, start, session, slept, answer):
        site = start(answer)
        with pytest.raises(ReadError):
            session(site.base).post_once(bitbucket.ACCESS_TOKEN, {})
        assert len(site.requests) == 1
        assert slept.seconds == []

    def test_does_not_retry_after_a_broken_connection(self, start, session):
        site = start(hang_up)
        with pytest.raises(ReadError):
            session(site.base).post_once(bitbucket.ACCESS_TOKEN, {})
        assert len(site.requests) == 1

    def test_does_not_follow_a_redirect(self, start, session):
        site = start(status(307, Location="/elsewhere"), ok())
        assert session(site.base).post_once(bitbucket.ACCESS_TOKEN, {}).status == 307
        assert len(site.requests) == 1

    def test_raises_for_a_second_post(self, start, session):
        client = session(start(status(400, b"{}")).base)
        client.post_once(bitbucket.ACCESS_TOKEN, {})
        with pytest.raises(RuntimeError, match="once"):
            client.post_once(bitbucket.ACCESS_TOKEN, {})


class TestErrorMessages:
    def test_quotes_a_plain_text_error(self, start, session):
        site = start(status(403, b"Access denied. You must have write or admin access.", Content_Type="text/plain"))
        with pytest.raises(ReadError) as caught:
            session(site.base).get(bitbucket.HOOKS, None, workspace="a", repo_slug="b")
        assert caught.value.message == "Access denied. You must have write or admin access."
        assert str(caught.value).endswith("admin access. Minimum permission: read:webhook:bitbucket.")

    def test_quotes_the_error_detail(self, start, session):
        body = {"error": {"message": "Resource not found", "detail": "There is no API hosted at this URL."}}
        with pytest.raises(ReadError, match="Resource not found: There is no API hosted at this URL"):
            session(start(status(404, json.dumps(body).encode())).base).get(READ)

    def test_names_the_missing_scopes(self, start, session):
        detail = {"required": ["read:a", "read:b"], "granted": ["read:a"]}
        body = {"error": {"message": "Your credentials lack scopes.", "detail": detail}}
        with pytest.raises(ReadError, match=r"lack scopes\. It needs read:b\.$"):
            session(start(status(403, json.dumps(body).encode())).base).get(READ)

    def test_redacts_secrets_that_only_parsing_reveals(self, start, session):
        body = {"error": {"message": f"No {SECRET}.", "detail": {"required": [SECRET], "granted": []}}}
        escaped = json.dumps(body).replace(SECRET[0], f"\\u{ord(SECRET[0]):04x}")
        with pytest.raises(ReadError) as caught:
            session(start(status(403, escaped.encode())).base).get(READ)
        assert (caught.value.message, caught.value.missing) == ("No (hidden).", ("(hidden)",))
        assert SECRET not in str(caught.value)

    def test_names_the_settings_of_a_rejected_credential(self, start, session):
        with pytest.raises(ReadError, match="Check TFE_TOKEN and TFE_ORGANIZATION") as caught:
            session(start(status(401)).base).get(READ)
        assert caught.value.refused

    @pytest.mark.parametrize("code", [403, 404, 500])
    def test_does_not_blame_the_credential_for_other_errors(self, start, session, code):
        with pytest.raises(ReadError) as caught:
            session(start(status(code)).base).get(READ)
        assert not caught.value.refused

    @pytest.mark.parametrize("position", range(480, 510, 3))
    def test_redacts_secrets_before_shortening_the_message(self, start, session, position):
        site = start(status(400, b"x" * (position - 12) + b" you sent " + SECRET.encode()))
        with pytest.raises(ReadError) as caught:
            session(site.base).get(READ)
        assert SECRET[:6] not in str(caught.value)
        assert len(caught.value.message) <= 500

    def test_does_not_show_the_query(self, start, session):
        with pytest.raises(ReadError) as caught:
            session(start(status(404)).base).get(READ, {"q": "what-was-asked"})
        assert "what-was-asked" not in str(caught.value)


class TestRequestLog:
    def logged(self, client: Http) -> list[RequestRecord]:
        token = REQUESTS.set({})
        try:
            with pytest.raises(ReadError):
                client.get(READ, {"q": "x"})
            return list(REQUESTS.get() or ())
        finally:
            REQUESTS.reset(token)

    def test_logs_each_request_with_its_status(self, start, session):
        site = start(status(302, Location="/b"), status(404))
        records = self.logged(session(site.base))
        assert records == [RequestRecord(READ, site.base + PATH, 302), RequestRecord(READ, f"{site.base}/b", 404)]

    def test_logs_a_request_without_a_response(self, start, session):
        site = start(hang_up)
        assert self.logged(session(site.base)) == [RequestRecord(READ, site.base + PATH, None)]

    def test_logs_nothing_outside_of_a_check(self, start, session):
        session(start(ok()).base).get(READ)
        assert REQUESTS.get() is None
