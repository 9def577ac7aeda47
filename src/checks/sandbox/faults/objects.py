"""What happens to registry modules, policy sets, Stacks, and Stack component configurations."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from checks.sandbox.faults.fault import SUBMODULES, Fault, each
from checks.sandbox.fixtures import WORKSPACE
from checks.sandbox.ids import terraform_id
from checks.sandbox.scenario import Scenario
from checks.sandbox.scenario_changes import Change
from checks.sandbox.terraform.state import (
    ObjectVersion,
    PolicySet,
    RegistryModule,
    Stack,
    StackComponent,
    TerraformToken,
    VcsRepo,
)

Object = TypeVar("Object", RegistryModule, PolicySet, Stack, StackComponent)
_CLONE = "Failed to clone: repository not found"


def modules(step: Callable[[RegistryModule], RegistryModule]) -> Change:
    """Change every registry module."""
    return lambda now: replace(now, registry_modules=tuple(map(step, now.registry_modules)))


def policy_sets(step: Callable[[PolicySet], PolicySet]) -> Change:
    """Change every policy set."""
    return lambda now: replace(now, policy_sets=tuple(map(step, now.policy_sets)))


def stacks(step: Callable[[Stack], Stack]) -> Change:
    """Change every Stack."""
    return lambda now: replace(now, stacks=tuple(map(step, now.stacks)))


def _newest(one: Object, name: str, status: str, error: str | None = None) -> Object:
    """Add a version with this name, status, and error to an object, unless it was never fetched."""
    if not one.versions:
        return one
    version = ObjectVersion(name=name, status=status, created=one.versions[-1].created + timedelta(days=1), error=error)
    return replace(one, versions=(*one.versions, version))


def _repository(one: Object, step: Callable[[VcsRepo], VcsRepo]) -> Object:
    """Change how an object is connected to its repository."""
    return replace(one, vcs_repo=step(one.vcs_repo)) if one.vcs_repo else one


def _token(step: Callable[[TerraformToken], TerraformToken]) -> Change:
    return lambda now: replace(now, terraform_tokens=tuple(map(step, now.terraform_tokens)))


def _only_modules(now: Scenario) -> Scenario:
    """Leave a module as the only user of the VCS provider."""
    return replace(now, terraform_workspaces=(), policy_sets=(), stacks=(), stack_components=())


FAULTS = (
    Fault(
        name="module-version-failed",
        happened="A tag was pushed, and HCP Terraform couldn't clone the repository of the module.",
        change=modules(lambda one: _newest(one, "1.10.0", "clone_failed", _CLONE)),
        claims={"version_status": "failed"},
    ),
    Fault(
        name="module-version-pending",
        happened="A tag was pushed a moment ago, and the version of the module isn't ready yet.",
        change=modules(lambda one: _newest(one, "1.10.0", "cloning")),
        claims={"version_status": "unknown"},
    ),
    Fault(
        name="module-setup-failed",
        happened="A module was published from a repository that couldn't be read.",
        change=modules(lambda one: replace(one, status="setup_failed", versions=())),
        claims={"version_status": "failed"},
    ),
    Fault(
        name="policy-set-version-errored",
        happened="A policy set was not updated after a push, because its repository couldn't be fetched.",
        change=policy_sets(lambda one: _newest(one, terraform_id("polsetver", "newest"), "errored", _CLONE)),
        claims={"version_status": "failed"},
    ),
    Fault(
        name="stack-configuration-failed",
        happened="A Stack configuration was not prepared after a push.",
        change=stacks(lambda one: _newest(one, terraform_id("stc", "newest"), "errored", _CLONE)),
        claims={"version_status": "failed"},
    ),
    Fault(
        name="module-references-a-deleted-token",
        happened="The VCS provider was added again, and a module still references the old OAuth token.",
        change=modules(
            lambda one: _repository(one, lambda repo: replace(repo, oauth_token_id=terraform_id("ot", "gone")))
        ),
        claims={"token_references": "failed"},
    ),
    Fault(
        name="policy-set-token-not-reported",
        happened="HCP Terraform doesn't report the OAuth token of a policy set.",
        change=policy_sets(lambda one: _repository(one, lambda repo: replace(repo, oauth_token_id=""))),
        claims=each("unknown", ("provider_users", "version_status", "token_references", "authorization_works"))
        | each("unknown", ("branch_exists", "webhook_admin_access", "webhooks", *SUBMODULES)),
    ),
    Fault(
        name="policy-set-branch-deleted",
        happened="The branch that a policy set uses was deleted.",
        change=policy_sets(lambda one: _repository(one, lambda repo: replace(repo, branch="policies"))),
        claims={"branch_exists": "failed"},
    ),
    Fault(
        name="module-repository-renamed",
        happened="The repository of a module was renamed.",
        change=modules(lambda one: _repository(one, lambda repo: replace(repo, identifier=f"{WORKSPACE}/gone"))),
        claims={"authorization_works": "failed", "webhook_admin_access": "failed"},
        advice=frozenset({"authorization_works"}),
    ),
    Fault(
        name="only-modules-use-the-provider",
        happened="The VCS provider is used only by registry modules.",
        change=_only_modules,
        claims=each(
            "not_applicable",
            ("workspaces_visible", "disconnected_workspaces", "branch_exists", "webhooks"),
        )
        | each("not_applicable", ("last_fetch", "trigger_settings", *SUBMODULES)),
    ),
    Fault(
        name="token-cannot-list-policy-sets",
        happened="The team of the HCP Terraform token is not allowed to list policy sets.",
        change=_token(lambda one: replace(one, can_manage_policies=False)),
        advice=frozenset({"provider_users"}),
    ),
    Fault(
        name="token-sees-no-stacks",
        happened="The team of the HCP Terraform token has no role on the project of the Stacks.",
        change=_token(lambda one: replace(one, stack_projects=())),
    ),
)
