"""What an answer can mean: states of the world that one read can't tell apart, and what the checks may then say.

Every answer here is whole and valid. It is only less than it seems: an empty list, a missing name, a count that another
list contradicts. The outcomes are written by hand and know nothing of the code under test.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, json

from checks.engine.model import Outcome
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential, Endpoint
from checks.sandbox.fault import Change
from checks.sandbox.response_faults import Mutation, ResponseFault, answer, headless, retyped, without
from matrix.rests import IN_USE, PLACES
from matrix.scenarios import ORGANIZATIONS
from matrix.trial import Bench, words

Allowed = frozenset[Outcome]

UNKNOWN: Allowed = frozenset({Outcome.UNKNOWN})
PASSED: Allowed = frozenset({Outcome.PASSED})
FAILED: Allowed = frozenset({Outcome.FAILED})
NO_FAILURE: Allowed = frozenset({Outcome.UNKNOWN, Outcome.NOT_APPLICABLE})
NOT_APPLICABLE: Allowed = frozenset({Outcome.NOT_APPLICABLE})
NO_PASS: Allowed = frozenset({Outcome.UNKNOWN, Outcome.FAILED})


@dataclass(frozen=True)
class Meaning:
    """An answer that has several meanings.

    Attributes:
        read: The call that gives the answer.
        shows: What the answer shows.
        means: The states of the world in which the service gives this answer.
        may: The outcomes that the checks may have.
        how: What becomes of the healthy answer.
        faults: What else happened, so that the call is made or the answer is given.
        beside: What other calls answer.
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
        """Yield what becomes of the answers, for the sandbox."""
        for read, how in {self.read: self.how, **self.beside}.items():
            service = "terraform" if read.credential is Credential.TERRAFORM_TOKEN else "bitbucket"
            yield from (ResponseFault(service, path, how) for path in PLACES[read])


def edited(change: Callable[[Any], object]) -> Mutation:
    """Let `change` work on the JSON of a success."""

    def how(whole: Response) -> Response:
        if whole.status_code == 200:
            body = json.loads(whole.get_data())
            change(body)
            whole.set_data(json.dumps(body))
        return whole

    return how


def _emptied(body: Any) -> None:
    """Empty a list, counts included, as for a token that may see nothing of it."""
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
    """Let a failed fetch begin at the same moment as the newest one that worked."""
    newest = next(one for one in body["data"] if one["attributes"]["source"] == "bitbucket")
    failed = json.loads(json.dumps(newest))
    failed["id"] = "cv-sameMoment000000"
    failed["attributes"]["status"] = "errored"
    body["data"].append(failed)
    body["meta"]["pagination"]["total-count"] += 1


def _count(number: int | None) -> Mutation:
    return retyped("data.*.attributes.affected-workspaces-count", number)


def _each(names: frozenset[str], allowed: Allowed) -> dict[str, Allowed]:
    return dict.fromkeys(names, allowed)


_OF_WORKSPACES = IN_USE - {"authorization_age", "authorization_works"}
_BRANCH_WITH_A_SLASH = ORGANIZATIONS["quiet and limited"].faults[-1]
_BRANCH_THAT_IS_GONE = ORGANIZATIONS["much is wrong"].faults[-1]
_READS_ACCESS_KEYS = ORGANIZATIONS["the wrong ones are looked at"].faults[-1]

