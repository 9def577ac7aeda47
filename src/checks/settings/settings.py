"""What the reader gave: which hosts, which organization, which credentials."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential
from checks.settings.secret import Redactor, Secret
from checks.settings.variables import HOURLY_SHARE, Setting


@dataclass(frozen=True)
class Consumer:
    """The key and secret of a consumer, as given by the reader."""

    key: str
    secret: Secret


@dataclass(frozen=True)
class BitbucketToken:
    """The e-mail of the service account and its API token, as given by the reader."""

    email: str
    token: Secret


@dataclass(frozen=True)
class Settings:
    """Everything that a run is told, read once from the environment.

    Attributes:
        terraform_url: Scheme and host of HCP Terraform or Terraform Enterprise.
        organization: The organization there; None where none was given.
        terraform_token: The API token for it.
        bitbucket_url: Where the token endpoint of Bitbucket is.
        bitbucket_api_url: Where its API is.
        consumer: Key and secret.
        bitbucket_token: E-mail and API token.
        ssh_key: The path of the private key.
        callback_url: What the reader pasted into the consumer.
        provider: The id of the provider to look at, where there are several.
        workspaces: Patterns of names of Terraform workspaces to look at; empty for all.
        repositories: Patterns of repositories to look at; empty for all.
        disconnected: Patterns of names of Terraform workspaces that were disconnected on purpose.
        sample: How many Terraform workspaces to look at, spread evenly over all that were chosen; None for all.
        cache: The folder for what a run may throw away; None where nothing is to be kept.
        hourly_share: How much of Bitbucket's hourly limit may be used, in percent.
        guide_url: Where the guide is published, without a slash at its end; None where it is read in the repository.
        origins: For each setting that was given, where its value came from, in words.
        notes: What was found and not used, each as a whole sentence.
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
    cache: Path | None = None
    hourly_share: int = HOURLY_SHARE
    guide_url: str | None = None
    origins: Mapping[Setting, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def credentials(self) -> frozenset[Credential]:
        """The credentials that were given whole."""
        given = {
            Credential.TERRAFORM_TOKEN: self.terraform_token and self.organization,
            Credential.CONSUMER: self.consumer,
            Credential.BITBUCKET_TOKEN: self.bitbucket_token,
            Credential.SSH_KEY: self.ssh_key,
        }
        return frozenset(credential for credential, value in given.items() if value)

    @property
    def hourly_budget(self) -> int:
        """How many requests an hour may go to Bitbucket, of each of the kinds that it counts apart."""
        return bitbucket.HOURLY_LIMIT.number * self.hourly_share // 100

    def base_url(self, credential: Credential) -> str:
        """Return what the URL of every request with `credential` begins with; empty for what is sent nowhere."""
        return {
            Credential.TERRAFORM_TOKEN: f"{self.terraform_url}/api/v2",
            Credential.CONSUMER: self.bitbucket_url,
            Credential.BITBUCKET_TOKEN: f"{self.bitbucket_api_url}/2.0",
            Credential.SSH_KEY: "",
        }[credential]

    @property
    def swapped(self) -> bool:
        """Whether the key of the consumer is longer than its secret, as when one stands in the place of the other."""
        return self.consumer is not None and len(self.consumer.key) > len(self.consumer.secret.reveal())

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Everything that no output may show."""
        found = [self.terraform_token]
        found += [self.consumer.secret] if self.consumer else []
        found += [Secret(self.consumer.key)] if self.consumer and self.swapped else []
        found += [self.bitbucket_token.token] if self.bitbucket_token else []
        return tuple(secret for secret in found if secret)

    def redacted(self) -> "Settings":
        """Return them as they may be shown: a setting may repeat a secret that was pasted into the wrong place."""
        return Redactor(self.secrets).all(self)
