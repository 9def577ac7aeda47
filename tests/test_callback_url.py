"""The callback URL passes if it is well formed, and the pasted URL matches it exactly."""

import pytest

from checks.callback_url import callback_url
from checks.sandbox.response_faults import ResponseFault, retyped

PROVIDERS = "/api/v2/organizations/acme/oauth-clients"
PATH = "/auth/0b6f2c1e-64b1-4f0a-9d57-7d1b3c2a9e10/callback"


def given(url: object) -> ResponseFault:
    return ResponseFault("terraform", PROVIDERS, retyped("data.*.attributes.callback-url", url))


def test_the_very_url_passes(ask):
    assert ask(callback_url).outcome == "passed"


class TestWhatWasPasted:
    @pytest.mark.parametrize(
        "fault", ["callback-of-an-older-provider", "callback-with-a-slash", "callback-left-as-a-placeholder"]
    )
    def test_anything_else_fails(self, ask, fault):
        assert ask(callback_url, fault).outcome == "failed"

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda url: url + "/", "the correct URL, followed by '/'"),
            (lambda url: url[:-1], "only the first "),
            (lambda _: "", "only the first 0 characters of the URL"),
            (lambda url: " " + url, "the correct URL, with a space or a newline before or after it"),
            (lambda url: url + "\n", "the correct URL, with a space or a newline before or after it"),
            (lambda url: url.replace("http", "HTTP"), "different from the first character: 'HTTP://127.0' instead"),
            (lambda url: url.replace("/auth/", "/oauth/"), "/': 'oauth/"),
        ],
    )
    def test_the_first_difference_is_shown(self, ask, sandbox, change, told):
        running = sandbox()
        right = running.state.absolute(running.state.scenario.credentials.callback_url)
        answer = ask(callback_url, callback_url=change(right))
        assert answer.outcome == "failed"
        assert told in answer.words

    def test_untold_it_passes_where_access_was_granted_through_it(self, ask):
        assert ask(callback_url, "callback-not-reported").outcome == "passed"

    def test_untold_it_passes_also_where_the_day_of_the_grant_is_not_told(self, ask):
        path = "/api/v2/oauth-clients/*/oauth-tokens"
        undated = ResponseFault("terraform", path, retyped("data.*.attributes.created-at", None))
        assert ask(callback_url, "callback-not-reported", undated).outcome == "passed"

    def test_untold_it_is_unknown_until_access_was_granted(self, ask):
        told = ask(callback_url, "access-not-granted-and-callback-not-reported")
        assert told.outcome == "unknown"
        assert "BITBUCKET_CALLBACK_URL" in told.words


class TestWhatTheProviderShows:
    def test_plain_http_to_another_machine_fails(self, ask):
        url = f"http://terraform.acme.example{PATH}"
        told = ask(callback_url, given(url), callback_url=url)
        assert told.outcome == "failed"
        assert "over https" in told.words

    def test_another_host_is_unknown_for_it_may_be_the_secondary_one(self, ask):
        assert ask(callback_url, "hostname-changed").outcome == "unknown"

    @pytest.mark.parametrize("path", ["/auth/callback", PATH + "/", PATH + "?a=b", PATH.upper(), "/"])
    def test_another_path_is_unknown(self, ask, sandbox, path):
        url = sandbox().state.terraform_url + path
        assert ask(callback_url, given(url), callback_url=url).outcome == "unknown"

    @pytest.mark.parametrize("url", [None, "", 12])
    def test_one_that_is_not_told_is_unknown_whatever_was_pasted(self, ask, url):
        assert ask(callback_url, given(url)).outcome == "unknown"

    @pytest.mark.parametrize("url", ["http://[bad/auth", "nonsense", "javascript:alert(1)", "https://a@b.example/x"])
    def test_one_that_is_no_address_is_unknown(self, ask, url):
        assert ask(callback_url, given(url), callback_url=url).outcome == "unknown"


def test_it_is_not_asked_without_a_provider(ask):
    assert ask(callback_url, "no-provider").outcome == "skipped"


def test_a_secret_that_was_pasted_there_is_not_shown_in_part(ask, sandbox):
    pasted = sandbox().state.scenario.credentials.client_secret
    told = ask(callback_url, callback_url=pasted)
    assert told.outcome == "failed"
    assert pasted[:6] not in told.words
