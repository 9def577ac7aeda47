"""The callback URL passes if it is valid and equal to the URL from the consumer."""

import pytest

from checks.callback_url import callback_url
from checks.sandbox.response_faults import ResponseFault, retyped

PROVIDERS = "/api/v2/organizations/acme/oauth-clients"
PATH = "/auth/0b6f2c1e-64b1-4f0a-9d57-7d1b3c2a9e10/callback"


def reported(url: object) -> ResponseFault:
    return ResponseFault("terraform", PROVIDERS, retyped("data.*.attributes.callback-url", url))


def test_the_exact_url_passes(ask):
    assert ask(callback_url).outcome == "passed"


class TestConsumerUrl:
    @pytest.mark.parametrize(
        "fault", ["callback-of-an-older-provider", "callback-with-a-slash", "callback-left-as-a-placeholder"]
    )
    def test_any_other_url_fails(self, ask, fault):
        assert ask(callback_url, fault).outcome == "failed"

    @pytest.mark.parametrize(
        ("change", "difference"),
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
    def test_the_first_difference_is_shown(self, ask, sandbox, change, difference):
        running = sandbox()
        correct = running.state.absolute(running.state.scenario.credentials.callback_url)
        result = ask(callback_url, callback_url=change(correct))
        assert result.outcome == "failed"
        assert difference in result.words

    def test_passes_without_the_setting_if_the_authorization_has_no_date(self, ask):
        path = "/api/v2/oauth-clients/*/oauth-tokens"
        undated = ResponseFault("terraform", path, retyped("data.*.attributes.created-at", None))
        assert ask(callback_url, "callback-not-reported", undated).outcome == "passed"

    def test_is_unknown_without_the_setting_before_access_was_granted(self, ask):
        result = ask(callback_url, "access-not-granted-and-callback-not-reported")
        assert result.outcome == "unknown"
        assert "BITBUCKET_CALLBACK_URL" in result.words


class TestProviderUrl:
    def test_plain_http_to_another_host_fails(self, ask):
        url = f"http://terraform.acme.example{PATH}"
        result = ask(callback_url, reported(url), callback_url=url)
        assert result.outcome == "failed"
        assert "over https" in result.words

    @pytest.mark.parametrize("path", ["/auth/callback", PATH + "/", PATH + "?a=b", PATH.upper(), "/"])
    def test_another_path_is_unknown(self, ask, sandbox, path):
        url = sandbox().state.terraform_url + path
        assert ask(callback_url, reported(url), callback_url=url).outcome == "unknown"

    @pytest.mark.parametrize("url", [None, "", 12])
    def test_an_unreported_url_is_unknown(self, ask, url):
        assert ask(callback_url, reported(url)).outcome == "unknown"

    @pytest.mark.parametrize("url", ["http://[bad/auth", "nonsense", "javascript:alert(1)", "https://a@b.example/x"])
    def test_an_invalid_url_is_unknown(self, ask, url):
        assert ask(callback_url, reported(url), callback_url=url).outcome == "unknown"


def test_shows_no_part_of_a_secret_in_the_setting(ask, sandbox):
    secret = sandbox().state.scenario.credentials.client_secret
    result = ask(callback_url, callback_url=secret)
    assert result.outcome == "failed"
    assert secret[:6] not in result.words
