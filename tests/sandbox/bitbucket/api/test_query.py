from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.sandbox.bitbucket.api.errors import Refusal
from checks.sandbox.bitbucket.api.query import condition, ordered

BODY = {
    "permission": "admin",
    "size": 12,
    "is_private": True,
    "parent": None,
    "repository": {"full_name": "acme-infra/network", "name": "Network AND more"},
}


@pytest.mark.parametrize(
    "query",
    [
        "",
        'permission="admin"',
        'permission = "admin"',
        'permission != "read"',
        'permission > "read"',
        'permission >= "admin"',
        'repository.full_name="acme-infra/network"',
        'repository.name ~ "NETWORK"',
        'repository.name !~ "platform"',
        'repository.name = "Network AND more"',
        "size > 11 AND size < 13",
        "size >= 12 AND size <= 12",
        "is_private = true",
        "parent = null",
        'permission IN ("write", "admin")',
        'permission NOT IN ("write", "read")',
        'permission = "read" OR size = 12',
        'permission = "read" AND size = 1 OR is_private = true',
        '(permission = "read" OR size = 12) AND is_private = true',
    ],
)
def test_query_matches(query):
    assert condition(query)(BODY)


@pytest.mark.parametrize(
    "query",
    [
        'permission="read"',
        'permission < "admin"',
        'permission != "admin"',
        'repository.name !~ "network"',
        "size > 12",
        'size > "11"',
        "is_private = false",
        'absent = "admin"',
        'absent > "admin"',
        'permission IN ("write", "read")',
        'permission NOT IN ("write", "admin")',
        'permission = "admin" AND size = 1',
        'is_private = true AND (permission = "read" OR size = 1)',
    ],
)
def test_query_does_not_match(query):
    assert not condition(query)(BODY)


@pytest.mark.parametrize(
    "query",
    [
        "permission",
        "permission =",
        'permission "admin"',
        'permission = "admin',
        "permission = admin",
        'permission = "admin" size = 1',
        'permission IN "admin"',
        'permission IN ("admin"',
        '(permission = "admin"',
        '"permission" = "admin"',
        'permission ( "admin"',
    ],
)
def test_rejects_an_invalid_query(query):
    with pytest.raises(Refusal) as caught:
        condition(query)(BODY)
    assert caught.value.response.status_code == 400


@given(st.text())
def test_compares_quoted_text_exactly(text):
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    assert condition(f'name = "{quoted}"')({"name": text})
    assert not condition(f'name = "{quoted}"')({"name": f"{text}."})


@given(st.text())
def test_evaluates_or_rejects_any_query(query):
    with suppress(Refusal):
        assert condition(query)(BODY) in {True, False}


def test_sorting_is_stable():
    bodies = [{"a": "2", "b": 1}, {"a": "1", "b": 2}, {"a": "2", "b": 3}]
    assert [body["b"] for body in ordered(bodies, "a")] == [2, 1, 3]
    assert ordered(bodies, "") == bodies
