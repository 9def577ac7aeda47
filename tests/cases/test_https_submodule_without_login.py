"""Only a fetch shows whether HCP Terraform can read a private submodule over https.

Reported as: fatal: could not read Username for 'https://bitbucket.org': terminal prompts disabled.
"""

from dataclasses import replace
from datetime import UTC, datetime

from checks.sandbox.faults.repository import failed_fetch
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario_changes import Change, all_of, repository, workspace

TEXT = '[submodule "policies"]\n\tpath = policies\n\turl = https://bitbucket.org/acme-infra/policies.git\n'
private = repository("network", lambda one: replace(one, files={**one.files, ".gitmodules": TEXT}))
public = repository("policies", lambda one: replace(one, private=False))
nothing_fetched = workspace("network-production", lambda one: replace(one, configuration_versions=()))
WORDS = (
    "fatal: could not read Username for 'https://bitbucket.org': terminal prompts disabled "
    "fatal: clone of 'https://bitbucket.org/acme-infra/policies.git' into submodule path 'policies' failed"
)


def now(*changes: Change):
    return all_of(*changes)(healthy(datetime.now(UTC)))


def test_does_not_fail_after_a_successful_fetch(run_command):
    assert run_command(now(private)).outcome("submodule-urls") in {"passed", "unknown"}


def test_does_not_pass_after_a_fetch_that_failed_without_a_login(run_command):
    run = run_command(now(private, failed_fetch(WORDS)))
    assert run.outcome("submodule-urls") in {"failed", "unknown"}
    assert not run.says("take it away|remove it: whoever")


def test_does_not_pass_before_the_first_fetch(run_command):
    assert run_command(now(private, nothing_fetched)).outcome("submodule-urls") in {"failed", "unknown"}


def test_a_public_submodule_passes(run_command):
    assert run_command(now(private, nothing_fetched, public)).outcome("submodule-urls") == "passed"
