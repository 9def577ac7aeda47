"""The labels on Bitbucket Cloud's screens: the two forms for an OAuth consumer, and the related screens.

In 2026, Bitbucket renamed OAuth consumers to OAuth clients and introduced a new form with three tabs. Atlassian's
page still describes the old form, so the labels of the new form come from people who used it.
"""

from dataclasses import dataclass
from datetime import date

from checks.facts.fact import Kind, Label, Source

_SEEN = date(2026, 11, 24)
_SUPPORT = "https://support.atlassian.com/bitbucket-cloud/docs"
_CHE = (
    "https://github.com/eclipse-che/che-docs/blob/main/modules/administration-guide/partials/"
    "proc_setting-up-an-oauth-client-in-the-bitbucket-cloud.adoc"
)
_HEAP = "https://github.com/sectapunterx/heap/pull/104"
_GUIDE = "https://developer.hashicorp.com/terraform/cloud-docs/vcs/bitbucket-cloud"
_SCOPES = "https://developer.atlassian.com/cloud/bitbucket/rest/intro/"
_REFUSED = "https://github.com/rbansal42/bitbucket-cli/issues/50"


def _atlassian(page: str, text: str, *also: str, words: str = "") -> Label:
    return Label(text=text, also=also, source=Source(f"{_SUPPORT}/{page}/", words or text, _SEEN))


def _seen(page: str, text: str, *also: str, words: str = "", kind: Kind = Kind.THIRD_PARTY) -> Label:
    return Label(text=text, also=also, source=Source(page, words or text, _SEEN, kind))


# The navigation to both forms.
SETTINGS = _atlassian(
    "set-up-personal-ssh-keys-on-linux", "Settings", words="Select the Settings cog on the top navigation bar"
)
WORKSPACE_SETTINGS = _atlassian("organize-groups-for-your-repositories", "Workspace settings")
APPS_AND_FEATURES = _atlassian("use-oauth-on-bitbucket-cloud", "Apps and features", "Apps and Features")

# The new form, in the order of its tabs.
OAUTH_CLIENTS = _seen(_CHE, "OAuth clients")
CREATE_OAUTH_CLIENT = _seen(_CHE, "Create OAuth client")
CLIENT_DETAILS = _seen(_CHE, "Details")
CLIENT_NAME = _seen(_CHE, "Name")
CLIENT_DESCRIPTION = _seen(_HEAP, "Description", words="description", kind=Kind.UNCONFIRMED)
CLIENT_URL = _seen(_GUIDE, "URL", kind=Kind.UNCONFIRMED)
CLIENT_AUTHORIZATION = _seen(_CHE, "Authorization")
AUTHORIZATION_CODE = _seen(_CHE, "Authorization code")
REFRESH_TOKEN = _seen(_HEAP, "Refresh token")
CLIENT_CREDENTIALS = _seen(_HEAP, "Client credentials")
CLIENT_CALLBACK_URL = _seen(_CHE, "Callback URL")
CLIENT_SCOPES = _seen(_CHE, "Scopes")
CLIENT_SAVE = _seen(_CHE, "Save")
CLIENT_ID = _seen(_CHE, "Client ID")
CLIENT_SECRET = _seen(_CHE, "Secret")

# The old form, from top to bottom.
OAUTH_CONSUMERS = _atlassian("use-oauth-on-bitbucket-cloud", "OAuth consumers", "OAuth Consumers")
ADD_CONSUMER = _atlassian("use-oauth-on-bitbucket-cloud", "Add consumer")
ADD_OAUTH_CONSUMER = _seen(_GUIDE, "Add OAuth consumer", "Add OAuth Consumer", words="Add OAuth Consumer")
CONSUMER_NAME = _atlassian("use-oauth-on-bitbucket-cloud", "Name")
CONSUMER_DESCRIPTION = _atlassian("use-oauth-on-bitbucket-cloud", "Description")
CONSUMER_CALLBACK_URL = _atlassian("use-oauth-on-bitbucket-cloud", "Callback URL")
CONSUMER_URL = _atlassian("use-oauth-on-bitbucket-cloud", "URL")
PRIVATE_CONSUMER = _seen(_GUIDE, "This is a private consumer")
CONSUMER_PERMISSIONS = _seen(_GUIDE, "Permissions", words="permissions checkboxes")
CONSUMER_SAVE = _atlassian("use-oauth-on-bitbucket-cloud", "Save")
CONSUMER_KEY = _atlassian("use-oauth-on-bitbucket-cloud", "Key")
CONSUMER_SECRET = _atlassian("use-oauth-on-bitbucket-cloud", "Secret")

