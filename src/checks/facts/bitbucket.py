"""Facts about Bitbucket Cloud: hosts, permissions and scopes of an OAuth consumer, and API requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from checks.facts import bitbucket_screens
from checks.facts.credentials import Credential, Endpoint
from checks.facts.fact import Fact, Kind, Quantity, Source, Statement, Text

_INTRO = "https://developer.atlassian.com/cloud/bitbucket/rest/intro/"
_SEEN = date(2026, 11, 24)
_SCOPES = Source(_INTRO, "Bitbucket OAuth 2.0 scopes", _SEEN)
_OBSERVED = Source(_INTRO, "Bitbucket OAuth 2.0 scopes", _SEEN, Kind.THIRD_PARTY)
_OAUTH = Source(
    "https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/",
    "OAuth consumers",
    _SEEN,
)

SITE = Text(text="https://bitbucket.org", source=_OAUTH)
API = Text(text="https://api.bitbucket.org", source=_SCOPES)


@dataclass(frozen=True, kw_only=True)
class Permission(Fact):
    """One permission of an OAuth consumer: its area, its level, its scope, and the scopes that it implies."""

    area: str
    level: str
    scope: str
    implies: tuple[str, ...] = ()


def _box(area: str, level: str, scope: str, *implies: str, source: Source = _SCOPES) -> Permission:
    return Permission(area=area, level=level, scope=scope, implies=implies, source=source)


# Every permission that Bitbucket shows, in the order of the form. Only `requirements` lists the permissions that a
# connection needs: the sandbox can import this vocabulary, but never the requirements.
ACCOUNT_EMAIL = _box("Account", "Email", "email")
ACCOUNT_READ = _box("Account", "Read", "account", "email", source=_OBSERVED)
ACCOUNT_WRITE = _box("Account", "Write", "account:write", "account", source=_OBSERVED)
WORKSPACE_MEMBERSHIP_READ = _box("Workspace membership", "Read", "team")
WORKSPACE_MEMBERSHIP_WRITE = _box("Workspace membership", "Write", "team:write", "team", source=_OBSERVED)
PROJECTS_READ = _box("Projects", "Read", "project", "repository")
PROJECTS_ADMIN = _box("Projects", "Admin", "project:admin")
REPOSITORIES_READ = _box("Repositories", "Read", "repository")
REPOSITORIES_WRITE = _box("Repositories", "Write", "repository:write", "repository")
REPOSITORIES_ADMIN = _box("Repositories", "Admin", "repository:admin")
REPOSITORIES_DELETE = _box("Repositories", "Delete", "repository:delete")
PULL_REQUESTS_READ = _box("Pull requests", "Read", "pullrequest", "repository")
PULL_REQUESTS_WRITE = _box("Pull requests", "Write", "pullrequest:write", "pullrequest", "repository:write")
SNIPPETS_READ = _box("Snippets", "Read", "snippet")
SNIPPETS_WRITE = _box("Snippets", "Write", "snippet:write", "snippet")
WEBHOOKS_READ_AND_WRITE = _box("Webhooks", "Read and write", "webhook")
PIPELINES_READ = _box("Pipelines", "Read", "pipeline")
PIPELINES_WRITE = _box("Pipelines", "Write", "pipeline:write", "pipeline", source=_OBSERVED)
PIPELINES_EDIT_VARIABLES = _box("Pipelines", "Edit variables", "pipeline:variable", "pipeline:write", source=_OBSERVED)
RUNNERS_READ = _box("Runners", "Read", "runner")
RUNNERS_WRITE = _box("Runners", "Write", "runner:write", "runner", source=_OBSERVED)

PERMISSIONS: tuple[Permission, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Permission)
)


SCOPES = frozenset(scope for permission in PERMISSIONS for scope in (permission.scope, *permission.implies)) | {
    "issue",
    "issue:write",
    "wiki",
    "project:write",
}
"""All known scopes of an OAuth consumer, including scopes of removed features. API tokens use different names."""


def closure(scopes: Iterable[str]) -> frozenset[str]:
    """Return `scopes` and all scopes that they imply.

    Bitbucket omits implied scopes from the lists that it returns, so compare only closures.
    ``repository:admin`` implies neither ``repository`` nor ``repository:write``.
    """
    implied = {permission.scope: permission.implies for permission in PERMISSIONS}
    found: set[str] = set()
    ahead = list(scopes)
    while ahead:
        scope = ahead.pop()
        if scope not in found:
            found.add(scope)
            ahead.extend(implied.get(scope, ()))
    return frozenset(found)


def _read(path: str, scope: str, words: str) -> Endpoint:
    return Endpoint(
        credential=Credential.BITBUCKET_TOKEN,
        path=path,
        permission=scope,
        source=Source("https://developer.atlassian.com/cloud/bitbucket/rest/", words, _SEEN),
    )


ACCESS_TOKEN = Endpoint(
    credential=Credential.CONSUMER,
    method="POST",
    path="/site/oauth2/access_token",
    permission="the consumer key and secret, with the client credentials grant",
    source=Source(_INTRO, "client_credentials", _SEEN),
)
CONSUMER_KEY = Endpoint(
    credential=Credential.CONSUMER,
    method="READ",
    path="{BITBUCKET_CLIENT_ID}",
    permission="none. The key is compared locally and isn't sent",
    source=_OAUTH,
)
USER = _read("/user", "read:user:bitbucket", "/user")
SSH_KEYS = _read("/users/{selected_user}/ssh-keys", "read:ssh-key:bitbucket", "/users/{selected_user}/ssh-keys")
WORKSPACE_REPOSITORY_PERMISSIONS = _read(
    "/user/workspaces/{workspace}/permissions/repositories",
    "read:repository:bitbucket",
    "/user/workspaces/{workspace}/permissions/repositories",
)
REPOSITORY = _read(
    "/repositories/{workspace}/{repo_slug}",
    "read:repository:bitbucket",
    "/repositories/{workspace}/{repo_slug}",
)
REPOSITORIES = _read("/repositories/{workspace}", "read:repository:bitbucket", "/repositories/{workspace}")
HOOKS = _read(
    "/repositories/{workspace}/{repo_slug}/hooks",
    "read:webhook:bitbucket",
    "/repositories/{workspace}/{repo_slug}/hooks",
)
BRANCH = _read(
    "/repositories/{workspace}/{repo_slug}/refs/branches/{name}",
    "read:repository:bitbucket",
    "/repositories/{workspace}/{repo_slug}/refs/branches/{name}",
)
SOURCE_FILE = _read(
    "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}",
    "read:repository:bitbucket",
    "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}",
)
SOURCE_LISTING = _read(
    "/repositories/{workspace}/{repo_slug}/src/{commit}/",
    "read:repository:bitbucket",
    "indicates that the entry points to a submodule",
)
"""The same operation as `SOURCE_FILE` with an empty path: the trailing slash is required."""

GITLINK = Text(
    text='attributes = "subrepository"',
    source=Source(
        "https://developer.atlassian.com/cloud/bitbucket/rest/api-group-source/",
        "indicates that the entry points to a submodule",
        date(2026, 11, 28),
    ),
)
"""The filter that limits a listing to submodules (gitlinks). Bitbucket returns them as ``commit_file`` and documents
no specific type. The content of such a file is the hash of the pinned commit."""

BRANCHES = _read(
    "/repositories/{workspace}/{repo_slug}/refs/branches",
    "read:repository:bitbucket",
    "/repositories/{workspace}/{repo_slug}/refs/branches",
)
FILE_ON_BRANCH = (REPOSITORIES, REPOSITORY, BRANCH, BRANCHES, SOURCE_FILE)
"""The requests that find a file at the head of a branch, either a named branch or the main branch. The list of
branches is requested only if the branch isn't found."""

