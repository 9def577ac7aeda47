"""The whole state of both services, as frozen records: what stands on the screens of one organization.

An address that starts with a slash lies on the sandbox's own Terraform host, whose port is known only once it
runs; every other address stands as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class AccountKey:
    """An SSH public key that stands on a Bitbucket account."""

    uuid: str
    line: str
    """One line as in ``authorized_keys``: kind, body and, perhaps, a comment."""
    label: str
    created: datetime
    expires: datetime | None = None
    last_used: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Account:
    """A person, or a service account, of Bitbucket."""

    username: str
    nickname: str
    display_name: str
    account_id: str
    uuid: str
    email: str
    created: datetime
    keys: tuple[AccountKey, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ApiToken:
    """An API token with scopes; it acts as the account whose e-mail is shown with it."""

    value: str
    account: str
    scopes: tuple[str, ...]
    expired: bool = False


@dataclass(frozen=True, kw_only=True)
class Consumer:
    """A consumer; its permissions are the ticked boxes, each by its OAuth scope."""

    key: str
    secret: str
    name: str
    workspace: str
    permissions: tuple[str, ...]
    private: bool
    callback_url: str
    scope_field: str = "scope"
    """How the token endpoint names the list: ``scope``, ``scopes`` (until May 2026), or empty for neither."""
    locked_out: bool = False
    """True while Bitbucket refuses a right pair because of an earlier failure."""


@dataclass(frozen=True, kw_only=True)
class Hook:
    """A webhook of a repository."""

    uuid: str
    url: str
    events: tuple[str, ...]
    description: str
    created: datetime
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class DeployKey:
    """A repository's access key."""

    number: int
    line: str
    label: str
    created: datetime


@dataclass(frozen=True, kw_only=True)
class Repository:
    """A Git repository of a Bitbucket workspace.

    `members` maps user names to ``admin``, ``write`` or ``read``; `files` maps paths of the main branch to texts.
    """

    workspace: str
    slug: str
    uuid: str
    name: str
    created: datetime
    branch: str = "main"
    files: Mapping[str, str] = field(default_factory=dict)
    hooks: tuple[Hook, ...] = ()
    deploy_keys: tuple[DeployKey, ...] = ()
    members: Mapping[str, str] = field(default_factory=dict)
    private: bool = True

    @property
    def full_name(self) -> str:
        """The name with that of its Bitbucket workspace, as HCP Terraform writes an identifier."""
        return f"{self.workspace}/{self.slug}"


@dataclass(frozen=True, kw_only=True)
class BitbucketWorkspace:
    """A Bitbucket workspace; `members` maps user names to ``owner``, ``create-project`` or ``member``."""

    slug: str
    uuid: str
    name: str
    created: datetime
    members: Mapping[str, str]
    refusal: str = ""
    """What everybody is told who reads private content, such as that their IP is not allowed; empty: nothing."""


@dataclass(frozen=True, kw_only=True)
class TerraformToken:
    """A token of HCP Terraform: of a ``user``, a ``team`` or the ``organization``."""

    value: str
    kind: str = "team"
    member: bool = True
    """False for the token of somebody outside the organization, who sees none of it."""
    can_update_oauth: bool = True


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project of the organization."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Grant:
    """HCP Terraform's stored OAuth token: what it got when somebody clicked "Grant access"."""

    id: str
    account: str
    """The user name of the account that granted access."""
    user: str | None
    """How the API names that account: ``service-provider-user``."""
    created: datetime
    has_ssh_key: bool = False
    works: bool = True
    """False once Bitbucket no longer accepts it: revoked, or unused for too long."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A VCS provider of the organization; the API calls it an OAuth client."""

    id: str
    uuid: str
    key: str | None
    created: datetime
    name: str | None = None
    service_provider: str = "bitbucket_hosted"
    display_name: str = "Bitbucket Cloud"
    callback_url: str = ""
    """Where the callback does not lie on the sandbox's own host; empty for the usual one."""
    organization_scoped: bool = True
    projects: tuple[str, ...] = ()
    agent_pool: str | None = None
    grants: tuple[Grant, ...] = ()

    @property
    def callback(self) -> str:
        """The address that belongs into the consumer."""
        return self.callback_url or f"/auth/{self.uuid}/callback"


@dataclass(frozen=True, kw_only=True)
class VcsRepo:
    """How a Terraform workspace is bound to a repository."""

    identifier: str
    oauth_token_id: str
    webhook_url: str | None
    branch: str = ""
    ingress_submodules: bool = False
    service_provider: str = "bitbucket_hosted"


@dataclass(frozen=True, kw_only=True)
class ConfigurationVersion:
    """One fetch of a configuration."""

    id: str
    created: datetime
    source: str = "bitbucket"
    status: str = "uploaded"
    error: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, kw_only=True)
class TerraformWorkspace:
    """A Terraform workspace; `configuration_versions` stand newest first."""

    id: str
    name: str
    project: str
    created: datetime
    vcs_repo: VcsRepo | None = None
    run: str | None = None
    """The id of its newest run; None where nobody has started one."""
    configuration_versions: tuple[ConfigurationVersion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Organization:
    """The organization of HCP Terraform or Terraform Enterprise."""

    name: str
    external_id: str
    email: str
    created: datetime
    vcs_integrations: bool = True
    ssh_keys: tuple[str, ...] = ()
    """Names of the keys for modules, which are not the key of a provider."""


@dataclass(frozen=True, kw_only=True)
class Held:
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
    held: Held
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
    beta_endpoints: bool = True
    """False on a release that does not have the endpoints that HashiCorp publishes as a beta."""
    terraform_limit: int | None = None
    """How many requests HCP Terraform answers before it says 429; None for no limit."""
    bitbucket_limit: int | None = None
    """How many requests below ``/2.0/repositories`` are answered before Bitbucket says 429; None for no limit."""
