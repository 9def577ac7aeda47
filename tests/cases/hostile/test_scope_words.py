"""A list of scopes in words that the checks don't know doesn't prove that a scope is missing."""

from datetime import UTC, datetime

import pytest
from flask import json

from checks.sandbox.healthy import healthy
from checks.sandbox.response_faults import ResponseFault, answer

FOUR = "account:write repository:admin pullrequest:write webhook"


def answering(**fields):
    def how(response):
        return answer(200, json.loads(response.get_data()) | fields)(response)

    return ResponseFault("bitbucket", "/site/oauth2/access_token", how)


def test_known_words_without_what_is_needed_fail(run_command):
    run = run_command(healthy(datetime.now(UTC)), faults=(answering(scope="repository pullrequest"),))
    assert run.outcome("consumer-permissions") == "failed"


@pytest.mark.parametrize(
    "fields",
    [
        {
            "scope": "admin:repository:bitbucket write:pullrequest:bitbucket read:webhook:bitbucket "
            "write:webhook:bitbucket read:user:bitbucket write:user:bitbucket"
        },
        {"scope": FOUR.upper()},
        {"scope": FOUR.replace(" ", "+")},
        {"scope": "", "scopes": FOUR},
        {"scope": FOUR.split()},
    ],
    ids=["the words of API tokens", "capitals", "form-encoded blanks", "scope empty, scopes full", "a list"],
)
def test_other_words_do_not_fail(run_command, fields):
    run = run_command(healthy(datetime.now(UTC)), faults=(answering(**fields),))
    assert run.outcome("consumer-permissions") != "failed"
