"""Unknown scope names don't prove that a scope is missing."""

from datetime import UTC, datetime

import pytest
from flask import json

from checks.sandbox.healthy import healthy
from checks.sandbox.response_faults import ResponseFault, answer

FOUR = "account:write repository:admin pullrequest:write webhook"


def token_response(**fields):
    def how(response):
        return answer(200, json.loads(response.get_data()) | fields)(response)

    return ResponseFault("bitbucket", "/site/oauth2/access_token", how)


def test_known_scopes_without_the_required_ones_fail(run_command):
    run = run_command(healthy(datetime.now(UTC)), faults=(token_response(scope="repository pullrequest"),))
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
    ids=["API token scopes", "uppercase", "form-encoded spaces", "empty scope and full scopes", "a list"],
)
def test_unknown_scope_names_do_not_fail(run_command, fields):
    run = run_command(healthy(datetime.now(UTC)), faults=(token_response(**fields),))
    assert run.outcome("consumer-permissions") != "failed"
