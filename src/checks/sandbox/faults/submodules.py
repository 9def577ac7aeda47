"""What happens to people whose repositories have submodules."""

from dataclasses import replace

from checks.sandbox.fault import SUBMODULES, Change, Fault, all_of, each, oauth_token, repository, vcs_repo
from checks.sandbox.faults.repository import newest_fetch

_HTTPS = "https://bitbucket.org/acme-infra/modules.git"


def _submodules(*urls: str) -> Change:
    """Let ``.gitmodules`` name these addresses, or be absent where there are none."""
    text = "".join(
        f'[submodule "part-{number}"]\n\tpath = part-{number}\n\turl = {url}\n' for number, url in enumerate(urls)
    )
    return repository(
        "network",
        lambda one: replace(
            one,
            files={name: content for name, content in one.files.items() if name != ".gitmodules"}
            | ({".gitmodules": text} if text else {}),
        ),
    )


_OLD_HOST = _submodules("git@bitbucket.org:acme-infra/policies.git")
_NOBODY_NEEDS_A_KEY = {"ssh_key_stored": "not_applicable"}

FAULTS = (
    Fault(
        name="submodules-disabled",
        happened="Include submodules on clone is off, although the repository has submodules.",
        change=vcs_repo("network-production", lambda one: replace(one, ingress_submodules=False)),
        claims={"submodules_enabled": "failed"},
    ),
    Fault(
        name="no-key-stored",
        happened="A submodule is fetched over SSH, and nobody gave the provider a key.",
        change=oauth_token(lambda one: replace(one, has_ssh_key=False)),
        claims={"ssh_key_stored": "failed"},
    ),
    Fault(
        name="key-added-for-modules-only",
        happened="The key was added under SSH Keys, which serves modules, instead of to the provider.",
        change=all_of(
            oauth_token(lambda one: replace(one, has_ssh_key=False)),
            lambda now: replace(now, organization=replace(now.organization, ssh_keys=("service_terraform",))),
        ),
        claims={"ssh_key_stored": "failed"},
    ),
    Fault(
        name="key-not-needed",
        happened="The provider holds a key, and every submodule is fetched over HTTPS.",
        change=_submodules(_HTTPS),
        claims=_NOBODY_NEEDS_A_KEY,
        advice=frozenset({"ssh_key_stored"}),
    ),
    Fault(
        name="no-submodules",
        happened="No repository has submodules, and nobody gave the provider a key.",
        change=all_of(_submodules(), oauth_token(lambda one: replace(one, has_ssh_key=False))),
        claims=each("not_applicable", SUBMODULES),
    ),
    Fault(
        name="old-ssh-host",
        happened="A submodule is fetched from git@bitbucket.org, which served Git over SSH until November 2026.",
        change=_OLD_HOST,
        advice=frozenset({"submodule_urls"}),
    ),
    Fault(
        name="old-ssh-host-refuses",
        happened="A submodule is fetched from git@bitbucket.org, and the fetch failed.",
        change=all_of(_OLD_HOST, newest_fetch("errored", "ingress_failed", "Permission denied (publickey).")),
        claims={"submodule_urls": "failed", "last_fetch": "failed"},
    ),
    Fault(
        name="unknown-ssh-host",
        happened="HCP Terraform does not know the key of the SSH host from which a submodule is fetched.",
        change=newest_fetch("errored", "ingress_failed", "Host key verification failed."),
        claims={"last_fetch": "failed"},
    ),
    Fault(
        name="submodule-on-another-port",
        happened="A submodule is fetched over SSH on port 443, as from behind a firewall.",
        change=_submodules("ssh://git@ssh.bitbucket.org:443/acme-infra/policies.git"),
        claims={"submodule_urls": "failed"},
    ),
    Fault(
        name="relative-submodule",
        happened="A submodule is named by a path relative to its repository.",
        change=_submodules("../policies.git"),
        claims=_NOBODY_NEEDS_A_KEY,
        advice=frozenset({"submodule_urls", "ssh_key_stored"}),
    ),
)
