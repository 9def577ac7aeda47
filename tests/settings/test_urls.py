"""A credential is sent over HTTPS or stays on this machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests import PreparedRequest, RequestException

from checks.settings.urls import UrlError, host, is_loopback, is_protected, origin, plain_host, split


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.10", "::1"])
def test_recognizes_loopback_hosts(name):
    assert is_loopback(name)


@pytest.mark.parametrize(
    "name", ["", "app.terraform.io", "localhost.example.com", "127.0.0.1.example.com", "10.0.0.1", "1.0.0.127", "::2"]
)
def test_recognizes_other_hosts(name):
    assert not is_loopback(name)


def test_plain_http_is_protected_only_on_this_machine():
    assert is_protected("https", "example.com")
    assert is_protected("http", "127.0.0.1")
    assert not is_protected("http", "example.com")
    assert not is_protected("ftp", "127.0.0.1")


class TestOrigin:
    @pytest.mark.parametrize(
        ("url", "normalized"),
        [
            ("https://app.terraform.io", "https://app.terraform.io"),
            ("https://app.terraform.io/", "https://app.terraform.io"),
            ("HTTPS://App.Terraform.IO:443", "https://app.terraform.io"),
            ("https://tfe.example.com:8443", "https://tfe.example.com:8443"),
            ("https://café.fr", "https://xn--caf-dma.fr"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://localhost:443", "http://localhost:443"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ],
    )
    def test_is_normalized(self, url, normalized):
        assert origin(url) == normalized

    @pytest.mark.parametrize(
        "url",
        [
            "app.terraform.io",
            "ftp://app.terraform.io",
            "https://",
            "https:///api",
            "https://user@example.com",
            "https://127.0.0.1@example.com",
            "http://127.0.0.1\\@example.com",
            "http://127.0.0.1#@example.com",
            "http://127.0.0.1?@example.com",
            "https://exa mple.com",
            "https://example.com:0",
            "https://example.com:65536",
            "https://example.com:99999",
            "https://example.com:port",
            "https://example.com:\u0664\u0664\u0663",
            "https://exam%2fple.com",
            "https://a..b",
            "https://example.com/api/v2",
            "https://example.com/?token=1",
        ],
    )
    def test_rejects_invalid_urls_and_paths(self, url):
        with pytest.raises(UrlError):
            origin(url)

    @pytest.mark.parametrize("url", ["http://example.com", "http://10.0.0.1", "http://127.0.0.1.example.com"])
    def test_rejects_plain_http_to_another_machine(self, url):
        with pytest.raises(UrlError, match="plain http"):
            origin(url)

    @given(st.text(alphabet="ab.:/@\\#?[]%1 \t☃", max_size=20))
    def test_leads_to_the_stated_host_over_a_protected_connection(self, rest):
        for scheme in ("http", "https"):
            try:
                plain = origin(f"{scheme}://{rest}")
            except UrlError:
                continue
            request = PreparedRequest()
            try:
                request.prepare_url(plain, None)
            except RequestException:
                continue  # rejected before the request is sent
            assert request.url == f"{plain}/"
            assert is_protected(scheme, host(plain))


def test_normalizes_hosts_to_lowercase_punycode():
    assert plain_host("Café.FR") == plain_host("xn--caf-dma.fr") == "xn--caf-dma.fr"


def test_splits_a_url_with_a_path():
    assert split("https://example.com/guide/") == ("https", "example.com", "/guide")
    assert split("https://example.com") == ("https", "example.com", "")
