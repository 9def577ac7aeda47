"""A speculative configuration version belongs to a pull request, not to the branch of the workspace."""

from copy import deepcopy
from datetime import UTC, datetime

from flask import json

from checks.sandbox.healthy import healthy
from checks.sandbox.response_faults import ResponseFault, answer

VERSIONS = "/api/v2/workspaces/*/configuration-versions"


def edited(change):
    def how(response):
        body = json.loads(response.get_data())
        change(body["data"])
        return answer(200, body)(response)

    return ResponseFault("terraform", VERSIONS, how)


def fetched(versions):
    return next(one for one in versions if one["attributes"]["source"] == "bitbucket")


def with_pull_request(versions):
    pull = deepcopy(fetched(versions))
    pull["id"] = "cv-pullrequest0000"
    pull["attributes"] |= {
        "speculative": True,
        "status": "errored",
        "error": "vcs",
        "error-message": "fatal: couldn't find remote ref feature/gone",
        "status-timestamps": {"errored-at": datetime.now(UTC).isoformat()},
    }
    versions.insert(0, pull)


def branch_failed(versions):
    fetched(versions)["attributes"] |= {
        "speculative": False,
        "status": "errored",
        "error": "vcs",
        "error-message": "boom",
    }


def test_a_failed_fetch_of_a_pull_request_does_not_fail_the_connection(run_command):
    run = run_command(healthy(datetime.now(UTC)), faults=(edited(with_pull_request),))
    assert run.outcome("last-fetch") != "failed"
    assert run.status != 1


def test_a_failed_fetch_of_the_branch_fails(run_command):
    run = run_command(healthy(datetime.now(UTC)), faults=(edited(branch_failed),))
    assert run.outcome("last-fetch") == "failed"
