"""The state of the simulated Bitbucket, as frozen dataclasses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class AccountKey:
    """An SSH public key of a Bitbucket account."""

    uuid: str
    line: str
    """One line as in ``authorized_keys``: type, key, and an optional comment."""
    label: str
    created: datetime
    expires: datetime | None = None
    last_used: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Account:
    """A Bitbucket account: a person or the service user."""

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
    """An API token with scopes; it acts as the account whose email is sent with it."""

    value: str
    account: str
    scopes: tuple[str, ...]
    expired: bool = False
    label: str = "Connection checks"


@dataclass(frozen=True, kw_only=True)
class Consumer:
    """An OAuth consumer; its permissions are the selected checkboxes, each by its OAuth scope."""

    key: str
    secret: str
    name: str
    workspace: str
    permissions: tuple[str, ...]
    private: bool
    callback_url: str
    scope_field: str = "scope"
    """The name of the list in token responses: ``scope``, ``scopes`` (until May 2026), or empty for neither."""
    locked_out: bool = False
    """True while Bitbucket rejects a correct key and secret because of an earlier failure."""


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

    `members` maps usernames to ``admin``, ``write``, or ``read``; `files` maps paths on the main branch to contents.
    """

    workspace: str
    slug: str
    uuid: str
    name: str
    created: datetime
    branch: str = "main"
    tags: tuple[str, ...] = ()
    """The names of the tags of the head commit."""
    files: Mapping[str, str] = field(default_factory=dict)
    gitlinks: tuple[str, ...] | None = None
    """Paths of the submodules that the head commit pins; None: the paths in ``.gitmodules``."""
    hooks: tuple[Hook, ...] = ()
    deploy_keys: tuple[DeployKey, ...] = ()
    members: Mapping[str, str] = field(default_factory=dict)
    private: bool = True
    former: str = ""
    """A former name that Bitbucket still redirects to the current one; otherwise empty."""

    @property
    def full_name(self) -> str:
        """The workspace and the name, as in HCP Terraform's repository identifiers."""
        return f"{self.workspace}/{self.slug}"


@dataclass(frozen=True, kw_only=True)
class BitbucketWorkspace:
    """A Bitbucket workspace; `members` maps usernames to ``owner``, ``create-project``, or ``member``."""

    slug: str
    uuid: str
    name: str
    created: datetime
    members: Mapping[str, str]
    refusal: str = ""
    """The error for every request for private content, such as a blocked IP address; empty: no error."""
