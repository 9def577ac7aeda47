"""The differences between HashiCorp's instructions of 2020 and today, each with its date."""

from dataclasses import dataclass
from datetime import date

from checks.facts import ssh
from checks.facts.fact import Fact, Kind, Source, Statement

_SEEN = date(2026, 11, 24)
_PAGE = "https://developer.hashicorp.com/terraform/cloud-docs/vcs/bitbucket-cloud"
_CHANGELOG = "https://developer.atlassian.com/cloud/bitbucket/changelog/"
_OAUTH = Source(
    "https://community.developer.atlassian.com/t/oauth-2-0-and-api-authentication-changes-for-bitbucket-cloud/99003",
    "refresh token",
    _SEEN,
)
_APP_PASSWORDS = Source(
    "https://community.atlassian.com/forums/Bitbucket-articles/Deprecation-notice-Bitbucket-Cloud-app-password-brownout/ba-p/3237429",
    "app password",
    _SEEN,
)
_NEW_FORM = Source("https://github.com/eclipse-che/che-docs/pull/3171", "Create OAuth client", _SEEN, Kind.THIRD_PARTY)
_REMOVED = Source(f"{_CHANGELOG}#CHANGE-2770", "CHANGE-2770", _SEEN)

# How the changes of 2026 affect a connection. The move of Git over SSH is in `ssh.MOVE`.
IDLE_GRANT = Statement(
    text="Each authorization has a refresh token, which Bitbucket Cloud replaces at every use. "
    "A refresh token that isn't used for three months expires, and a user must authorize the VCS provider again.",
    source=_OAUTH,
)
CLIENT_CREDENTIALS = Statement(
    text="An access token that is requested with only the consumer key and secret acts as a separate app user. "
    "It shows the scopes of the consumer, but not the permissions of any user.",
    source=_OAUTH,
)
WORKSPACE_LISTS = Statement(
    text="Bitbucket Cloud removed the API endpoints that list repositories and permissions across all Bitbucket "
    "workspaces. Requests to these endpoints return HTTP 410.",
    source=_REMOVED,
)
NO_APP_PASSWORDS = Statement(
    text="App passwords no longer work. Use API tokens with scopes instead. Every API token has an expiration date.",
    source=_APP_PASSWORDS,
)


@dataclass(frozen=True, kw_only=True)
class Change(Fact):
    """One difference between HashiCorp's instructions of 2020 and today.

    Attributes:
        topic: The subject, in a few words.
        then: The instruction of 2020.
        now: The current state.
        since: The date of the change, as words that include a year.
    """

    topic: str
    then: str
    now: str
    since: str


def _page(words: str) -> Source:
    return Source(_PAGE, words, _SEEN)


PRODUCT_NAME = Change(
    topic="Product name",
    then="Terraform Cloud",
    now="HCP Terraform, also as part of the OAuth consumer name",
    since="22 April 2024",
    source=_page("HCP Terraform"),
)
WAY_TO_PROVIDERS = Change(
    topic="List of VCS providers",
    then="Settings > VCS Providers, in the left sidebar",
    now="Settings > Providers, under Version Control",
    since="14 September 2022",
    source=_page("Providers"),
)
CONSUMER_NAME = Change(
    topic="Registration in Bitbucket Cloud",
    then="OAuth consumers > Add consumer, a single form",
    now="OAuth clients > Create OAuth client, a form with the tabs Details, Authorization, and Scopes",
    since="2026, first seen on 26 May",
    source=_NEW_FORM,
)
CREDENTIAL_NAME = Change(
    topic="Credentials from Bitbucket Cloud",
    then="Key and Secret",
    now="Client ID and Secret",
    since="2026, first seen on 26 May",
    source=_NEW_FORM,
)
PRIVATE_CONSUMER = Change(
    topic="Private consumer",
    then="The checkbox This is a private consumer",
    now="On the new form, the grant type Client credentials has the same effect",
    since="2026, first seen on 26 May",
    source=Source(_NEW_FORM.page, "Client credentials", _SEEN, Kind.UNCONFIRMED),
)
PERMISSIONS = Change(
    topic="Permissions",
    then="Account: Write, Repositories: Admin, Pull requests: Write, Webhooks: Read and write",
    now="The same four permissions",
    since="2020, unchanged",
    source=_page("Read and write"),
)
PROVIDER_SCOPE = Change(
    topic="Step 4",
    then="SSH key pair only",
    now="The scope of the VCS provider (All Projects or Selected Projects), and then the SSH key pair",
    since="11 March 2024",
    source=_page("Scope of VCS Provider"),
)
SSH_COMMAND = Change(
    topic="SSH key",
    then="RSA, PEM format, empty passphrase",
    now="The same, according to HashiCorp",
    since="2020, unchanged",
    source=_page("must have an empty passphrase"),
)
SUBMODULE_HOST = Change(
    topic="Submodules over SSH",
    then="git@bitbucket.org",
    now="git@ssh.bitbucket.org",
    since="12 November 2026 (announced; not verified)",
    source=ssh.HOST.source,
)
IDLE_EXPIRY = Change(
    topic="Lifetime of the authorization",
    then="Until it was revoked",
    now="Expires after three months without use",
    since="4 May 2026",
    source=_OAUTH,
)
APP_PASSWORDS = Change(
    topic="Passwords for scripts",
    then="App passwords",
    now="API tokens with scopes, used together with the email address of the account",
    since="28 July 2026",
    source=_APP_PASSWORDS,
)
LISTS = Change(
    topic="Bitbucket Cloud API",
    then="Endpoints that list repositories across all Bitbucket workspaces",
    now="Removed. Use the endpoints for a single Bitbucket workspace",
    since="14 April 2026",
    source=Source(_REMOVED.page, _REMOVED.words, _SEEN, Kind.THIRD_PARTY),
)
DATA_CENTER = Change(
    topic="Self-hosted Bitbucket",
    then="Bitbucket Server",
    now="Bitbucket Data Center",
    since="18 March 2024",
    source=Source(
        "https://developer.hashicorp.com/terraform/cloud-docs/vcs/bitbucket-data-center",
        "Bitbucket Data Center",
        _SEEN,
    ),
)
STACKS = Change(
    topic="Features that use a connection",
    then="Workspaces",
    now="Workspaces and Stacks",
    since="September 2025",
    source=_page("Stacks"),
)

CHANGES: tuple[Change, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Change))
