"""An HCP Terraform token that can't read the workspaces doesn't prove that there are no workspaces."""

from datetime import UTC, datetime

import pytest
from flask import json

from checks.sandbox.healthy import healthy
from checks.sandbox.response_faults import ResponseFault, answer, retyped

ORGANIZATION = "/api/v2/organizations/acme"


def without_workspaces(response):
    body = json.loads(response.get_data())
    body["data"] = []
    body["meta"]["pagination"].update({"total-count": 0, "total-pages": 1})
    return answer(200, body)(response)


@pytest.mark.parametrize("manages", [True, False])
def test_a_token_that_sees_no_workspaces_proves_no_absence(run_command, manages):
    run = run_command(
        healthy(datetime.now(UTC)),
        faults=(
            ResponseFault("terraform", ORGANIZATION, retyped("data.attributes.permissions.can-update-oauth", manages)),
            ResponseFault("terraform", f"{ORGANIZATION}/workspaces", without_workspaces),
        ),
    )
    assert run.status == 2
    assert not run.says("No Terraform workspace uses this provider")
    assert not run.says("No workspace uses this")
    assert not run.says("take it away|remove the (SSH )?key")
    assert run.outcome("workspaces-visible") == "unknown"
