"""Faults of repositories with submodules."""

from dataclasses import replace
from datetime import timedelta

from checks.sandbox.bitbucket.state import Repository
from checks.sandbox.faults.fault import SUBMODULES, Fault, each
from checks.sandbox.faults.repository import failed_fetch
from checks.sandbox.fixtures import PERSON, SERVICE_USER
from checks.sandbox.scenario import Scenario
from checks.sandbox.scenario_changes import (
    Change,
    all_of,
    oauth_token,
    repository,
    vcs_repo,
    without_objects,
    workspace,
)

_HTTPS = "https://bitbucket.org/acme-infra/modules.git"
_PASSWORD = "https://ci-bot:ATBBsandbox7qXo4JrVn2Lk8@bitbucket.org/acme-infra/policies.git"  # noqa: S105 - works nowhere
_SSH = "git@ssh.bitbucket.org:acme-infra/policies.git"


def _entries(*urls: str, more: str = "") -> str:
    """Return a ``.gitmodules`` file with these URLs, and with `more` added to each entry."""
    return "".join(
        f'[submodule "part-{number}"]\n\tpath = part-{number}\n\turl = {url}\n{more}' for number, url in enumerate(urls)
    )


def _gitmodules(text: str, slug: str = "network") -> Change:
    """Set the ``.gitmodules`` file of a repository, or remove it if the text is empty."""

    def step(one: Repository) -> Repository:
        rest = {name: content for name, content in one.files.items() if name != ".gitmodules"}
        return replace(one, files=rest | ({".gitmodules": text} if text else {}))

    return repository(slug, step)


def _submodules(*urls: str) -> Change:
    """Write ``.gitmodules`` with these URLs, or remove it if there are no URLs."""
    return _gitmodules(_entries(*urls))


def _ingress(**attributes: object) -> Change:
    """Replace the ingress attributes of every fetch of the repository with submodules."""
    return workspace(
        "network-production",
        lambda one: replace(
            one, configuration_versions=tuple(replace(each, ingress=attributes) for each in one.configuration_versions)
        ),
    )


_NOTHING_FETCHED = workspace("network-production", lambda one: replace(one, configuration_versions=()))
_UNPROVEN = all_of(_submodules(_HTTPS), _NOTHING_FETCHED)


def _reauthorized(now: Scenario) -> Scenario:
    return oauth_token(lambda one: replace(one, created=now.clock - timedelta(minutes=30)))(now)


def _inaccessible_submodule(name: str, happened: str, step: Change) -> Fault:
    """Return a fault in which the account with the key cannot read the repository of a submodule."""
    return Fault(name=name, happened=happened, change=step, claims={"submodule_urls": "failed"})


_OLD_HOST = _submodules("git@bitbucket.org:acme-infra/policies.git")
_NO_KEY_NEEDED = {"ssh_key_stored": "not_applicable"}

