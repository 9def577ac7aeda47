"""The organizations of the matrix: some in which all checks pass, and some with many failures."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from checks.facts import bitbucket, terraform
from checks.facts.credentials import Endpoint
from checks.sandbox.response_faults import ResponseFault, answer
from checks.sandbox.scenario import Scenario
from checks.sandbox.scenario_changes import Change, repository, vcs_repo, without_objects
from matrix.dependencies import BRANCH, Names


@dataclass(frozen=True)
class Organization:
    """A scenario of the sandbox.

    Attributes:
        faults: The faults in their order, as names of sandbox faults or as other changes.
        more: Additional dependencies of the checks, as in `dependencies.FIELDS`; the field "" means the whole response.
        broken: Requests that always fail, so that the checks send others instead.
        well: Whether every check passes, so that each outcome is known in advance.
        only: The endpoints whose responses change; None for all.
    """

    faults: tuple[str | Change, ...] = ()
    more: Mapping[Endpoint, Mapping[str, Names]] = field(default_factory=dict)
    broken: tuple[ResponseFault, ...] = ()
    well: bool = False
    only: frozenset[Endpoint] | None = None


def _can_read_access_keys(now: Scenario) -> Scenario:
    scopes = "admin:repository:bitbucket"
    return replace(now, api_tokens=tuple(replace(one, scopes=(*one.scopes, scopes)) for one in now.api_tokens))


_SLASH = repository("network", lambda one: replace(one, branch="release/2026"))
"""A branch whose name can't be used in a URL, so that the run requests its head first."""

_MISSING = vcs_repo("platform-staging", lambda one: replace(one, branch="release"))
"""A branch that doesn't exist, so that the run requests the list of branches."""

_SCOPE = frozenset({"provider_scope"})
_AUTHORIZATION = frozenset({"authorization_works"})

ORGANIZATIONS = {
    "healthy": Organization(well=True),
    "quiet and limited": Organization(
        ("quiet-for-two-months", "limited-to-its-projects", "old-ssh-host", "account-key-expires-soon", _SLASH),
        {
            terraform.OAUTH_CLIENTS: {
                "data.*.relationships.projects.data": _SCOPE,
                "data.*.relationships.projects.data.*.id": _SCOPE,
            },
            terraform.WORKSPACES: {
                "": _SCOPE,
                "data": _SCOPE,
                "data.*.relationships.project.data.id": _SCOPE,
                "meta.pagination.total-pages": _SCOPE,
            },
            terraform.STACKS: {
                "": _SCOPE,
                "data": _SCOPE,
                "data.*.id": _SCOPE,
                "data.*.attributes.vcs-repo": _SCOPE,
                "data.*.attributes.vcs-repo.oauth-token-id": _SCOPE,
                "data.*.relationships.project.data.id": _SCOPE,
            },
            bitbucket.BRANCH: {"": BRANCH, "target.hash": BRANCH},
        },
        well=True,
    ),
    "many failures": Organization(
        (
            "missing-webhook-permission",
            "callback-with-a-slash",
            "limited-to-another-project",
            "no-key-stored",
            "key-not-on-the-account",
            "hook-deleted",
            "last-fetch-failed",
            "stack-configuration-failed",
            _MISSING,
        )
    ),
    "other failures": Organization(
        (
            "service-user-cannot-administer",
            "submodules-disabled",
            "submodule-on-another-port",
            "authorization-expired",
            "account-key-expired",
        )
    ),
    "the wrong accounts": Organization(
        (
            "credentials-of-another-consumer",
            "authorized-by-the-wrong-user",
            "only-an-access-key",
            "hook-without-pushes",
            _can_read_access_keys,
        )
    ),
    "no lists of repositories": Organization(
        more={bitbucket.REPOSITORY: {"": BRANCH, "mainbranch.name": BRANCH}},
        broken=(ResponseFault("bitbucket", "/2.0/repositories/acme-infra", answer(403)),),
        well=True,
    ),
    "nothing is connected yet": Organization(
        (lambda now: without_objects(replace(now, terraform_workspaces=())),),
        {terraform.AUTHORIZED_REPOS: {"": _AUTHORIZATION, "data": _AUTHORIZATION}},
    ),
    "Terraform Enterprise": Organization(
        (lambda now: replace(now, app_name=terraform.ENTERPRISE_NAME.text, release="2.0.3"),),
        well=True,
        only=frozenset(
            {
                terraform.PING,
                terraform.OAUTH_CLIENTS,
                terraform.OAUTH_TOKENS,
                terraform.WORKSPACES,
                terraform.AUTHORIZED_REPOS,
                terraform.VCS_REPO,
            }
        ),
    ),
}
