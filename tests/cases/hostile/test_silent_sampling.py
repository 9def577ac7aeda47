"""A check that reads only some repositories reports the number of unchecked ones."""

from datetime import UTC, datetime

import pytest
from flask import request

from checks.sandbox.healthy import generated
from checks.sandbox.response_faults import ResponseFault, answer


def inaccessible(*names):
    def how(response):
        identifier = request.args["identifier"]
        if not identifier.endswith(names):
            return response
        attributes = {"exists": False, "identifier": identifier}
        return answer(200, {"data": {"id": identifier, "type": "vcs-repo-check", "attributes": attributes}})(response)

    return ResponseFault("terraform", "*/vcs/repo", how)


def test_a_repository_in_the_sample_that_is_not_accessible_fails(run_command):
    run = run_command(generated(6, datetime.now(UTC)), faults=(inaccessible("1"),))
    assert run.outcome("authorization-works") == "failed"


@pytest.mark.parametrize("names", [("4", "5", "6"), ("6",)])
def test_repositories_outside_the_sample_are_reported_as_not_checked(run_command, names):
    run = run_command(generated(6, datetime.now(UTC)), faults=(inaccessible(*names),))
    assert run.outcome("authorization-works") != "passed" or run.says(r"3 of 6|3 more|3 others? (was|were) not")