FAULTS = (
    Fault(
        name="submodules-disabled",
        happened="Include submodules on clone is off, although the repository has submodules.",
        change=vcs_repo("network-production", lambda one: replace(one, ingress_submodules=False)),
        claims={"submodules_enabled": "failed", "submodule_urls": "unknown"},
    ),
    Fault(
        name="no-key-stored",
        happened="A submodule is fetched over SSH, but the VCS provider has no key.",
        change=oauth_token(lambda one: replace(one, has_ssh_key=False)),
        claims={"ssh_key_stored": "failed"},
    ),
    Fault(
        name="key-added-for-modules-only",
        happened="The key was added under SSH Keys, which is for modules, instead of to the VCS provider.",
        change=all_of(
            oauth_token(lambda one: replace(one, has_ssh_key=False)),
            lambda now: replace(now, organization=replace(now.organization, ssh_keys=("service_terraform",))),
        ),
        claims={"ssh_key_stored": "failed"},
    ),
    Fault(
        name="key-not-needed",
        happened="The VCS provider has a key, although every submodule is fetched over HTTPS and nothing else uses it.",
        change=all_of(_submodules(_HTTPS), without_objects),
        claims={**_NO_KEY_NEEDED, "version_status": "not_applicable"},
        advice=frozenset({"ssh_key_stored"}),
    ),
    Fault(
        name="no-submodules",
        happened="No repository has submodules, and the VCS provider has no key.",
        change=all_of(_submodules(), oauth_token(lambda one: replace(one, has_ssh_key=False))),
        claims=each("not_applicable", SUBMODULES),
    ),
    Fault(
        name="old-ssh-host",
        happened="A submodule is fetched from git@bitbucket.org, the SSH host until November 2026.",
        change=_OLD_HOST,
        advice=frozenset({"submodule_urls"}),
    ),
    Fault(
        name="old-ssh-host-refuses",
        happened="A submodule is fetched from git@bitbucket.org, and the fetch failed.",
        change=all_of(
            _OLD_HOST,
            failed_fetch("git@bitbucket.org: Permission denied (publickey)."),
        ),
        claims={"submodule_urls": "failed", "last_fetch": "failed"},
    ),
    Fault(
        name="unknown-ssh-host",
        happened="HCP Terraform has no host key for the SSH host of a submodule.",
        change=failed_fetch("Host key verification failed."),
        claims={"last_fetch": "failed", "submodule_urls": "unknown"},
    ),
    Fault(
        name="submodule-on-another-port",
        happened="A submodule URL uses SSH on port 443, as required behind some firewalls.",
        change=_submodules("ssh://git@ssh.bitbucket.org:443/acme-infra/policies.git"),
        claims={"submodule_urls": "failed"},
    ),
    Fault(
        name="relative-submodule",
        happened="A submodule has a relative URL.",
        change=_submodules("../policies.git"),
        claims=_NO_KEY_NEEDED,
        advice=frozenset({"submodule_urls"}),
    ),
    Fault(
        name="https-submodule-not-proven",
        happened="A private submodule is fetched over HTTPS, and no fetch has run yet.",
        change=_UNPROVEN,
        claims={"ssh_key_stored": "not_applicable", "submodule_urls": "unknown", "last_fetch": "unknown"},
    ),
    Fault(
        name="https-submodule-refused",
        happened="A private submodule is fetched over HTTPS, and the fetch failed because Git needs a username.",
        change=all_of(
            _submodules(_HTTPS),
            failed_fetch(
                "fatal: could not read Username for 'https://bitbucket.org': terminal prompts disabled "
                f"fatal: clone of '{_HTTPS}' into submodule path 'part-0' failed"
            ),
        ),
        claims={"ssh_key_stored": "not_applicable", "submodule_urls": "failed", "last_fetch": "failed"},
    ),
    Fault(
        name="reauthorized-since-the-fetch",
        happened="The VCS provider was reauthorized, and no submodule has been fetched over HTTPS since then.",
        change=_reauthorized,
        claims={"submodule_urls": "unknown"},
    ),
    Fault(
        name="gitmodules-changed-since-the-fetch",
        happened="The .gitmodules file changed after the newest fetch.",
        change=_ingress(**{"commit-sha": "0" * 40}),
        claims={"submodule_urls": "unknown"},
    ),
    Fault(
        name="fetch-of-another-repository",
        happened="The Terraform workspace was connected to another repository after the newest fetch.",
        change=_ingress(identifier="acme-infra/network-old"),
        claims={"submodule_urls": "unknown"},
    ),
    Fault(
        name="password-in-a-submodule-url",
        happened="The URL of a submodule contains an app password.",
        change=_submodules(_PASSWORD),
        claims={**_NO_KEY_NEEDED, "submodule_urls": "failed"},
    ),
    Fault(
        name="username-in-a-submodule-url",
        happened="The URL of a submodule contains a username, as copied from Bitbucket's Clone dialog.",
        change=_submodules("https://jordan-lee@bitbucket.org/acme-infra/policies.git"),
        claims=_NO_KEY_NEEDED,
        advice=frozenset({"submodule_urls"}),
    ),
    Fault(
        name="variable-in-a-submodule-url",
        happened="The URL of a submodule contains a variable, which Git doesn't expand. No fetch has run yet.",
        change=all_of(
            _submodules("https://${BITBUCKET_TOKEN}@bitbucket.org/acme-infra/policies.git"), _NOTHING_FETCHED
        ),
        claims={**_NO_KEY_NEEDED, "submodule_urls": "unknown", "last_fetch": "unknown"},
    ),
    Fault(
        name="ssh-url-forms-mixed",
        happened="The URL of a submodule begins with ssh:// and has a colon before the Bitbucket workspace.",
        change=_submodules("ssh://git@ssh.bitbucket.org:acme-infra/policies.git"),
        claims={"submodule_urls": "failed"},
    ),
    Fault(
        name="ssh-alias",
        happened="The URL of a submodule uses a host alias from the SSH configuration of one computer.",
        change=_submodules("git@bitbucket.org-work:acme-infra/policies.git"),
        claims={"submodule_urls": "unknown"},
    ),
    Fault(
        name="altssh-host",
        happened="The URL of a submodule uses Bitbucket's SSH host for port 443.",
        change=_submodules("ssh://git@altssh.bitbucket.org:443/acme-infra/policies.git"),
        claims={"submodule_urls": "failed"},
    ),
    Fault(
        name="ssh-login-other-than-git",
        happened="The SSH URL of a submodule uses a login other than git.",
        change=_submodules("jordan-lee@ssh.bitbucket.org:acme-infra/policies.git"),
        claims={"submodule_urls": "unknown"},
    ),
    _inaccessible_submodule(
        "submodule-not-readable",
        "The service user lost its access to the repository of a submodule.",
        repository("policies", lambda one: replace(one, members={PERSON: "admin"})),
    ),
    _inaccessible_submodule(
        "submodule-renamed",
        "The repository of a submodule was renamed.",
        repository("policies", lambda one: replace(one, slug="policies-eu")),
    ),
    Fault(
        name="submodule-renamed-and-still-found",
        happened="The repository of a submodule was renamed, and Bitbucket still responds to its previous name.",
        change=repository("policies", lambda one: replace(one, slug="policies-eu", former="policies")),
        claims={"submodule_urls": "unknown"},
    ),
    _inaccessible_submodule(
        "submodule-moved",
        "The repository of a submodule was moved to another Bitbucket workspace.",
        repository("policies", lambda one: replace(one, workspace="other-team")),
    ),
    Fault(
        name="submodule-readable-only",
        happened="The service user has only read access to the repository of a submodule, which is sufficient.",
        change=repository("policies", lambda one: replace(one, members={SERVICE_USER: "read", PERSON: "admin"})),
    ),
    Fault(
        name="https-submodule-not-readable",
        happened="The authorizing user lost access to the repository of a submodule with an HTTPS URL.",
        change=all_of(repository("modules", lambda one: replace(one, members={PERSON: "admin"})), without_objects),
        claims={"submodule_urls": "failed", "version_status": "not_applicable"},
    ),
    Fault(
        name="submodule-of-a-submodule-on-the-old-host",
        happened="A submodule contains another submodule, which is fetched from git@bitbucket.org.",
        change=all_of(
            _gitmodules(_entries("git@bitbucket.org:acme-infra/modules.git"), "policies"), _ingress(branch="next")
        ),
        claims={"submodule_urls": "unknown"},
    ),
    Fault(
        name="submodule-with-update-none",
        happened="Every submodule has update = none, so Git fetches none of them.",
        change=_gitmodules(_entries(_SSH, more="\tupdate = none\n")),
        claims={"ssh_key_stored": "not_applicable", "submodules_enabled": "not_applicable"},
    ),
    Fault(
        name="password-in-a-skipped-submodule",
        happened="A submodule has update = none, and its URL contains an app password.",
        change=_gitmodules(_entries(_PASSWORD, more="\tupdate = none\n")),
        claims={
            "ssh_key_stored": "not_applicable",
            "submodules_enabled": "not_applicable",
            "submodule_urls": "failed",
        },
    ),
    Fault(
        name="submodule-without-a-url",
        happened="An entry of .gitmodules has no URL, and the fetch failed.",
        change=all_of(
            _gitmodules('[submodule "legacy"]\n\tpath = legacy\n'),
            failed_fetch("fatal: No url found for submodule path 'legacy' in .gitmodules"),
        ),
        claims={**_NO_KEY_NEEDED, "submodule_urls": "failed", "last_fetch": "failed"},
    ),
    Fault(
        name="submodule-without-an-entry",
        happened="A commit contains a submodule without an entry in .gitmodules, and the fetch failed.",
        change=all_of(
            repository("network", lambda one: replace(one, gitlinks=("modules/shared", "policies", "legacy"))),
            failed_fetch("fatal: No url found for submodule path 'legacy' in .gitmodules"),
        ),
        claims={"submodule_urls": "failed", "last_fetch": "failed"},
    ),
    Fault(
        name="submodule-without-an-entry-skipped",
        happened="A commit contains a submodule without an entry in .gitmodules, and the fetch skipped it.",
        change=repository("network", lambda one: replace(one, gitlinks=("modules/shared", "policies", "legacy"))),
        advice=frozenset({"submodule_urls"}),
    ),
)
