"""The environment variables that a run reads: the one table behind settings, help and the guide's reference."""

from dataclasses import dataclass

from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential
from checks.settings.settings import HOURLY_SHARE


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
    setting: str
    what: str
    default: str = ""
    secret: bool = False
    credential: Credential | None = None


VARIABLES = (
    Variable(
        "TFE_TOKEN",
        "HCP Terraform token",
        "an HCP Terraform API token; if unset, TF_TOKEN_<host> or the file of `terraform login` is used",
        secret=True,
        credential=Credential.TERRAFORM_TOKEN,
    ),
    Variable(
        "TFE_ORGANIZATION", "organization", "the HCP Terraform organization", credential=Credential.TERRAFORM_TOKEN
    ),
    Variable("TF_CLOUD_ORGANIZATION", "organization", "the organization, in the variable that Terraform uses"),
    Variable(
        "TFE_ADDRESS",
        "HCP Terraform URL",
        "the HCP Terraform or Terraform Enterprise URL",
        default=f"https://{terraform.HOST.text}",
    ),
    Variable("TFE_HOSTNAME", "HCP Terraform URL", "only the hostname, such as app.eu.terraform.io"),
    Variable("TF_CLOUD_HOSTNAME", "HCP Terraform URL", "only the hostname, in the variable that Terraform uses"),
    Variable(
        "BITBUCKET_CLIENT_ID",
        "consumer key",
        "the key (client ID) of the OAuth consumer",
        credential=Credential.CONSUMER,
    ),
    Variable(
        "BITBUCKET_CLIENT_SECRET",
        "consumer secret",
        "the secret of the OAuth consumer",
        secret=True,
        credential=Credential.CONSUMER,
    ),
    Variable(
        "BITBUCKET_EMAIL",
        "Bitbucket email",
        "the service user's email address",
        credential=Credential.BITBUCKET_TOKEN,
    ),
    Variable(
        "BITBUCKET_API_TOKEN",
        "Bitbucket API token",
        "the service user's API token",
        secret=True,
        credential=Credential.BITBUCKET_TOKEN,
    ),
    Variable("BITBUCKET_SSH_KEY", "SSH key", "the path of the SSH private key", credential=Credential.SSH_KEY),
    Variable("BITBUCKET_WORKSPACE", "Bitbucket workspace", "the Bitbucket workspace of the OAuth consumer"),
    Variable(
        "BITBUCKET_CALLBACK_URL", "pasted callback URL", "the callback URL that you pasted into the OAuth consumer"
    ),
    Variable("TFE_OAUTH_CLIENT_ID", "VCS provider", "the ID of the VCS provider (oc-…), if there are several"),
    Variable(
        "TFE_WORKSPACES",
        "Terraform workspaces",
        "name patterns of the Terraform workspaces to check, such as prod-*",
        "all",
    ),
    Variable(
        "BITBUCKET_REPOSITORIES",
        "repositories",
        "name patterns of the repositories to check, such as acme/net-*",
        "all in use",
    ),
    Variable(
        "TFE_DISCONNECTED_WORKSPACES",
        "disconnected workspaces",
        "name patterns of the Terraform workspaces that you disconnected from Bitbucket Cloud on purpose",
        "none",
    ),
    Variable(
        "BITBUCKET_HOURLY_SHARE",
        "share of the hourly limit",
        "maximum share of Bitbucket's hourly rate limit to use, in percent; HCP Terraform might share the same limit",
        str(HOURLY_SHARE),
    ),
    Variable("GUIDE_URL", "guide", "the URL of the published guide, for links", "the pages in docs/"),
    Variable("BITBUCKET_URL", "Bitbucket URL", "the URL of a Bitbucket instance on this machine", bitbucket.SITE.text),
    Variable("BITBUCKET_API_URL", "Bitbucket API URL", "the URL of its API on this machine", bitbucket.API.text),
)

AUTHORITIES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Variables with which users of requests name the authorities to believe, in place of all others."""
