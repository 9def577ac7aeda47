"""SSH submodule URLs that never work, or work only on one computer.

Reported as: ssh: Could not resolve hostname bitbucket.org:acme-infra / bitbucket.org-work: Name or service not known.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.faults.repository import failed_fetch
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario_changes import repository

URLS = {
    "a mix of the two forms": "ssh://git@bitbucket.org:acme-infra/policies.git",
    "a mix of the two forms, with the new host": "ssh://git@ssh.bitbucket.org:acme-infra/policies.git",
    "an alias": "git@bitbucket.org-work:acme-infra/policies.git",
    "a short alias": "bb:acme-infra/policies.git",
    "an alias with ssh://": "ssh://work/acme-infra/policies.git",
    "the host for port 443": "ssh://git@altssh.bitbucket.org:443/acme-infra/policies.git",
    "the host for port 443 in brackets": "[git@altssh.bitbucket.org:443]:acme-infra/policies.git",
    "another port": "ssh://git@ssh.bitbucket.org:7999/acme-infra/policies.git",
}
unresolved = failed_fetch("ssh: Could not resolve hostname: Name or service not known")


def with_submodule(url: str):
    text = f'[submodule "policies"]\n\tpath = policies\n\turl = {url}\n'
    change = repository("network", lambda one: replace(one, files={**one.files, ".gitmodules": text}))
    return change(healthy(datetime.now(UTC)))


@pytest.mark.parametrize("what", URLS)
def test_does_not_pass_and_the_fix_contains_the_correct_url(run_command, what):
    run = run_command(with_submodule(URLS[what]))
    assert run.outcome("submodule-urls") in {"failed", "unknown"}
    fixes = [one["fix"] for one in run.findings("submodule-urls")]
    assert any("git@ssh.bitbucket.org:acme-infra/policies.git" in fix for fix in fixes)


@pytest.mark.parametrize("what", URLS)
def test_fails_after_a_fetch_that_could_not_resolve_the_host(run_command, what):
    assert run_command(unresolved(with_submodule(URLS[what]))).outcome("submodule-urls") == "failed"


def test_a_valid_url_on_another_host_is_unknown(run_command):
    assert run_command(with_submodule("git@git.acme.example:infra/policies.git")).outcome("submodule-urls") == "unknown"
