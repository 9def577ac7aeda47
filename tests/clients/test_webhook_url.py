"""Of a webhook's address only that is kept which lets nobody call it."""

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
def test_host_and_end_are_what_is_shown(url, expected):
    assert WebhookUrl.of(url).shown == expected


@given(st.text(min_size=12))
def test_nothing_of_it_holds_the_address(secret):
    kept = WebhookUrl.of(f"https://app.terraform.io/webhooks/{secret}")
    assert f"/webhooks/{secret}" not in repr(kept)
    assert set(vars(kept)) == {"digest", "host", "end", "of_terraform"}


@given(st.text(), st.text())
def test_two_are_the_same_if_the_addresses_are(one, other):
    assert (WebhookUrl.of(one) == WebhookUrl.of(other)) is (one == other)


@pytest.mark.parametrize(
    ("url", "expected"), [(URL, True), (URL.upper(), False), ("https://chat.acme.example/webhooks/vcs/1", False)]
)
def test_the_path_tells_whether_it_is_one_of_hcp_terraform(url, expected):
    assert WebhookUrl.of(url).of_terraform is expected


def test_an_address_that_no_encoding_knows_is_one_too():
    assert WebhookUrl.of("https://a.example/\ud800").digest
