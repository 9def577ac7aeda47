from datetime import UTC, datetime

import pytest

from checks.sandbox.healthy import PROVIDER, generated

WORKSPACES = "/organizations/acme/workspaces"


@pytest.fixture
def terraform(services):
    return services(generated(45, datetime.now(UTC))).terraform


def names(body):
    return [one["attributes"]["name"] for one in body["data"]]


def test_returns_20_items_per_page_by_default(terraform):
    body = terraform.body(WORKSPACES)
    assert len(body["data"]) == 20
    assert body["meta"]["pagination"] == {
        "current-page": 1,
        "page-size": 20,
        "prev-page": None,
        "next-page": 2,
        "total-pages": 3,
        "total-count": 45,
    }


def test_links_connect_all_pages(terraform):
    seen, body = [], terraform.body(WORKSPACES, **{"page[size]": "20", "search[name]": "service"})
    while True:
        seen += names(body)
        if body["links"]["next"] is None:
            break
        body = terraform.get(body["links"]["next"]).json()
    assert seen == [f"service-{number:05}" for number in range(1, 46)]
    assert body["meta"]["pagination"]["prev-page"] == 2


def test_returns_at_most_100_items(terraform):
    assert terraform.body(WORKSPACES, **{"page[size]": "1000"})["meta"]["pagination"]["page-size"] == 100


def test_a_page_beyond_the_last_is_empty(terraform):
    assert terraform.body(WORKSPACES, **{"page[number]": "9"})["data"] == []


@pytest.mark.parametrize("number", ["x", "0", "-1", "²", ""])
def test_rejects_an_invalid_page_number(terraform, number):
    assert terraform.get(WORKSPACES, params={"page[number]": number}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/organizations/acme/oauth-clients",
        f"/oauth-clients/{PROVIDER}/oauth-tokens",
        "/organizations/acme/oauth-tokens",
    ],
)
def test_provider_lists_are_paginated_only_on_request(terraform, path):
    assert "meta" not in terraform.body(path)
    body = terraform.body(path, **{"page[size]": "1"})
    assert len(body["data"]) == 1
    assert body["meta"]["pagination"]["page-size"] == 1
