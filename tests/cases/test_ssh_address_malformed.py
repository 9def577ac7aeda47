"""SSH URLs of submodules that work for nobody, or on one computer only.

Reported as: ssh: Could not resolve hostname bitbucket.org:acme-infra / bitbucket.org-work: Name or service not known.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.fault import repository
from checks.sandbox.faults.repository import newest_fetch
from checks.sandbox.healthy import healthy

URLS = {
    "the two forms mixed": "ssh://git@bitbucket.org:acme-infra/policies.git",
    "the two forms mixed, on the new host": "ssh://git@ssh.bitbucket.org:acme-infra/policies.git",
    "an alias": "git@bitbucket.org-work:acme-infra/policies.git",
    "a short alias": "bb:acme-infra/policies.git",
    "an alias with ssh://": "ssh://work/acme-infra/policies.git",
    "the host for port 443": "ssh://git@altssh.bitbucket.org:443/acme-infra/policies.git",
    "the host for port 443 in brackets": "[git@altssh.bitbucket.org:443]:acme-infra/policies.git",
    "another port": "ssh://git@ssh.bitbucket.org:7999/acme-infra/policies.git",
}
unresolved = newest_fetch("errored", "ingress_failed", "ssh: Could not resolve hostname: Name or service not known")


def naming(url: str):
    text = f'[submodule "policies"]\n\tpath = policies\n\turl = {url}\n'
    change = repository("network", lambda one: replace(one, files={**one.files, ".gitmodules": text}))
    return change(healthy(datetime.now(UTC)))


@pytest.mark.parametrize("what", URLS)
def test_it_does_not_pass_and_the_fix_gives_the_url_to_write(run_command, what):
    run = run_command(naming(URLS[what]))
    assert run.outcome("submodule-urls") in {"failed", "unknown"}
    fixes = [one["fix"] for one in run.findings("submodule-urls")]
    assert any("git@ssh.bitbucket.org:acme-infra/policies.git" in fix for fix in fixes)


@pytest.mark.parametrize("what", URLS)
def test_it_fails_once_a_fetch_could_not_resolve_the_host(run_command, what):
    assert run_command(unresolved(naming(URLS[what]))).outcome("submodule-urls") == "failed"


def test_a_real_other_host_stays_unknown(run_command):
    assert run_command(naming("git@git.acme.example:infra/policies.git")).outcome("submodule-urls") == "unknown"
