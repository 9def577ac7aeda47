"""What Bitbucket holds, as frozen records."""

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
    gitlinks: tuple[str, ...] | None = None
    """Paths of the submodules that its head pins; None for those that ``.gitmodules`` names, as Git would have it."""
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