MEANINGS = (
    Meaning(
        terraform.ACCOUNT,
        "404",
        ("the host is no HCP Terraform", "a proxy answers"),
        {"terraform_token": UNKNOWN},
        answer(404),
    ),
    Meaning(
        terraform.ORGANIZATION,
        "404",
        ("no organization has this name", "the token belongs to another one"),
        {"terraform_token": NO_PASS},
        HIDDEN,
    ),
    Meaning(
        terraform.PING,
        "no name of the server",
        ("an old release of Terraform Enterprise", "a proxy that removes headers"),
        {"public_address": UNKNOWN},
        headless("TFP-AppName"),
    ),
    Meaning(
        terraform.OAUTH_CLIENTS,
        "no provider, to a token that can't manage VCS settings",
        ("there is none", "the token can't see it"),
        {"provider_selected": UNKNOWN},
        EMPTY,
        ("token-cannot-manage-vcs",),
    ),
    Meaning(
        terraform.OAUTH_CLIENTS,
        "more workspaces than are listed",
        ("the token can't see one", "one was connected in between"),
        {"workspaces_visible": UNKNOWN},
        _count(4),
    ),
    Meaning(
        terraform.OAUTH_CLIENTS,
        "fewer workspaces than are listed",
        ("one was disconnected in between", "the count is late"),
        {"workspaces_visible": UNKNOWN},
        _count(0),
    ),
    Meaning(
        terraform.OAUTH_CLIENTS,
        "as many workspaces as are listed, and a name that is not",
        ("one was renamed", "one is hidden, and another one is not counted"),
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
        ("nobody granted access", "the token can't see it"),
        {"provider_authorized": UNKNOWN},
        EMPTY,
        ("access-not-granted", "token-cannot-manage-vcs"),
    ),
    Meaning(
        terraform.WORKSPACES,
        "no workspace of a provider that counts three",
        ("they were deleted in between", "the token can't see them"),
        _each(_OF_WORKSPACES, UNKNOWN) | {"disconnected_workspaces": NO_FAILURE},
        EMPTY,
    ),
    Meaning(
        terraform.WORKSPACES,
        "no workspace of a provider that doesn't report a count",
        ("none uses it", "the token can't see them"),
        _each(_OF_WORKSPACES, UNKNOWN) | {"disconnected_workspaces": NO_FAILURE},
        EMPTY,
        beside={terraform.OAUTH_CLIENTS: without("data.*.attributes.affected-workspaces-count")},
    ),
    Meaning(
        terraform.WORKSPACES,
        "no workspace of a provider that counts none",
        ("none uses it yet",),
        _each(_OF_WORKSPACES, NOT_APPLICABLE) | {"disconnected_workspaces": NO_FAILURE},
        EMPTY,
        beside={terraform.OAUTH_CLIENTS: _count(0)},
    ),
    Meaning(
        terraform.CONFIGURATION_VERSIONS,
        "none",
        ("nothing was fetched yet", "all were deleted"),
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
        ("the failed one came first", "it came last"),
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
        bitbucket.ACCESS_TOKEN,
        "that the pair is not accepted",
        ("the secret is wrong", "the consumer was deleted", "it is locked for a while"),
        {"consumer_credentials": FAILED, "consumer_permissions": frozenset({Outcome.SKIPPED})},
        answer(400, {"error": "unauthorized_client", "error_description": "Invalid OAuth client credentials"}),
    ),
    Meaning(
        bitbucket.ACCESS_TOKEN,
        "scopes under names that nobody knows",
        ("the scopes have new names", "the consumer has other scopes"),
        {"consumer_permissions": UNKNOWN},
        retyped("scope", "read:repository:bitbucket write:webhook"),
    ),
    Meaning(
        bitbucket.USER,
        "an account without a username",
        ("the account is the authorizing user", "it is another one"),
        {"bitbucket_token": PASSED, "authorizing_user": UNKNOWN},
        retyped("username", None),
    ),
    Meaning(
        bitbucket.SSH_KEYS,
        "the keys of another account",
        ("the account was merged", "a cache answers"),
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
        "none in the list of all, though each can be read",
        ("the list is late",),
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
        ("the branch was deleted", "the name can't stand in a path"),
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
        (_BRANCH_THAT_IS_GONE,),
    ),
    Meaning(
        bitbucket.SOURCE_FILE,
        "404 in other words than those for a missing file",
        ("the file is missing", "the branch is", "the repository is"),
        {"branch_exists": UNKNOWN, "submodules_enabled": UNKNOWN, "ssh_key_stored": UNKNOWN},
        answer(404, {"type": "error", "error": {"message": "Not found"}}),
    ),
    Meaning(
        bitbucket.SOURCE_LISTING,
        "no submodule on the first of several pages",
        ("there is none without an entry", "it is on a later page"),
        {"submodule_urls": UNKNOWN},
        edited(lambda body: body.update(values=[], next="https://api.bitbucket.org/2.0/x?page=8xhd")),
    ),
    Meaning(
        bitbucket.HOOKS,
        "a webhook without a URL",
        ("it is that of HCP Terraform", "it is another one"),
        {"webhooks": UNKNOWN},
        retyped("values.*.url", None),
    ),
    Meaning(
        bitbucket.DEPLOY_KEYS,
        "403, and the account lacks the key",
        ("the key is an access key", "it is nowhere"),
        {"ssh_key_on_account": FAILED},
        answer(403, {"type": "error", "error": {"message": "Forbidden"}}),
        ("only-an-access-key", _READS_ACCESS_KEYS),
    ),
)


def faults(bench: Bench, meaning: Meaning) -> Iterator[str]:
    """Run every check in this state, and yield what one says that it can't know."""
    trial = bench.run(bench.scenario(*meaning.faults), *meaning.interruptions())
    for name, result in trial.results.items():
        if result.ended and "The check itself failed" in result.ended.reason:
            yield f"{meaning}: {name} crashed: {result.ended.reason}"
        elif name in meaning.may and result.outcome not in meaning.may[name]:
            yield f"{meaning}: {name} is {result.outcome}: {words(result)}"
