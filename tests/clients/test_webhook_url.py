"""A webhook URL is stored only in a form that can't be used to call the webhook."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.clients.webhook_url import WebhookUrl

URL = "https://app.terraform.io/webhooks/vcs/0b6f2c1e-64b1-4f0a-9d57-7d1b3c2a9e10"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (URL, "app.terraform.io …9e10"),
        ("https://user:word@hooks.acme.example:8443/x/abcd", "hooks.acme.example:8443 …abcd"),
        ("abcdef", " …cdef"),
        ("", " …"),
    ],
)
def test_shows_the_host_and_the_last_four_characters(url, expected):
    assert WebhookUrl.of(url).shown == expected


@given(st.text(min_size=12))
def test_does_not_store_the_url(secret):
    kept = WebhookUrl.of(f"https://app.terraform.io/webhooks/{secret}")
    assert f"/webhooks/{secret}" not in repr(kept)
    assert set(vars(kept)) == {"digest", "host", "end", "of_terraform"}


@given(st.text(), st.text())
def test_equal_urls_give_equal_records(one, other):
    assert (WebhookUrl.of(one) == WebhookUrl.of(other)) is (one == other)


@pytest.mark.parametrize(
    ("url", "expected"), [(URL, True), (URL.upper(), False), ("https://chat.acme.example/webhooks/vcs/1", False)]
)
def test_recognizes_an_hcp_terraform_webhook_by_its_path(url, expected):
    assert WebhookUrl.of(url).of_terraform is expected


def test_accepts_a_url_that_cannot_be_encoded():
    assert WebhookUrl.of("https://a.example/\ud800").digest
