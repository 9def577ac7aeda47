"""Changes of a scenario: each function returns a change of one part of it. Faults and tests combine them."""

from collections.abc import Callable
from dataclasses import replace

from checks.sandbox.bitbucket.state import Account, Consumer, Repository
from checks.sandbox.fixtures import OAUTH_TOKEN, SERVICE_USER
from checks.sandbox.healthy import PROVIDER
from checks.sandbox.scenario import Scenario, UserCredentials
from checks.sandbox.terraform.state import OAuthToken, Provider, TerraformWorkspace, VcsRepo

Change = Callable[[Scenario], Scenario]


def credentials(step: Callable[[UserCredentials], UserCredentials]) -> Change:
    """Change the user's credentials."""
    return lambda now: replace(now, credentials=step(now.credentials))


def service_user(step: Callable[[Account], Account]) -> Change:
    """Change the service user."""
    return lambda now: replace(
        now, accounts=tuple(step(one) if one.username == SERVICE_USER else one for one in now.accounts)
    )


def consumer(step: Callable[[Consumer], Consumer]) -> Change:
    """Change the consumer."""
    return lambda now: replace(now, consumers=tuple(step(one) for one in now.consumers))


def provider(step: Callable[[Provider], Provider]) -> Change:
    """Change the connection's VCS provider."""
    return lambda now: replace(now, providers=tuple(step(one) if one.id == PROVIDER else one for one in now.providers))


def oauth_token(step: Callable[[OAuthToken], OAuthToken]) -> Change:
    """Change the connection's OAuth token."""

    def changed(one: Provider) -> Provider:
        return replace(
            one, oauth_tokens=tuple(step(this) if this.id == OAUTH_TOKEN else this for this in one.oauth_tokens)
        )

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
        terraform_workspaces=tuple(step(one) if one.name == name else one for one in now.terraform_workspaces),
    )


def vcs_repo(name: str, step: Callable[[VcsRepo], VcsRepo]) -> Change:
    """Change the connection of one Terraform workspace to its repository."""
    return workspace(name, lambda one: replace(one, vcs_repo=step(one.vcs_repo)) if one.vcs_repo else one)


def without_objects(now: Scenario) -> Scenario:
    """Remove every registry module, policy set, Stack, and Stack component configuration."""
    return replace(now, registry_modules=(), policy_sets=(), stacks=(), stack_components=())


def all_of(*steps: Change) -> Change:
    """Apply several changes in order."""

    def step(now: Scenario) -> Scenario:
        for one in steps:
            now = one(now)
        return now

    return step
