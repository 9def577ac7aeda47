"""A list of other objects can't be read, although TFE_WORKSPACES limits the checks to Terraform workspaces."""

from datetime import UTC, datetime

import pytest

from checks.sandbox.healthy import healthy
from checks.sandbox.response_faults import ResponseFault, answer


def unreadable(name: str) -> ResponseFault:
    return ResponseFault("terraform", f"/api/v2/organizations/acme/{name}", answer(500))


@pytest.mark.parametrize("name", ["registry-modules", "policy-sets", "stacks", "registry-components"])
def test_a_list_that_the_settings_leave_out_is_not_read(run_command, requests_log, name):
    run = run_command(healthy(datetime.now(UTC)), env={"TFE_WORKSPACES": "*"}, faults=(unreadable(name),))
    assert run.status == 0
    assert not [one for one in requests_log if one.path.endswith(name)]


def test_a_list_that_the_settings_include_is_unknown(run_command):
    given = {"BITBUCKET_REPOSITORIES": "acme-infra/network"}
    run = run_command(healthy(datetime.now(UTC)), env=given, faults=(unreadable("policy-sets"),))
    assert run.status == 2
    assert run.outcome("webhooks") == "unknown"
