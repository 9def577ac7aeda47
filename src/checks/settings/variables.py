"""The environment variables that a run reads: the one table behind settings, help and the guide's reference."""

from dataclasses import dataclass
from enum import Enum

from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential

HOURLY_SHARE = 50
"""Percent. The account of the API token may be the one of the grant: HCP Terraform then lives from the same limit."""


class Setting(Enum):
    """What a variable sets; the value is its name as it is shown."""

    TERRAFORM_TOKEN = "HCP Terraform token"  # noqa: S105 - its name
    ORGANIZATION = "organization"
    TERRAFORM_URL = "HCP Terraform address"
    CONSUMER_KEY = "consumer key"
    CONSUMER_SECRET = "consumer secret"  # noqa: S105 - its name
    BITBUCKET_EMAIL = "Bitbucket e-mail"
    BITBUCKET_TOKEN = "Bitbucket API token"  # noqa: S105 - its name
    SSH_KEY = "SSH key"
    CALLBACK_URL = "pasted callback URL"
    PROVIDER = "provider"
    WORKSPACES = "Terraform workspaces"
    REPOSITORIES = "repositories"
    HOURLY_SHARE = "share of hourly limit"
    GUIDE_URL = "guide"
    BITBUCKET_URL = "Bitbucket address"
    BITBUCKET_API_URL = "Bitbucket API address"

    @property
    def label(self) -> str:
        """Its name as a line begins with it."""
        return self.value[0].upper() + self.value[1:]

    @property
    def variable(self) -> str:
        """The name of the first variable that sets it."""
        return next(variable.name for variable in VARIABLES if variable.setting is self)


@dataclass(frozen=True)
class Variable:
    """One environment variable.

    Attributes:
        name: Its name.
        setting: What it sets; several variables may set the same, the first that is set counts.
        what: What it holds, as a phrase.
        default: What holds without it; empty where nothing does.
        secret: Whether its value is never shown.
        credential: The credential that it is a part of, if any.
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
        "an HCP Terraform API token; without it TF_TOKEN_<host> and the file of `terraform login` are read",
        secret=True,
        credential=Credential.TERRAFORM_TOKEN,
    ),
    Variable("TFE_ORGANIZATION", Setting.ORGANIZATION, "the organization", credential=Credential.TERRAFORM_TOKEN),
    Variable("TF_CLOUD_ORGANIZATION", Setting.ORGANIZATION, "the organization, as Terraform itself reads it"),
    Variable(
        "TFE_ADDRESS",
        Setting.TERRAFORM_URL,
        "the address of HCP Terraform or Terraform Enterprise",
        default=f"https://{terraform.HOST.text}",
    ),
    Variable("TFE_HOSTNAME", Setting.TERRAFORM_URL, "its host alone, such as app.eu.terraform.io"),
    Variable("TF_CLOUD_HOSTNAME", Setting.TERRAFORM_URL, "its host alone, as Terraform itself reads it"),
    Variable("BITBUCKET_CLIENT_ID", Setting.CONSUMER_KEY, "the Key of the consumer", credential=Credential.CONSUMER),
    Variable(
        "BITBUCKET_CLIENT_SECRET",
        Setting.CONSUMER_SECRET,
        "the Secret of the consumer",
        secret=True,
        credential=Credential.CONSUMER,
    ),
    Variable(
        "BITBUCKET_EMAIL",
        Setting.BITBUCKET_EMAIL,
        "the e-mail of the service account",
        credential=Credential.BITBUCKET_TOKEN,
    ),
    Variable(
        "BITBUCKET_API_TOKEN",
        Setting.BITBUCKET_TOKEN,
        "an API token of the service account",
        secret=True,
        credential=Credential.BITBUCKET_TOKEN,
    ),
    Variable("BITBUCKET_SSH_KEY", Setting.SSH_KEY, "the path of the SSH private key", credential=Credential.SSH_KEY),
    Variable("BITBUCKET_CALLBACK_URL", Setting.CALLBACK_URL, "the callback URL that you pasted into the consumer"),
    Variable("TFE_OAUTH_CLIENT_ID", Setting.PROVIDER, "the id of the provider (oc-…), where there are several"),
    Variable(
        "TFE_WORKSPACES",
        Setting.WORKSPACES,
        "patterns of names to look at, such as prod-*",
        "all of them",
    ),
    Variable("BITBUCKET_REPOSITORIES", Setting.REPOSITORIES, "patterns to look at, such as acme/net-*", "all in use"),
    Variable(
        "BITBUCKET_HOURLY_SHARE",
        Setting.HOURLY_SHARE,
        "percent of Bitbucket's hourly limit that may be used; HCP Terraform may live from the same",
        str(HOURLY_SHARE),
    ),
    Variable("GUIDE_URL", Setting.GUIDE_URL, "where the guide is published, for links", "the pages in docs/"),
    Variable("BITBUCKET_URL", Setting.BITBUCKET_URL, "a Bitbucket on this machine", bitbucket.SITE.text),
    Variable("BITBUCKET_API_URL", Setting.BITBUCKET_API_URL, "its API on this machine", bitbucket.API.text),
)

AUTHORITIES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Variables with which users of requests name the authorities to believe, in place of all others."""
