"""Error messages are read in every format that the vendors are known to use."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.clients.response import ErrorBody, parse_error_body


@pytest.mark.parametrize(
    ("body", "message"),
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
def test_reads_json_errors_of_both_vendors(body, message):
    assert parse_error_body(json.dumps(body).encode()).message == message


def test_reads_plain_text():
    assert parse_error_body(b"Access denied. You must have write or admin access.\n").message == (
        "Access denied. You must have write or admin access."
    )


def test_an_empty_body_has_no_message():
    assert parse_error_body(b"") == ErrorBody()


def test_missing_scopes_are_required_but_not_granted():
    detail = {"required": ["read:webhook:bitbucket", "read:user:bitbucket"], "granted": ["read:user:bitbucket"]}
    found = parse_error_body(json.dumps({"error": {"message": "Lacks scopes.", "detail": detail}}).encode())
    assert found == ErrorBody("Lacks scopes.", ("read:webhook:bitbucket",))


@given(st.binary())
def test_reads_any_bytes_without_an_error(body):
    assert isinstance(parse_error_body(body), ErrorBody)


def test_reads_deeply_nested_json_without_an_error():
    assert isinstance(parse_error_body(b"[" * 100_000), ErrorBody)
