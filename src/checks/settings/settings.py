"""The settings of a run: hosts, organization, credentials, and limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential
from checks.settings.secret import Redactor, Secret
from checks.settings.variables import HOURLY_SHARE, Setting


@dataclass(frozen=True)
class Consumer:
    """The OAuth consumer's key and secret, as set by the user."""

    key: str
    secret: Secret


@dataclass(frozen=True)
class BitbucketToken:
    """The service user's email address and API token, as set by the user."""

    email: str
    token: Secret


@dataclass(frozen=True)
class Settings:
    """All settings of a run, read once from the environment.

    Attributes:
        terraform_url: The HCP Terraform or Terraform Enterprise URL: scheme and host only.
        organization: The organization, or None if it isn't set.
        terraform_token: The API token for the organization.
        bitbucket_url: The URL for Bitbucket's token endpoint: scheme and host only.
        bitbucket_api_url: The URL for Bitbucket's API: scheme and host only.
        consumer: The consumer key and secret.
        bitbucket_token: The service user's email address and API token.
        ssh_key: The path of the private key.
        callback_url: The callback URL that the user pasted into the consumer.
        provider: The ID of the VCS provider to check, if the organization has several.
        workspaces: Name patterns of the Terraform workspaces to check; empty for all.
        repositories: Name patterns of the repositories to check; empty for all.
        disconnected: Name patterns of Terraform workspaces that were disconnected on purpose.
        sample: The number of selected Terraform workspaces to check, evenly distributed; None for all.
        hourly_share: The maximum share of Bitbucket's hourly limit to use, in percent.
        guide_url: The URL of the published guide, without a trailing slash; None for the pages in the repository.
        origins: The source of each setting that is set, such as the name of a variable.
        notes: Settings that were found but not used, each described in a sentence.
    """

    terraform_url: str = f"https://{terraform.HOST.text}"
    organization: str | None = None
    terraform_token: Secret | None = None
    bitbucket_url: str = bitbucket.SITE.text
    bitbucket_api_url: str = bitbucket.API.text
    consumer: Consumer | None = None
    bitbucket_token: BitbucketToken | None = None
    ssh_key: Path | None = None
    callback_url: str | None = None
    provider: str | None = None
    workspaces: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()
    disconnected: tuple[str, ...] = ()
    sample: int | None = None
    hourly_share: int = HOURLY_SHARE
    guide_url: str | None = None
    origins: Mapping[Setting, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def credentials(self) -> frozenset[Credential]:
        """The credentials that are complete."""
        parts = {
            Credential.TERRAFORM_TOKEN: self.terraform_token and self.organization,
            Credential.CONSUMER: self.consumer,
            Credential.BITBUCKET_TOKEN: self.bitbucket_token,
            Credential.SSH_KEY: self.ssh_key,
        }
        return frozenset(credential for credential, value in parts.items() if value)

    @property
    def hourly_budget(self) -> int:
        """The maximum number of Bitbucket requests per hour, for each of the kinds that Bitbucket counts separately."""
        return bitbucket.HOURLY_LIMIT.number * self.hourly_share // 100

    def base_url(self, credential: Credential) -> str:
        """Return the base URL of all requests with `credential`; empty if the credential is never sent."""
        return {
            Credential.TERRAFORM_TOKEN: f"{self.terraform_url}/api/v2",
            Credential.CONSUMER: self.bitbucket_url,
            Credential.BITBUCKET_TOKEN: f"{self.bitbucket_api_url}/2.0",
            Credential.SSH_KEY: "",
        }[credential]

    @property
    def swapped(self) -> bool:
        """Whether the consumer key is longer than its secret, which suggests that the two are swapped.

        The secrets that Bitbucket generates are longer than their keys. If a secret was truncated, this shows nothing.
        """
        return self.consumer is not None and len(self.consumer.key) > len(self.consumer.secret.reveal())

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The values that output must never contain."""
        secrets = [self.terraform_token]
        secrets += [self.consumer.secret] if self.consumer else []
        secrets += [Secret(self.consumer.key)] if self.consumer and self.swapped else []
        secrets += [self.bitbucket_token.token] if self.bitbucket_token else []
        return tuple(secret for secret in secrets if secret)

    def redacted(self) -> "Settings":
        """Return the settings with all secrets hidden, even if one was pasted into another setting."""
        return Redactor(self.secrets).all(self)
