"""The keys of findings identify what they are about, whatever its name. `test_faults` tests that they are unique."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.connection.connection import Connection
from checks.engine.model import failed
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy
from checks.settings.environment import read_settings

RENAMED = {f"acme-infra/{name}": f"acme-infra/{name}-eu" for name in ("platform", "network")}


def renamed(now):
    """Rename everything that has an ID: repositories, Terraform workspaces, objects, and the VCS provider."""

    def connected(one):
        repo = one.vcs_repo and replace(
            one.vcs_repo, identifier=RENAMED.get(one.vcs_repo.identifier, one.vcs_repo.identifier)
        )
        return replace(one, name=f"{one.name}-eu", vcs_repo=repo)

    return replace(
        now,
        repositories=tuple(
            replace(one, slug=RENAMED.get(f"{one.workspace}/{one.slug}", one.slug).rpartition("/")[2])
            for one in now.repositories
        ),
        providers=tuple(replace(one, name=one.name and f"{one.name} (EU)") for one in now.providers),
        terraform_workspaces=tuple(map(connected, now.terraform_workspaces)),
        registry_modules=tuple(map(connected, now.registry_modules)),
        policy_sets=tuple(map(connected, now.policy_sets)),
        stacks=tuple(map(connected, now.stacks)),
        stack_components=tuple(map(connected, now.stack_components)),
    )


@pytest.fixture
def judged(sandbox, tmp_path):
    """Return a function that runs every check on a scenario, and returns each check's findings."""

    def judge(scenario):
        running = sandbox(scenario)
        with closing(Connection(read_settings(running.environment(), tmp_path))) as connection:
            return {result.check.id: result.findings for result in run(all_checks(), connection)}

    return judge


def keys(findings):
    return {(check, key) for check, found in findings.items() for one in found for key in one.keys}


@pytest.mark.parametrize("fault", ["", "hook-deleted", "service-user-removed", "no-key-stored"])
def test_a_key_stays_the_same_after_everything_is_renamed(judged, fault):
    scenario = healthy(datetime.now(UTC))
    scenario = FAULTS[fault].change(scenario) if fault else scenario
    before, after = judged(scenario), judged(renamed(scenario))
    changed = keys(before) ^ keys(after)
    assert not changed, "use `about` or `identified` in the checks whose findings have these keys"
    assert {one.subject for one in before["webhooks"]}.isdisjoint(one.subject for one in after["webhooks"])


def test_without_an_id_the_subject_is_the_key():
    finding = failed("Webhooks", "Read and write", "not granted", "Select it.")
    assert finding.keys == ("Webhooks",)
    assert finding.identified("").keys == ("Webhooks",)
    assert finding.identified("ws-2", "ws-1", "ws-2").keys == ("ws-1", "ws-2")
