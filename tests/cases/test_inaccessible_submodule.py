"""An SSH submodule URL names a repository that the service user can't read or that doesn't exist.

Reported as: conq: repository access denied. The login with the key succeeds, but the clone is denied.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.fixtures import PERSON, SERVICE_USER
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario_changes import repository, service_user

CHANGES = {
    "access lost": repository("policies", lambda one: replace(one, members={PERSON: "admin"})),
    "renamed": repository("policies", lambda one: replace(one, slug="policies-eu")),
    "moved": repository("policies", lambda one: replace(one, workspace="other-team")),
}


def test_a_healthy_connection_passes(run_command):
    assert run_command(healthy(datetime.now(UTC))).status == 0


@pytest.mark.parametrize("what", CHANGES)
def test_reports_the_repository_and_both_causes(run_command, what):
    run = run_command(CHANGES[what](healthy(datetime.now(UTC))))
    assert run.status != 0
    found = run.findings("submodule-urls", verdicts=("failed",))
    assert any("acme-infra/policies" in one["actual"] for one in found)
    assert any("renamed, moved, or deleted, or" in one["actual"] for one in found)


@pytest.mark.parametrize("what", CHANGES)
def test_is_unknown_if_the_account_is_not_confirmed_to_have_the_key(run_command, what):
    now = CHANGES[what](service_user(lambda one: replace(one, keys=()))(healthy(datetime.now(UTC))))
    unfetched = tuple(replace(one, configuration_versions=()) for one in now.terraform_workspaces)
    assert (
        run_command(replace(now, terraform_workspaces=unfetched), "submodule-urls").outcome("submodule-urls")
        == "unknown"
    )


def test_read_permission_is_enough(run_command):
    read_only = repository("policies", lambda one: replace(one, members={SERVICE_USER: "read", PERSON: "admin"}))
    assert run_command(read_only(healthy(datetime.now(UTC)))).status == 0
