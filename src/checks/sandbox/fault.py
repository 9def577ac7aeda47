"""What a fault is: one thing that happens to people, done to a healthy scenario, and what the checks must say then."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from checks.sandbox.healthy import GRANT, PROVIDER
from checks.sandbox.scenario import (
    Grant,
    Provider,
    Repository,
    Scenario,
    TerraformWorkspace,
)

Change = Callable[[Scenario], Scenario]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that happens to people.

    Attributes:
        name: What they would call it.
        happened: What happened, as one sentence.
        change: What it does to a healthy scenario.
        claims: The outcome of each check that ends otherwise than on a healthy scenario, by its id.
        advice: The ids of the checks that give advice they do not give on a healthy scenario.
    """

    name: str
    happened: str
    change: Change
    claims: Mapping[str, str] = field(default_factory=dict)
    advice: frozenset[str] = frozenset()


def after(*parts: Iterable[str]) -> dict[str, str]:
    """Return the claim that every check named in `parts` is not run, since one before it did not pass."""
    return {name: "notchecked" for part in parts for name in part}


AFTER_CONSUMER = ("private_consumer", "consumer_callback", "consumer_permissions")
AFTER_GRANT = ("authorising_user", "grant_works", "grant_age", "ssh_key_held")
AFTER_PROVIDER = (
    "callback_url",
    "consumer_key",
    "provider_authorised",
    *AFTER_GRANT,
    "provider_scope",
    "token_references",
    "submodule_addresses",
    "submodules_switched_on",
    "webhook_admin_access",
    "webhooks",
    "last_fetch",
)
AFTER_TERRAFORM_TOKEN = ("one_provider", *AFTER_PROVIDER, "public_address")
AFTER_BITBUCKET_TOKEN = (
    "bitbucket_token_scopes",
    "authorising_user",
    "ssh_key_on_account",
    "ssh_key_held",
    "submodule_addresses",
    "submodules_switched_on",
    "webhook_admin_access",
    "webhooks",
)


def held(**changes: Any) -> Change:
    """Change what the person holds."""
    return lambda now: replace(now, held=replace(now.held, **changes))


def consumer(**changes: Any) -> Change:
    """Change the consumer."""
    return lambda now: replace(now, consumers=tuple(replace(one, **changes) for one in now.consumers))


def provider(**changes: Any) -> Change:
    """Change the provider of the connection."""
    return lambda now: replace(
        now, providers=tuple(replace(one, **changes) if one.id == PROVIDER else one for one in now.providers)
    )


def grant(**changes: Any) -> Change:
    """Change the grant of the connection."""

    def changed(one: Provider) -> Provider:
        return replace(one, grants=tuple(_if(this, this.id == GRANT, changes) for this in one.grants))

    return lambda now: replace(now, providers=tuple(changed(one) for one in now.providers))


def repository(slug: str, step: Callable[[Repository], Repository]) -> Change:
    """Change one repository."""
    return lambda now: replace(
        now, repositories=tuple(step(one) if one.slug == slug else one for one in now.repositories)
    )


def workspace(name: str, step: Callable[[TerraformWorkspace], TerraformWorkspace]) -> Change:
    """Change one Terraform workspace."""
    return lambda now: replace(
        now,
        terraform_workspaces=tuple(
            step(one) if one.name == name else one for one in now.terraform_workspaces
        ),
    )


def vcs_repo(name: str, **changes: Any) -> Change:
    """Change how one Terraform workspace is bound to its repository."""

    def step(one: TerraformWorkspace) -> TerraformWorkspace:
        return replace(one, vcs_repo=replace(one.vcs_repo, **changes)) if one.vcs_repo else one

    return workspace(name, step)


def both(*steps: Change) -> Change:
    """Do several changes in turn."""

    def step(now: Scenario) -> Scenario:
        for one in steps:
            now = one(now)
        return now

    return step


def _if(one: Grant, wanted: bool, changes: dict[str, Any]) -> Grant:
    return replace(one, **changes) if wanted else one
