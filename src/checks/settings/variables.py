"""The environment variables of a run, as one table for the settings, the help, and the guide's reference page."""

from dataclasses import dataclass
from enum import Enum

from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential

HOURLY_SHARE = 50
"""The default share in percent. If the API token belongs to the authorizing user, HCP Terraform uses the same limit."""


class SettingsError(Exception):
    """A setting is invalid; the message says what to change and never contains the value."""


class Setting(Enum):
    """A setting; the value is its display name."""

    TERRAFORM_TOKEN = "HCP Terraform token"  # noqa: S105 - its name
    ORGANIZATION = "organization"
    TERRAFORM_URL = "HCP Terraform URL"
    CONSUMER_KEY = "consumer key"
    CONSUMER_SECRET = "consumer secret"  # noqa: S105 - its name
    BITBUCKET_EMAIL = "Bitbucket email"
    BITBUCKET_TOKEN = "Bitbucket API token"  # noqa: S105 - its name
    SSH_KEY = "SSH key"
    CALLBACK_URL = "pasted callback URL"
    PROVIDER = "VCS provider"
    WORKSPACES = "Terraform workspaces"
    REPOSITORIES = "repositories"
    DISCONNECTED = "disconnected workspaces"
    HOURLY_SHARE = "share of hourly limit"
    GUIDE_URL = "guide"
    BITBUCKET_URL = "Bitbucket URL"
    BITBUCKET_API_URL = "Bitbucket API URL"

    @property
    def label(self) -> str:
        """The display name at the start of a line, with a capital letter."""
        return self.value[0].upper() + self.value[1:]

    @property
    def variable(self) -> str:
        """The name of the first variable for this setting."""
        return next(variable.name for variable in VARIABLES if variable.setting is self)


@dataclass(frozen=True)
class Variable:
    """One environment variable.

    Attributes:
        name: The name of the variable.
        setting: The setting. If several variables for the same setting are set, the first one counts.
        what: A phrase that describes the value.
        default: The default value; empty if there is no default.
        secret: Whether the value is never shown.
        credential: The credential that the variable belongs to, if any.
    """

    name: str
    setting: Setting
    what: str
    default: str = ""
    secret: bool = False
    credential: Credential | None = None


VARIABLES = (
    Variable(
        "TFE_TOKEN",
        Setting.TERRAFORM_TOKEN,
        "an HCP Terraform API token; if unset, TF_TOKEN_<host> or the file of `terraform login` is used",
        secret=True,
        credential=Credential.TERRAFORM_TOKEN,
    ),
    Variable(
        "TFE_ORGANIZATION",
        Setting.ORGANIZATION,
        "the HCP Terraform organization",
        credential=Credential.TERRAFORM_TOKEN,
    ),
    Variable("TF_CLOUD_ORGANIZATION", Setting.ORGANIZATION, "the organization, in the variable that Terraform uses"),
    Variable(
        "TFE_ADDRESS",
        Setting.TERRAFORM_URL,
        "the HCP Terraform or Terraform Enterprise URL",
        default=f"https://{terraform.HOST.text}",
    ),
    Variable("TFE_HOSTNAME", Setting.TERRAFORM_URL, "only the hostname, such as app.eu.terraform.io"),
    Variable("TF_CLOUD_HOSTNAME", Setting.TERRAFORM_URL, "only the hostname, in the variable that Terraform uses"),
    Variable(
        "BITBUCKET_CLIENT_ID",
        Setting.CONSUMER_KEY,
        "the key (client ID) of the OAuth consumer",
        credential=Credential.CONSUMER,
    ),
    Variable(
        "BITBUCKET_CLIENT_SECRET",
        Setting.CONSUMER_SECRET,
        "the secret of the OAuth consumer",
        secret=True,
        credential=Credential.CONSUMER,
    ),
    Variable(
        "BITBUCKET_EMAIL",
        Setting.BITBUCKET_EMAIL,
        "the service user's email address",
        credential=Credential.BITBUCKET_TOKEN,
    ),
    Variable(
        "BITBUCKET_API_TOKEN",
        Setting.BITBUCKET_TOKEN,
        "the service user's API token",
        secret=True,
        credential=Credential.BITBUCKET_TOKEN,
    ),
    Variable("BITBUCKET_SSH_KEY", Setting.SSH_KEY, "the path of the SSH private key", credential=Credential.SSH_KEY),
    Variable(
        "BITBUCKET_CALLBACK_URL", Setting.CALLBACK_URL, "the callback URL that you pasted into the OAuth consumer"
    ),
    Variable("TFE_OAUTH_CLIENT_ID", Setting.PROVIDER, "the ID of the VCS provider (oc-…), if there are several"),
    Variable(
        "TFE_WORKSPACES",
        Setting.WORKSPACES,
        "name patterns of the Terraform workspaces to check, such as prod-*",
        "all",
    ),
    Variable(
        "BITBUCKET_REPOSITORIES",
        Setting.REPOSITORIES,
        "name patterns of the repositories to check, such as acme/net-*",
        "all in use",
    ),
    Variable(
        "TFE_DISCONNECTED_WORKSPACES",
        Setting.DISCONNECTED,
        "name patterns of the Terraform workspaces that you disconnected from Bitbucket Cloud on purpose",
        "none",
    ),
    Variable(
        "BITBUCKET_HOURLY_SHARE",
        Setting.HOURLY_SHARE,
        "maximum share of Bitbucket's hourly rate limit to use, in percent; HCP Terraform might share the same limit",
        str(HOURLY_SHARE),
    ),
    Variable(
        "GUIDE_URL",
        Setting.GUIDE_URL,
        "the URL of the built guide, for links",
        "_build/html, the pages of the installed release, or the files in docs/",
    ),
    Variable(
        "BITBUCKET_URL", Setting.BITBUCKET_URL, "the URL of a Bitbucket instance on this machine", bitbucket.SITE.text
    ),
    Variable("BITBUCKET_API_URL", Setting.BITBUCKET_API_URL, "the URL of its API on this machine", bitbucket.API.text),
)

CA_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Variables of the requests library that replace the system's certificate authorities."""
