"""The state of both services for one organization, as frozen dataclasses.

A URL that starts with a slash is on the sandbox's Terraform host, whose port is known only at run time. Other URLs
are absolute.
"""

from dataclasses import dataclass
from datetime import datetime

from checks.sandbox.bitbucket.state import Account, ApiToken, BitbucketWorkspace, Consumer, Repository
from checks.sandbox.terraform.state import (
    Organization,
    PolicySet,
    Project,
    Provider,
    RegistryModule,
    Stack,
    StackComponent,
    TerraformToken,
    TerraformWorkspace,
)


@dataclass(frozen=True, kw_only=True)
class UserCredentials:
    """The user's credentials, which a client uses. The state of the services can differ from them."""

    terraform_token: str
    organization: str
    workspace: str
    client_id: str
    client_secret: str
    email: str
    api_token: str
    private_key: bytes
    callback_url: str
    """The callback URL as pasted into the consumer."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """The state of both services at one time."""

    clock: datetime
    credentials: UserCredentials
    accounts: tuple[Account, ...]
    api_tokens: tuple[ApiToken, ...]
    consumers: tuple[Consumer, ...]
    bitbucket_workspaces: tuple[BitbucketWorkspace, ...]
    repositories: tuple[Repository, ...]
    organization: Organization
    terraform_tokens: tuple[TerraformToken, ...]
    projects: tuple[Project, ...]
    providers: tuple[Provider, ...]
    terraform_workspaces: tuple[TerraformWorkspace, ...]
    registry_modules: tuple[RegistryModule, ...] = ()
    policy_sets: tuple[PolicySet, ...] = ()
    stacks: tuple[Stack, ...] = ()
    stack_components: tuple[StackComponent, ...] = ()
    app_name: str = "HCP Terraform"
    """The product name of the server: ``HCP Terraform`` or ``Terraform Enterprise``."""
    release: str = ""
    """The release of Terraform Enterprise; empty on HCP Terraform."""
    screens: str = "clients"
    """The OAuth form that Bitbucket shows: ``clients`` (since 2026) or ``consumers`` (before)."""
    beta_endpoints: bool = True
    """False on a release without HashiCorp's beta endpoints."""
    lists_repositories: bool = True
    """False on a release of Terraform Enterprise that calls an endpoint that Bitbucket Cloud removed."""
    creates_webhooks: bool = True
    """False on a release of Terraform Enterprise that sends a media type that Bitbucket Cloud doesn't accept."""
    failed_versions_become_current: bool = False
    """Whether a failed fetch becomes the current configuration of a workspace; HashiCorp does not document it."""
    terraform_limit: int | None = None
    """The number of requests before HCP Terraform responds with 429; None for no limit."""
    bitbucket_limit: int | None = None
    """The number of requests below ``/2.0/repositories`` before Bitbucket responds with 429; None for no limit."""