DEPLOY_KEYS = _read(
    "/repositories/{workspace}/{repo_slug}/deploy-keys",
    "admin:repository:bitbucket",
    "/repositories/{workspace}/{repo_slug}/deploy-keys",
)

PAGE_LENGTH = Quantity(
    number=100,
    unit="items per page",
    source=Source(_INTRO, "the minimum length is 10 and the maximum is 100", _SEEN),
)
HOURLY_LIMIT = Quantity(
    number=1000,
    unit="requests per hour per account",
    source=Source("https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/", "1,000", _SEEN),
)
COUNTED_APART = (
    frozenset({REPOSITORIES, REPOSITORY, BRANCH, BRANCHES, SOURCE_FILE, SOURCE_LISTING, DEPLOY_KEYS}),
    frozenset({HOOKS}),
)
"""Requests that Bitbucket counts separately. The hourly limit applies to each set: repository content, and webhooks.
Atlassian's page on request limits lists them."""

IDLE_GRANT = Quantity(
    number=90,
    unit="days until an unused authorization expires",
    source=Source("https://developer.atlassian.com/cloud/bitbucket/changelog/#CHANGE-3052", "3 months", _SEEN),
)
APP_PASSWORD_PREFIX = Text(
    text="ATBB",
    source=Source(
        "https://community.atlassian.com/forums/Bitbucket-articles/Deprecation-notice-Bitbucket-Cloud-app-password-brownout/ba-p/3237429",
        "app password",
        _SEEN,
        Kind.THIRD_PARTY,
    ),
)
ACCESS_TOKEN_PREFIX = Text(
    text="ATCTT",
    source=Source(
        "https://support.atlassian.com/bitbucket-cloud/docs/using-workspace-access-tokens/",
        "Workspace Access Tokens are tied to a workspace, not a user",
        date(2026, 11, 28),
        Kind.THIRD_PARTY,
    ),
)
"""The source describes such tokens, but not their prefix, which comes from published tokens."""

ACCOUNT_WRITE_REACH = Statement(
    text="The permission to write an account includes access to delete that account.",
    source=Source(
        "https://support.atlassian.com/bitbucket-cloud/docs/app-password-permissions/",
        "including access to delete",
        _SEEN,
    ),
)
ATLASSIAN_SERVICE_ACCOUNTS = Statement(
    text="Service accounts in Atlassian Administration can't have Bitbucket scopes.",
    source=Source("https://jira.atlassian.com/browse/BCLOUD-23832", "", _SEEN, Kind.THIRD_PARTY),
)
CLIENT_CREDENTIALS_TICK = Statement(
    text=f"The grant type {bitbucket_screens.CLIENT_CREDENTIALS.text} replaces the checkbox "
    f"{bitbucket_screens.PRIVATE_CONSUMER.text}.",
    source=Source("https://github.com/sectapunterx/heap/pull/104", "Client credentials", _SEEN, Kind.UNCONFIRMED),
)
ACCOUNT_KEY_EXPIRY = Quantity(
    number=365,
    unit="days",
    source=Source(
        "https://support.atlassian.com/bitbucket-cloud/docs/set-up-personal-ssh-keys-on-linux/",
        "The default date range for expiry is set to 365 days",
        _SEEN,
    ),
)