# The page on which the service user grants access.
CONFIRM_ACCESS = _seen("https://github.com/rbansal42/bitbucket-cli/issues/50", "Confirm access to your account")
CONSENT_ACCOUNT = _seen(_SCOPES, "Read and modify your account information", kind=Kind.VENDOR)
CONSENT_REPOSITORIES = _seen(_SCOPES, "Administer your repositories", kind=Kind.VENDOR)
CONSENT_PULL_REQUESTS = _seen(_SCOPES, "Read and modify your repositories and their pull requests", kind=Kind.VENDOR)
CONSENT_WEBHOOKS = _seen(_SCOPES, "Read and modify your repositories' webhooks", kind=Kind.VENDOR)
GRANT_ACCESS = _seen(_GUIDE, "Grant access")

# The SSH keys of an account.
PERSONAL_SETTINGS = _atlassian("set-up-personal-ssh-keys-on-linux", "Personal Bitbucket settings")
SECURITY = _atlassian("set-up-personal-ssh-keys-on-linux", "Security")
SSH_KEYS = _atlassian("set-up-personal-ssh-keys-on-linux", "SSH keys")
ADD_KEY = _atlassian("set-up-personal-ssh-keys-on-linux", "Add key")
SSH_KEY_LABEL = _atlassian("set-up-personal-ssh-keys-on-linux", "Label")
SSH_KEY_TEXT = _atlassian("set-up-personal-ssh-keys-on-linux", "Key")
SSH_KEY_EXPIRY = _atlassian("set-up-personal-ssh-keys-on-linux", "Expiry")
NO_EXPIRY = _atlassian("set-up-personal-ssh-keys-on-linux", "No expiry")
EXPIRES_ON = _atlassian("set-up-personal-ssh-keys-on-linux", "Expires on")

# A repository.
REPOSITORY_SETTINGS = _atlassian("grant-repository-access-to-users-and-groups", "Repository settings")
REPOSITORY_PERMISSIONS = _atlassian(
    "grant-repository-access-to-users-and-groups", "Repository permissions", "User and group access"
)
REPOSITORY_ADMIN = _atlassian("grant-repository-access-to-users-and-groups", "Admin")
WEBHOOKS = _atlassian("manage-webhooks", "Webhooks")


@dataclass(frozen=True)
class Field:
    """A field of a form and the value to enter.

    Attributes:
        label: The label of the field.
        value: The value to enter, in Markdown, with placeholders for the reader's values.
    """

    label: Label
    value: str


_NAME = "`HCP Terraform (<YOUR ORGANIZATION>)`"
_DESCRIPTION = "A description for your colleagues (optional)."
_CALLBACK = "The exact callback URL that you copied in step 1."
_URL = "`https://<YOUR HOST>`"

CLIENT_FIELDS = (
    Field(CLIENT_NAME, _NAME),
    Field(CLIENT_DESCRIPTION, _DESCRIPTION),
    Field(CLIENT_CALLBACK_URL, _CALLBACK),
    Field(CLIENT_URL, f"{_URL}, if the form has this field."),
)
"""The text fields of the new form. Source of the values: HashiCorp's page on Bitbucket Cloud."""

CONSUMER_FIELDS = (
    Field(CONSUMER_NAME, _NAME),
    Field(CONSUMER_DESCRIPTION, _DESCRIPTION),
    Field(CONSUMER_CALLBACK_URL, _CALLBACK),
    Field(CONSUMER_URL, _URL),
)
"""The text fields of the old form. Source of the values: HashiCorp's page on Bitbucket Cloud."""
