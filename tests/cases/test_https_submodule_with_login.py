"""The https URL of a submodule contains a login.

A login is a username as in Bitbucket's Clone dialog, an app password, an access token, or an unexpanded variable.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.faults.repository import failed_fetch
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario_changes import all_of, repository, workspace

SECRETS = ("ATBBsandbox7qXo4JrVn2Lk8", "ATCTT3xsandbox7qXo4JrVn2Lk8")
URLS = {
    "a username": "https://jordan-lee@bitbucket.org/acme-infra/policies.git",
    "an app password": f"https://ci-bot:{SECRETS[0]}@bitbucket.org/acme-infra/policies.git",
    "an access token": f"https://x-token-auth:{SECRETS[1]}@bitbucket.org/acme-infra/policies.git",
    "a token as username": f"https://{SECRETS[1]}@bitbucket.org/acme-infra/policies.git",
    "a token in the query": f"https://bitbucket.org/acme-infra/policies.git?access_token={SECRETS[1]}",
    "a variable": "https://${BITBUCKET_TOKEN}@bitbucket.org/acme-infra/policies.git",
    "a password over SSH": f"ssh://git:{SECRETS[0]}@ssh.bitbucket.org/acme-infra/policies.git",
}
WORDS = (
    "fatal: Authentication failed for 'https://bitbucket.org/acme-infra/policies.git/' "
    "fatal: clone of 'https://bitbucket.org/acme-infra/policies.git' into submodule path 'policies' failed"
)
WHEN = {
    "no fetch": workspace("network-production", lambda one: replace(one, configuration_versions=())),
    "the newest fetch failed": failed_fetch(WORDS),
    "the newest fetch worked": lambda now: now,
}


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("what", URLS)
def test_finds_a_login_in_a_url_without_showing_it(run_command, what, when):
    text = f'[submodule "policies"]\n\tpath = policies\n\turl = {URLS[what]}\n'
    change = repository("network", lambda one: replace(one, files={**one.files, ".gitmodules": text}))
    run = run_command(all_of(change, WHEN[when])(healthy(datetime.now(UTC))))
    secret = any(one in URLS[what] for one in SECRETS)
    if when != "the newest fetch worked" or secret:
        assert run.outcome("submodule-urls") in ({"failed"} if secret else {"failed", "unknown"})
    for hidden in (*SECRETS, "jordan-lee@", "BITBUCKET_TOKEN}"):
        assert hidden not in run.text + run.report
    found = run.findings("submodule-urls")
    texts = [f"{one['actual']} {one['expected']} {one['fix']}" for one in found]
    assert any(re.search("username|login|password|token|variable", one, re.IGNORECASE) for one in texts)
