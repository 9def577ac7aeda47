"""Ambiguous responses: the situations that one response can't distinguish, and the allowed outcomes of the checks.

Every response here is complete and valid, but proves less than it seems to: an empty list, a missing name, or a count
that another list contradicts. The outcomes are written by hand and do not use the code under test.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from edited import edited

from checks.engine.model import Outcome
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential, Endpoint
from checks.sandbox.response_faults import Mutation, ResponseFault, answer, headless, retyped, without
from checks.sandbox.scenario_changes import Change
from matrix.dependencies import BRANCH, IN_USE, PLACES
from matrix.scenarios import ORGANIZATIONS
from matrix.trial import Harness, words

Allowed = frozenset[Outcome]

UNKNOWN: Allowed = frozenset({Outcome.UNKNOWN})
PASSED: Allowed = frozenset({Outcome.PASSED})
FAILED: Allowed = frozenset({Outcome.FAILED})
NO_FAILURE: Allowed = frozenset({Outcome.UNKNOWN, Outcome.NOT_APPLICABLE})
NO_ALARM: Allowed = frozenset({Outcome.PASSED, Outcome.NOT_APPLICABLE})
NO_PASS: Allowed = frozenset({Outcome.UNKNOWN, Outcome.FAILED})


@dataclass(frozen=True)
class Meaning:
    """An ambiguous response.

    Attributes:
        read: The endpoint.
        shows: The content of the response.
        means: The situations in which the service sends this response.
        may: The allowed outcomes, by check.
        how: The change to the healthy response.
        faults: Further faults that cause the request or the response.
        beside: Changes to the responses of other endpoints.
    """

    read: Endpoint
    shows: str
    means: tuple[str, ...]
    may: Mapping[str, Allowed]
    how: Mutation
    faults: tuple[str | Change, ...] = ()
    beside: Mapping[Endpoint, Mutation] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.read.method} {self.read.path} shows {self.shows}"

    def interruptions(self) -> Iterator[ResponseFault]:
        """Yield the response faults for the sandbox."""
        for read, how in {self.read: self.how, **self.beside}.items():
            service = "terraform" if read.credential is Credential.TERRAFORM_TOKEN else "bitbucket"
            yield from (ResponseFault(service, path, how) for path in PLACES[read])


def _emptied(body: Any) -> None:
    """Remove all items of a list and set its counts to zero, as for a token without access to the items."""
    body.update({name: [] for name in ("data", "values", "included") if name in body})
    if "size" in body:
        body["size"] = 0
    if "pagination" in body.get("meta", {}):
        body["meta"]["pagination"].update({"total-count": 0, "total-pages": 1, "next-page": None})


EMPTY = edited(_emptied)
HIDDEN = answer(404, {"errors": [{"status": "404", "title": "not found"}]})


def _speculative(body: Any) -> None:
    for one in body["data"]:
        one["attributes"]["speculative"] = True


def _two_newest(body: Any) -> None:
    """Add a failed fetch with the same start time as the newest successful fetch."""
    newest = next(one for one in body["data"] if one["attributes"]["source"] == "bitbucket")
    failed = deepcopy(newest)
    failed["id"] = "cv-sameMoment000000"
    failed["attributes"]["status"] = "errored"
    body["data"].append(failed)
    body["meta"]["pagination"]["total-count"] += 1


def _without_names(body: Any) -> None:
    """Remove every field that names the repository of a workspace; each can replace the others."""
    for one in body["data"]:
        for name in ("identifier", "display-identifier", "repository-http-url"):
            (one["attributes"]["vcs-repo"] or {}).pop(name, None)


def _count(number: int | None) -> Mutation:
    return retyped("data.*.attributes.affected-workspaces-count", number)


def _each(names: frozenset[str], allowed: Allowed) -> dict[str, Allowed]:
    return dict.fromkeys(names, allowed)


_NEED_WORKSPACES = IN_USE - {"authorization_age", "authorization_works"}
_BRANCH_WITH_A_SLASH = ORGANIZATIONS["quiet and limited"].faults[-1]
_MISSING_BRANCH = ORGANIZATIONS["many failures"].faults[-1]
_READS_ACCESS_KEYS = ORGANIZATIONS["the wrong accounts"].faults[-1]
_ENTERPRISE = ORGANIZATIONS["Terraform Enterprise"].faults

MEANINGS = (
    Meaning(
        terraform.ACCOUNT,
        "404",
        ("the host isn't HCP Terraform", "a proxy responds"),
        {"terraform_token": UNKNOWN},
        answer(404),
    ),
    Meaning(
        terraform.ORGANIZATION,
        "404",
        ("no organization has this name", "the token belongs to another organization"),
        {"terraform_token": NO_PASS},
        HIDDEN,
    ),
    Meaning(
        terraform.PING,
        "no name of the server",
        ("an old release of Terraform Enterprise", "a proxy that removes headers"),
        {"public_address": UNKNOWN, "enterprise_release": UNKNOWN},
        headless("TFP-AppName"),
    ),
    Meaning(
        terraform.PING,
        "the monthly release but not the current one",
        ("an old release of Terraform Enterprise", "a proxy that removes headers"),
        {"enterprise_release": PASSED},
        headless(terraform.RELEASE_HEADER.text),
        _ENTERPRISE,
    ),
    Meaning(
        terraform.OAUTH_CLIENTS,
        "no provider, to a token that can't manage VCS settings",
        ("no provider exists", "the token can't see it"),
        {"provider_selected": UNKNOWN},
        EMPTY,
        ("token-cannot-manage-vcs",),
    ),
    Meaning(
        terraform.OAUTH_CLIENTS,
        "more workspaces than are listed",
        ("the token can't see a workspace", "a workspace was connected in between"),
        {"workspaces_visible": UNKNOWN},
        _count(4),
    ),
    Meaning(
        terraform.OAUTH_CLIENTS,
        "fewer workspaces than are listed",
        ("a workspace was disconnected in between", "the count is outdated"),
        {"workspaces_visible": UNKNOWN},
        _count(0),
    ),
    Meaning(
        terraform.OAUTH_CLIENTS,
        "as many workspaces as are listed, and a name that is not",
        ("a workspace was renamed", "a workspace is hidden, and another is not counted"),
        {"workspaces_visible": UNKNOWN},
        retyped("data.*.attributes.affected-workspaces", ["network-production", "platform-production", "unlisted"]),
    ),
    Meaning(
        terraform.OAUTH_TOKENS,
        "no OAuth token of a provider that names one",
        ("it was deleted in between", "the token can't see it"),
        {"provider_authorized": UNKNOWN},
        EMPTY,
    ),
    Meaning(
        terraform.OAUTH_TOKENS,
        "no OAuth token, to a token that can't manage VCS settings",
        ("access wasn't granted", "the token can't see the OAuth token"),
        {"provider_authorized": UNKNOWN},
        EMPTY,
        ("access-not-granted", "token-cannot-manage-vcs"),
    ),
    Meaning(
        terraform.WORKSPACES,
        "no workspace of a provider that counts three",
        ("they were deleted in between", "the token can't see them"),
        _each(_NEED_WORKSPACES, UNKNOWN) | {"disconnected_workspaces": NO_FAILURE},
        EMPTY,
    ),
    Meaning(
        terraform.WORKSPACES,
        "no workspace of a provider that doesn't report a count",
        ("none uses it", "the token can't see them"),
        _each(_NEED_WORKSPACES, UNKNOWN) | {"disconnected_workspaces": NO_FAILURE},
        EMPTY,
        beside={terraform.OAUTH_CLIENTS: without("data.*.attributes.affected-workspaces-count")},
    ),
    Meaning(
        terraform.WORKSPACES,
        "no workspace of a provider that counts none",
        ("only modules, policy sets, and Stacks use it", "all workspaces were disconnected, and their webhooks remain"),
        _each(_NEED_WORKSPACES, NO_ALARM) | {"webhooks": UNKNOWN},
        EMPTY,
        beside={terraform.OAUTH_CLIENTS: _count(0)},
    ),
    Meaning(
        terraform.WORKSPACES,
        "no name of the repository of a workspace",
        ("the repository was deleted", "the authorization can no longer read the repository"),
        _each(BRANCH | {"authorization_works", "webhook_admin_access", "webhooks"}, UNKNOWN)
        | _each(frozenset({"last_fetch", "token_references", "workspaces_visible"}), PASSED),
        edited(_without_names),
    ),
    Meaning(
        terraform.CONFIGURATION_VERSIONS,
        "none",
        ("no configuration was fetched yet", "all versions were deleted"),
        {"last_fetch": UNKNOWN, "submodule_urls": UNKNOWN},
        EMPTY,
    ),
    Meaning(
        terraform.CONFIGURATION_VERSIONS,
        "only those of pull requests",
        ("the branch was never fetched", "its fetches are on a later page"),
        {"last_fetch": UNKNOWN, "submodule_urls": UNKNOWN},
        edited(_speculative),
    ),
    Meaning(
        terraform.CONFIGURATION_VERSIONS,
        "a fetch that worked and one that failed at the same moment",
        ("the failed fetch came first", "the failed fetch came last"),
        {"last_fetch": UNKNOWN, "submodule_urls": UNKNOWN},
        edited(_two_newest),
    ),
    Meaning(
        terraform.INGRESS_ATTRIBUTES,
        "another branch",
        ("the workspace changed its branch since", "a tag started the run"),
        {"submodule_urls": UNKNOWN, "last_fetch": PASSED},
        retyped("data.attributes.branch", "elsewhere"),
    ),
    Meaning(
        terraform.VCS_REPO,
        "404",
        ("the server has no such endpoint", "the token can't see the OAuth token"),
        {"authorization_works": UNKNOWN},
        HIDDEN,
    ),
    Meaning(
        terraform.VCS_TREE,
        "no reason why a repository is not seen",
        ("the repository was deleted", "the authorizing user lost access", "the authorization expired"),
        {"authorization_works": FAILED},
        HIDDEN,
        ("authorization-expired",),
    ),
    Meaning(
        terraform.AUTHORIZED_REPOS,
        "none, and no workspace names one",
        ("the account has no repository", "the authorization expired"),
        {"authorization_works": UNKNOWN},
        EMPTY,
        (ORGANIZATIONS["nothing is connected yet"].faults[0],),
    ),
    Meaning(
        terraform.AUTHORIZED_REPOS,
        "none, although the server can access a repository",
        ("the server has the defect that its release is known for",),
        {"enterprise_release": FAILED, "authorization_works": PASSED},
        EMPTY,
        _ENTERPRISE,
    ),
    Meaning(
        terraform.AUTHORIZED_REPOS,
        "none, and the server doesn't show whether it can access a repository",
        ("the server has the defect that its release is known for", "the account has no repository"),
        {"enterprise_release": PASSED, "authorization_works": UNKNOWN},
        EMPTY,
        _ENTERPRISE,
        {terraform.VCS_REPO: HIDDEN},
    ),
    Meaning(
        terraform.AUTHORIZED_REPOS,
        "404, although the server can access a repository",
        ("the server has no such endpoint", "the token can't see the OAuth token"),
        {"enterprise_release": PASSED, "authorization_works": PASSED},
        HIDDEN,
        _ENTERPRISE,
    ),
    Meaning(
        bitbucket.ACCESS_TOKEN,
        "that the credentials are rejected",
        ("the secret is wrong", "the consumer was deleted", "the consumer is temporarily locked"),
        {"consumer_credentials": FAILED, "consumer_permissions": frozenset({Outcome.SKIPPED})},
        answer(400, {"error": "unauthorized_client", "error_description": "Invalid OAuth client credentials"}),
    ),
    Meaning(
        bitbucket.ACCESS_TOKEN,
        "scopes with unknown names",
        ("the scopes have new names", "the consumer has other scopes"),
        {"consumer_permissions": UNKNOWN},
        retyped("scope", "read:repository:bitbucket write:webhook"),
    ),
    Meaning(
        bitbucket.USER,
        "an account without a username",
        ("the account is the authorizing user", "another account is the authorizing user"),
        {"bitbucket_token": PASSED, "authorizing_user": UNKNOWN},
        retyped("username", None),
    ),
    Meaning(
        bitbucket.SSH_KEYS,
        "the keys of another account",
        ("the account was merged", "a cache responds"),
        {"ssh_key_on_account": UNKNOWN},
        edited(lambda body: [one["owner"].update(uuid="{0}", account_id="0") for one in body["values"]]),
    ),
    Meaning(
        bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS,
        "none",
        ("the account lost access", "the repositories moved to another workspace"),
        {"webhook_admin_access": NO_PASS},
        EMPTY,
    ),
    Meaning(
        bitbucket.REPOSITORIES,
        "none in the list, although each repository can be read",
        ("the list is outdated",),
        {"branch_exists": PASSED, "submodules_enabled": PASSED},
        EMPTY,
    ),
    Meaning(
        bitbucket.REPOSITORY,
        "404",
        ("the repository was deleted", "it is hidden", "it was renamed"),
        {"branch_exists": UNKNOWN, "submodules_enabled": UNKNOWN, "ssh_key_stored": UNKNOWN},
        answer(404, {"type": "error", "error": {"message": "Repository not found"}}),
        beside={bitbucket.REPOSITORIES: EMPTY},
    ),
    Meaning(
        bitbucket.BRANCH,
        "404",
        ("the branch was deleted", "the name can't be used in a path"),
        {"branch_exists": NO_PASS, "submodules_enabled": NO_FAILURE},
        answer(404, {"type": "error", "error": {"message": "Branch not found"}}),
        (_BRANCH_WITH_A_SLASH,),
    ),
    Meaning(
        bitbucket.BRANCHES,
        "404",
        ("the repository is hidden", "it was deleted"),
        {"branch_exists": UNKNOWN},
        answer(404, {"type": "error", "error": {"message": "Repository not found"}}),
        (_MISSING_BRANCH,),
    ),
    Meaning(
        bitbucket.SOURCE_FILE,
        "404 without the message for a missing file",
        ("the file is missing", "the branch is missing", "the repository is missing"),
        {"branch_exists": UNKNOWN, "submodules_enabled": UNKNOWN, "ssh_key_stored": UNKNOWN},
        answer(404, {"type": "error", "error": {"message": "Not found"}}),
    ),
    Meaning(
        bitbucket.SOURCE_LISTING,
        "no submodule on the first of several pages",
        ("every submodule has an entry", "a submodule without an entry is on a later page"),
        {"submodule_urls": UNKNOWN},
        edited(lambda body: body.update(values=[], next="https://api.bitbucket.org/2.0/x?page=8xhd")),
    ),
    Meaning(
        bitbucket.HOOKS,
        "a webhook without a URL",
        ("the webhook belongs to HCP Terraform", "the webhook belongs to another service"),
        {"webhooks": UNKNOWN},
        retyped("values.*.url", None),
    ),
    Meaning(
        bitbucket.DEPLOY_KEYS,
        "403, and the account lacks the key",
        ("the key is an access key", "the key was not added anywhere"),
        {"ssh_key_on_account": FAILED},
        answer(403, {"type": "error", "error": {"message": "Forbidden"}}),
        ("only-an-access-key", _READS_ACCESS_KEYS),
    ),
    Meaning(
        terraform.REGISTRY_MODULES,
        "404",
        ("the token can't list modules", "the server has no registry"),
        {"provider_users": PASSED, "version_status": NO_ALARM},
        HIDDEN,
    ),
    Meaning(
        terraform.REGISTRY_MODULE,
        "404",
        ("the module was deleted in between", "the token can't read the module"),
        {"provider_users": PASSED, "version_status": PASSED},
        HIDDEN,
    ),
    Meaning(
        terraform.POLICY_SETS,
        "none",
        ("no policy set exists", "the token can't see policy sets"),
        {"provider_users": PASSED, "token_references": PASSED},
        EMPTY,
    ),
    Meaning(
        terraform.POLICY_SET_VERSIONS,
        "none",
        ("the policy set was never fetched", "its versions were deleted"),
        {"version_status": UNKNOWN},
        EMPTY,
    ),
    Meaning(
        terraform.STACKS,
        "none",
        ("no Stack exists", "the token can't see Stacks"),
        {"provider_users": PASSED, "token_references": PASSED},
        EMPTY,
    ),
    Meaning(
        terraform.STACK_CONFIGURATIONS,
        "none",
        ("the Stack was never fetched", "its configurations were deleted"),
        {"version_status": UNKNOWN},
        EMPTY,
    ),
    Meaning(
        terraform.STACK_DIAGNOSTICS,
        "404",
        ("the configuration has no diagnostics", "the token can't read them"),
        {"version_status": FAILED},
        HIDDEN,
        ("stack-configuration-failed",),
    ),
    Meaning(
        terraform.STACK_COMPONENTS,
        "none",
        ("no component exists", "the token can't see components"),
        {"provider_users": PASSED, "token_references": PASSED},
        EMPTY,
    ),
    Meaning(
        terraform.STACK_COMPONENT,
        "404",
        ("the component was deleted in between", "the token can't read the component"),
        {"provider_users": PASSED, "version_status": PASSED},
        HIDDEN,
    ),
)


def faults(harness: Harness, meaning: Meaning) -> Iterator[str]:
    """Run every check with this response, and yield each outcome that the response can't prove."""
    trial = harness.run(harness.scenario(*meaning.faults), *meaning.interruptions())
    for name, result in trial.results.items():
        if result.ended and "The check itself failed" in result.ended.reason:
            yield f"{meaning}: {name} crashed: {result.ended.reason}"
        elif name in meaning.may and result.outcome not in meaning.may[name]:
            yield f"{meaning}: {name} is {result.outcome}: {words(result)}"
