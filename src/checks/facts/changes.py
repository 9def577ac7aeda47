"""What changed since the page of 2020: what it said, what holds now, and since when."""

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

# What a connection feels of the changes of 2026; the move of Git over SSH is in `ssh.MOVE`.
IDLE_GRANT = Statement(
    text="Bitbucket Cloud renews the refresh token of a grant at every use. "
    "One that nobody uses for three months expires, and a person has to authorize the provider again.",
    source=_OAUTH,
)
CLIENT_CREDENTIALS = Statement(
    text="An access token obtained with nothing but the key and secret of a consumer acts as an app user "
    "of its own. It shows which scopes the consumer has, and nothing about the rights of a person.",
    source=_OAUTH,
)
WORKSPACE_LISTS = Statement(
    text="The API calls that listed repositories and permissions across all Bitbucket workspaces are gone. "
    "They answer with status 410.",
    source=_REMOVED,
)
NO_APP_PASSWORDS = Statement(
    text="App passwords no longer work. API tokens with scopes replace them, and each has an expiry date.",
    source=_APP_PASSWORDS,
)


@dataclass(frozen=True, kw_only=True)
class Change(Fact):
    """One difference between the page of 2020 and today.

    Attributes:
        topic: What it is about, in a few words.
        then: What the page of 2020 said.
        now: What holds today.
        since: When it changed, as words that start with a date or a year.
    """

    topic: str
    then: str
    now: str
    since: str


def _page(words: str) -> Source:
    return Source(_PAGE, words, _SEEN)


PRODUCT_NAME = Change(
    topic="Name of the product",
    then="Terraform Cloud",
    now="HCP Terraform, also in the name of the consumer",
    since="22 April 2024",
    source=_page("HCP Terraform"),
)
WAY_TO_PROVIDERS = Change(
    topic="Way to the list of providers",
    then="Settings, then VCS Providers in the left sidebar",
    now="Settings, then Providers under Version Control",
    since="14 September 2022",
    source=_page("Providers"),
)
CONSUMER_NAME = Change(
    topic="Registration on Bitbucket Cloud",
    then="OAuth consumers, Add consumer, one form",
    now="OAuth clients, Create OAuth client, a form with the tabs Details, Authorization and Scopes",
    since="2026, first seen on 26 May",
    source=_NEW_FORM,
)
CREDENTIAL_NAME = Change(
    topic="What you copy from Bitbucket Cloud",
    then="Key and Secret",
    now="Client ID and Secret",
    since="2026, first seen on 26 May",
    source=_NEW_FORM,
)
PRIVATE_CONSUMER = Change(
    topic="Private consumer",
    then="the tick box This is a private consumer",
    now="on the new form, the grant type Client credentials has the same effect",
    since="2026, first seen on 26 May",
    source=Source(_NEW_FORM.page, "Client credentials", _SEEN, Kind.UNCONFIRMED),
)
PERMISSIONS = Change(
    topic="The four permissions",
    then="Account: Write, Repositories: Admin, Pull requests: Write, Webhooks: Read and write",
    now="the same four",
    since="2020, unchanged",
    source=_page("Read and write"),
)
PROVIDER_SCOPE = Change(
    topic="Step 4",
    then="only the SSH keypair",
    now="first the scope of the provider, All Projects or Selected Projects, then the SSH keypair",
    since="11 March 2024",
    source=_page("Scope of VCS Provider"),
)
SSH_COMMAND = Change(
    topic="The SSH key",
    then="RSA, PEM format, empty passphrase",
    now="the same, by HashiCorp's page",
    since="2020, unchanged",
    source=_page("must have an empty passphrase"),
)
SUBMODULE_HOST = Change(
    topic="Submodules over SSH",
    then="git@bitbucket.org",
    now="git@ssh.bitbucket.org",
    since="12 November 2026, as announced; whether the old host stopped that day is not confirmed",
    source=ssh.HOST.source,
)
IDLE_EXPIRY = Change(
    topic="Life of the grant",
    then="until somebody revoked it",
    now="three months without use end it",
    since="4 May 2026",
    source=_OAUTH,
)
APP_PASSWORDS = Change(
    topic="Passwords for scripts",
    then="app passwords",
    now="API tokens with scopes, shown together with the e-mail of the account",
    since="28 July 2026",
    source=_APP_PASSWORDS,
)
LISTS = Change(
    topic="Bitbucket Cloud's API",
    then="calls that listed repositories across all Bitbucket workspaces",
    now="removed; lists are read one Bitbucket workspace at a time",
    since="14 April 2026",
    source=Source(_REMOVED.page, _REMOVED.words, _SEEN, Kind.THIRD_PARTY),
)
DATA_CENTER = Change(
    topic="Bitbucket on your own servers",
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
    topic="What uses a connection",
    then="workspaces",
    now="workspaces and Stacks",
    since="2025, September",
    source=_page("Stacks"),
)

CHANGES: tuple[Change, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Change))
