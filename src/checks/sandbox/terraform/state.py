"""The state of the simulated HCP Terraform, as frozen dataclasses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class TerraformToken:
    """An HCP Terraform token of a ``user``, a ``team``, or the ``organization``."""

    value: str
    description: str = "Connection checks"
    kind: str = "team"
    member: bool = True
    """False for a token from outside the organization, which cannot read it."""
    can_update_oauth: bool = True
    workspaces: tuple[str, ...] | None = None
    """The names of the Terraform workspaces that it may read; None for all."""
    can_read_modules: bool = True
    can_manage_policies: bool = True
    """Whether it may list policy sets, which takes the permission that also allows changes."""
    stack_projects: tuple[str, ...] | None = None
    """The IDs of the projects whose Stacks it may read; None for all."""

    def reads(self, workspace: "TerraformWorkspace") -> bool:
        """Return whether the token can read a Terraform workspace."""
        return self.workspaces is None or workspace.name in self.workspaces


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project of the organization."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class OAuthToken:
    """The OAuth token that HCP Terraform stores after a user clicked "Grant access"."""

    id: str
    account: str
    """The username of the account that granted access."""
    user: str | None
    """The API's ``service-provider-user`` of that account."""
    created: datetime
    has_ssh_key: bool = False
    scopes: tuple[str, ...] | None = None
    """The scopes of the consumer when access was granted; None: all requested scopes."""
    works: bool = True
    """False once Bitbucket no longer accepts it: revoked, or unused for too long."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A VCS provider of the organization; the API calls it an OAuth client."""

    id: str
    uuid: str
    key: str | None
    created: datetime
    secret: str = field(default="", repr=False)
    name: str | None = None
    service_provider: str = "bitbucket_hosted"
    display_name: str = "Bitbucket Cloud"
    callback_url: str = ""
    """A callback URL on another host; empty for the usual one on the sandbox's host."""
    organization_scoped: bool = True
    projects: tuple[str, ...] = ()
    agent_pool: str | None = None
    oauth_tokens: tuple[OAuthToken, ...] = ()

    @property
    def callback(self) -> str:
        """The callback URL to enter in the consumer."""
        return self.callback_url or f"/auth/{self.uuid}/callback"


@dataclass(frozen=True, kw_only=True)
class VcsRepo:
    """The connection of a Terraform workspace to a repository."""

    identifier: str
    oauth_token_id: str
    webhook_url: str | None
    branch: str = ""
    ingress_submodules: bool = False
    service_provider: str = "bitbucket_hosted"
    tags_regex: str | None = None


@dataclass(frozen=True, kw_only=True)
class ConfigurationVersion:
    """One configuration of a Terraform workspace: fetched from a repository, or uploaded."""

    id: str
    created: datetime
    source: str = "bitbucket"
    status: str = "uploaded"
    error: str | None = None
    error_message: str | None = None
    ingress: Mapping[str, object] = field(default_factory=dict)
    """Ingress attributes that differ from a push of the branch's current commit."""
    speculative: bool = False
    """True for the fetch of a pull request, which never becomes the current configuration."""
    repository: str | None = None
    """The full name of the repository that it was fetched from; None: the connected repository."""


@dataclass(frozen=True, kw_only=True)
class TerraformWorkspace:
    """A Terraform workspace; `configuration_versions` are sorted newest first."""

    id: str
    name: str
    project: str
    created: datetime
    vcs_repo: VcsRepo | None = None
    run: str | None = None
    """The ID of the newest run; None without a run."""
    file_triggers: bool = False
    trigger_patterns: tuple[str, ...] = ()
    trigger_prefixes: tuple[str, ...] = ()
    working_directory: str | None = None
    speculative: bool = True
    queue_all_runs: bool = False
    execution_mode: str = "remote"
    locked_by: tuple[str, str] | None = None
    """The type and ID of the resource that locked it; None if it is unlocked."""
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
    """Names of the SSH keys for modules, which are separate from the SSH key of a provider."""


@dataclass(frozen=True, kw_only=True)
class ObjectVersion:
    """A version of a module, policy set, or component, or a configuration of a Stack."""

    name: str
    status: str
    created: datetime
    error: str | None = None
    """What HCP Terraform says about a failure; of a Stack, the detail of its diagnostic."""
    speculative: bool = False


@dataclass(frozen=True, kw_only=True)
class ConnectedObject:
    """An object that can be connected to a repository."""

    id: str
    name: str
    created: datetime
    vcs_repo: VcsRepo | None = None
    versions: tuple[ObjectVersion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RegistryModule(ConnectedObject):
    """A module in the private registry, published from tags or from a branch."""

    provider: str
    status: str = "setup_complete"


@dataclass(frozen=True, kw_only=True)
class PolicySet(ConnectedObject):
    """A policy set."""


@dataclass(frozen=True, kw_only=True)
class Stack(ConnectedObject):
    """A Stack in a project; its versions are its Stack configurations."""

    project: str


@dataclass(frozen=True, kw_only=True)
class StackComponent(ConnectedObject):
    """A Stack component configuration in the private registry, published from tags."""

    status: str = "completed"
