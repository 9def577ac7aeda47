from datetime import UTC, datetime

import pytest

from checks.sandbox.healthy import generated

REPOSITORIES = "/user/workspaces/acme-infra/permissions/repositories"


@pytest.fixture
def bitbucket(services):
    return services(generated(25, datetime.now(UTC))).bitbucket


def names(body):
    return [item["repository"]["full_name"].rpartition("/")[2] for item in body["values"]]


def test_returns_10_items_per_page_by_default(bitbucket):
    body = bitbucket.body(REPOSITORIES)
    assert (len(body["values"]), body["pagelen"], body["size"], body["page"]) == (10, 10, 25, 1)
    assert "previous" not in body


def test_next_page_is_an_absolute_url_with_the_same_query(bitbucket):
    first = bitbucket.body(REPOSITORIES, pagelen="10", q='permission="admin"')
    second = bitbucket.get(first["next"]).json()
    third = bitbucket.get(second["next"]).json()
    assert names(first) + names(second) + names(third) == [f"service-{number:05}" for number in range(1, 26)]
    assert "next" not in third
    assert bitbucket.get(third["previous"]).json() == second


def test_returns_at_most_100_items_per_page(bitbucket):
    assert len(bitbucket.body(REPOSITORIES, pagelen="100")["values"]) == 25
    assert bitbucket.get(REPOSITORIES, params={"pagelen": "101"}).status_code == 400


@pytest.mark.parametrize(
    "parameters", [{"page": "0"}, {"page": "x"}, {"page": "²"}, {"pagelen": "0"}, {"pagelen": "-3"}]
)
def test_rejects_an_invalid_page_or_page_length(bitbucket, parameters):
    assert bitbucket.get(REPOSITORIES, params=parameters).status_code == 400


def test_a_page_beyond_the_last_is_empty(bitbucket):
    body = bitbucket.body(REPOSITORIES, page="4")
    assert body["values"] == []
    assert "next" not in body


def test_fields_selects_parts_of_the_body(bitbucket):
    body = bitbucket.body(REPOSITORIES, fields="values.permission,values.repository.full_name,next")
    assert set(body) == {"values", "next"}
    assert body["values"][0] == {"permission": "admin", "repository": {"full_name": "acme-infra/service-00001"}}


def test_fields_with_a_minus_removes_parts_of_the_body(bitbucket):
    body = bitbucket.body(REPOSITORIES, fields="-values.user,-values.repository.links,-size")
    assert "size" not in body
    assert set(body["values"][0]) == {"type", "repository", "permission"}
    assert "links" not in body["values"][0]["repository"]


def test_fields_with_a_plus_keeps_the_body(bitbucket):
    assert bitbucket.body(REPOSITORIES, fields="+values.user") == bitbucket.body(REPOSITORIES) | {
        "next": bitbucket.body(REPOSITORIES, fields="+values.user")["next"]
    }


def test_an_asterisk_in_fields_matches_any_name(bitbucket):
    body = bitbucket.body("/repositories/acme-infra/service-00001", fields="links.*.href")
    assert set(body) == {"links"}
    assert body["links"]["self"]["href"].endswith("/service-00001")


def test_sort_with_a_minus_reverses_the_order(bitbucket):
    assert names(bitbucket.body(REPOSITORIES, sort="-repository.full_name"))[0] == "service-00025"
