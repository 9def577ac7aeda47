"""The whole state of both services, as frozen records: what stands on the screens of one organization.

An address that starts with a slash lies on the sandbox's own Terraform host, whose port is known only once it
runs; every other address stands as it is.
"""

from dataclasses import dataclass
from datetime import datetime

from checks.sandbox.bitbucket.state import Account, ApiToken, BitbucketWorkspace, Consumer, Repository
from checks.sandbox.terraform.state import Organization, Project, Provider, TerraformToken, TerraformWorkspace


@dataclass(frozen=True, kw_only=True)
class UserCredentials:
    """What the person holds and gives to a client; the services may know it otherwise, or not at all."""

    terraform_token: str
    organization: str
    workspace: str
    client_id: str
    client_secret: str
    email: str
    api_token: str
    private_key: bytes
    callback_url: str
    """The callback URL as the person pasted it into the consumer."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Both services at one moment."""

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
    app_name: str = "HCP Terraform"
    """How the server names itself; ``Terraform Enterprise`` elsewhere."""
    release: str = ""
    """The release of Terraform Enterprise; empty on HCP Terraform."""
    screens: str = "clients"
    """Which of its two OAuth forms Bitbucket shows: ``clients``, since 2026, or ``consumers``, the one before."""
    beta_endpoints: bool = True
    """False on a release that does not have the endpoints that HashiCorp publishes as a beta."""
    failed_versions_become_current: bool = False
    """Whether a failed fetch becomes the current configuration of a workspace; HashiCorp does not document it."""
    terraform_limit: int | None = None
    """How many requests HCP Terraform answers before it says 429; None for no limit."""
    bitbucket_limit: int | None = None
    """How many requests below ``/2.0/repositories`` are answered before Bitbucket says 429; None for no limit."""
