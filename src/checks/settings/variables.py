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
        "an HCP Terraform API token; without it TF_TOKEN_<host> and the file of `terraform login` are read",
        secret=True,
        credential=Credential.TERRAFORM_TOKEN,
    ),
    Variable("TFE_ORGANIZATION", "organization", "the organization", credential=Credential.TERRAFORM_TOKEN),
    Variable("TF_CLOUD_ORGANIZATION", "organization", "the organization, as Terraform itself reads it"),
    Variable(
        "TFE_ADDRESS",
        "HCP Terraform address",
        "the address of HCP Terraform or Terraform Enterprise",
        default=f"https://{terraform.HOST.text}",
    ),
    Variable("TFE_HOSTNAME", "HCP Terraform address", "its host alone, such as app.eu.terraform.io"),
    Variable("TF_CLOUD_HOSTNAME", "HCP Terraform address", "its host alone, as Terraform itself reads it"),
    Variable("BITBUCKET_CLIENT_ID", "consumer key", "the Key of the consumer", credential=Credential.CONSUMER),
    Variable(
        "BITBUCKET_CLIENT_SECRET",
        "consumer secret",
        "the Secret of the consumer",
        secret=True,
        credential=Credential.CONSUMER,
    ),
    Variable(
        "BITBUCKET_EMAIL",
        "Bitbucket e-mail",
        "the e-mail of the service account",
        credential=Credential.BITBUCKET_TOKEN,
    ),
    Variable(
        "BITBUCKET_API_TOKEN",
        "Bitbucket API token",
        "an API token of the service account",
        secret=True,
        credential=Credential.BITBUCKET_TOKEN,
    ),
    Variable("BITBUCKET_SSH_KEY", "SSH key", "the path of the SSH private key", credential=Credential.SSH_KEY),
    Variable("BITBUCKET_WORKSPACE", "Bitbucket workspace", "the Bitbucket workspace of the consumer"),
    Variable("BITBUCKET_CALLBACK_URL", "pasted callback URL", "the callback URL that you pasted into the consumer"),
    Variable("TFE_OAUTH_CLIENT_ID", "provider", "the id of the provider (oc-…), where there are several"),
    Variable(
        "TFE_WORKSPACES",
        "Terraform workspaces",
        "patterns of names to look at, such as prod-*",
        "all of them",
    ),
    Variable(
        "TFE_DISCONNECTED_WORKSPACES",
        "disconnected workspaces",
        "patterns of names of workspaces that you disconnected from Bitbucket Cloud on purpose",
        "none of them",
    ),
    Variable("BITBUCKET_REPOSITORIES", "repositories", "patterns to look at, such as acme/net-*", "all in use"),
    Variable(
        "BITBUCKET_HOURLY_SHARE",
        "share of the hourly limit",
        "percent of Bitbucket's hourly limit that may be used; HCP Terraform may live from the same",
        str(HOURLY_SHARE),
    ),
    Variable("GUIDE_URL", "guide", "where the guide is published, for links", "the pages in docs/"),
    Variable("BITBUCKET_URL", "Bitbucket address", "a Bitbucket on this machine", bitbucket.SITE.text),
    Variable("BITBUCKET_API_URL", "Bitbucket API address", "its API on this machine", bitbucket.API.text),
)

AUTHORITIES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Variables with which users of requests name the authorities to believe, in place of all others."""
