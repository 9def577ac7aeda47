"""The organizations in which everything is tried: some where all is well, some where much is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from checks.facts import terraform
from checks.facts.credentials import Endpoint
from checks.sandbox.fault import Change, repository, vcs_repo, without_objects
from checks.sandbox.response_faults import ResponseFault, answer
from checks.sandbox.scenario import Scenario
from matrix.rests import SKIPPABLE, Names


@dataclass(frozen=True)
class Organization:
    """A scenario of the sandbox.

    Attributes:
        faults: What has happened there, in this order: the names of faults, and changes of other kinds.
        more: What rests on what there besides, as in `rests.FIELDS`; the field "" stands for the whole answer.
        broken: The calls that are never answered there, so that others are made in their place.
        well: Whether every check passes there, so that each outcome is known beforehand.
    """

    faults: tuple[str | Change, ...] = ()
    more: Mapping[Endpoint, Mapping[str, Names]] = field(default_factory=dict)
    broken: tuple[ResponseFault, ...] = ()
    well: bool = False


def _may_see_access_keys(now: Scenario) -> Scenario:
    scopes = "admin:repository:bitbucket"
    return replace(now, api_tokens=tuple(replace(one, scopes=(*one.scopes, scopes)) for one in now.api_tokens))


_SLASH = repository("network", lambda one: replace(one, branch="release/2026"))
"""The name of a branch that cannot stand in an address, so that its head is asked for first."""

_GONE = vcs_repo("platform-staging", lambda one: replace(one, branch="release"))
"""A branch that does not exist, so that the list of branches is asked for."""

_IN_TIME = frozenset({"authorization_age", "submodule_urls"})

ORGANIZATIONS = {
    "healthy": Organization(well=True),
    "quiet and limited": Organization(
        ("quiet-for-two-months", "limited-to-its-projects", "old-ssh-host", "account-key-expires-soon", _SLASH),
        {
            terraform.OAUTH_CLIENTS: {
                "data.*.relationships.projects.data": frozenset({"provider_scope"}),
                "data.*.relationships.projects.data.*.id": frozenset({"provider_scope"}),
            },
            terraform.WORKSPACES: {
                "": frozenset({"provider_scope"}),
                "data": frozenset({"provider_scope"}),
                "data.*.id": frozenset({"provider_scope"}),
                "data.*.attributes.vcs-repo": frozenset({"provider_scope"}),
                "data.*.attributes.vcs-repo.service-provider": frozenset({"provider_scope"}),
                "data.*.attributes.vcs-repo.identifier": frozenset({"provider_scope"}),
                "data.*.attributes.vcs-repo.oauth-token-id": frozenset({"provider_scope"}),
                "data.*.attributes.vcs-repo.ingress-submodules": frozenset({"submodule_urls"}),
                "data.*.relationships.project.data.id": frozenset({"provider_scope"}),
                "meta.pagination.total-pages": frozenset({"provider_scope"}),
            },
            **{read: {"": frozenset({"provider_scope"}), "data": frozenset({"provider_scope"})} for read in SKIPPABLE},
            terraform.CONFIGURATION_VERSIONS: {
                "": _IN_TIME,
                "data": _IN_TIME,
                "data.*.attributes.source": _IN_TIME,
                "data.*.attributes.status": _IN_TIME,
                "data.*.attributes.status-timestamps": frozenset({"authorization_age"}),
            },
        },
        well=True,
    ),
    "much is wrong": Organization(
        (
            "missing-webhook-permission",
            "callback-with-a-slash",
            "limited-to-another-project",
            "no-key-stored",
            "key-not-on-the-account",
            "hook-deleted",
            "last-fetch-failed",
            "stack-configuration-failed",
            _GONE,
        )
    ),
    "more is wrong": Organization(
        (
            "service-user-cannot-administer",
            "submodules-disabled",
            "submodule-on-another-port",
            "authorization-expired",
            "account-key-expired",
        )
    ),
    "the wrong ones are looked at": Organization(
        (
            "credentials-of-another-consumer",
            "authorized-by-the-wrong-user",
            "only-an-access-key",
            "hook-without-pushes",
            _may_see_access_keys,
        )
    ),
    "no lists of repositories": Organization(
        broken=(ResponseFault("bitbucket", "/2.0/repositories/acme-infra", answer(403)),), well=True
    ),
    "nothing is connected yet": Organization((lambda now: without_objects(replace(now, terraform_workspaces=())),)),
}
