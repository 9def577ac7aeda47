"""What vendors say in errors is read in all the forms that were met."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.clients.error_body import ErrorBody, parse_error_body


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"type": "error", "error": {"message": "Forbidden"}}, "Forbidden"),
        ({"error": {"message": "Not found", "detail": "There is no API here."}}, "Not found: There is no API here."),
        ({"error": {"message": "Twice", "detail": "Twice"}}, "Twice"),
        ({"error": "invalid_grant", "error_description": "No such grant."}, "No such grant."),
        ({"errors": [{"status": "404", "title": "not found"}]}, "not found"),
        ({"errors": [{"status": 429, "title": "Too many", "detail": "Slow down."}]}, "Too many: Slow down."),
        ({"errors": [{"title": "a"}, {"title": "b"}]}, "a: b"),
        ({"errors": ["Not found"]}, "Not found"),
        ({"errors": "Not found"}, ""),
        ({}, ""),
        ([], ""),
        ("Not found", ""),
        (None, ""),
    ],
)
def test_json_in_the_layout_of_either_vendor(body, words):
    assert parse_error_body(json.dumps(body).encode()).message == words


def test_plain_text():
    assert parse_error_body(b"Access denied. You must have write or admin access.\n").message == (
        "Access denied. You must have write or admin access."
    )


def test_a_web_page_says_nothing():
    assert parse_error_body(b"\n <!DOCTYPE html><html>502</html>") == ErrorBody()


def test_nothing_says_nothing():
    assert parse_error_body(b"") == ErrorBody()


def test_scopes_are_missing_that_are_required_and_not_granted():
    detail = {"required": ["read:webhook:bitbucket", "read:user:bitbucket"], "granted": ["read:user:bitbucket"]}
    found = parse_error_body(json.dumps({"error": {"message": "Lacks scopes.", "detail": detail}}).encode())
    assert found == ErrorBody("Lacks scopes.", ("read:webhook:bitbucket",))


@given(st.binary())
def test_any_bytes_are_read_without_an_error(body):
    assert isinstance(parse_error_body(body), ErrorBody)


def test_json_without_a_bottom_is_read_without_an_error():
    assert isinstance(parse_error_body(b"[" * 100_000), ErrorBody)
