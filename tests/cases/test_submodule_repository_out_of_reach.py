"""A submodule over SSH names a repository that the service user cannot read, or that is gone.

Reported as: conq: repository access denied. The key logs in, and the clone is refused.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.fault import repository, service_user
from checks.sandbox.fixtures import PERSON, SERVICE_USER
from checks.sandbox.healthy import healthy

CHANGES = {
    "access lost": repository("policies", lambda one: replace(one, members={PERSON: "admin"})),
    "renamed": repository("policies", lambda one: replace(one, slug="policies-eu")),
    "moved": repository("policies", lambda one: replace(one, workspace="other-team")),
}


def test_with_access_everything_passes(run_command):
    assert run_command(healthy(datetime.now(UTC))).status == 0


@pytest.mark.parametrize("what", CHANGES)
def test_it_is_found_and_names_the_repository_and_both_causes(run_command, what):
    run = run_command(CHANGES[what](healthy(datetime.now(UTC))))
    assert run.status != 0
    found = run.findings("submodule-urls", verdicts=("failed",))
    assert any("acme-infra/policies" in one["actual"] for one in found)
    assert any("renamed, moved, or deleted, or" in one["actual"] for one in found)


@pytest.mark.parametrize("what", CHANGES)
def test_the_view_of_an_account_that_is_not_shown_to_have_the_key_is_no_verdict(run_command, what):
    now = CHANGES[what](service_user(lambda one: replace(one, keys=()))(healthy(datetime.now(UTC))))
    unfetched = tuple(replace(one, configuration_versions=()) for one in now.terraform_workspaces)
    assert (
        run_command(replace(now, terraform_workspaces=unfetched), "submodule-urls").outcome("submodule-urls")
        == "unknown"
    )


def test_to_read_it_is_enough(run_command):
    read_only = repository("policies", lambda one: replace(one, members={SERVICE_USER: "read", PERSON: "admin"}))
    assert run_command(read_only(healthy(datetime.now(UTC)))).status == 0
