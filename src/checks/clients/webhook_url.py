"""Identifies a webhook URL without storing it, because anyone who knows the URL can call it."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from checks.facts import terraform

SHOWN = 4
"""Characters shown from the end of a URL: enough to recognize it, but far too few to guess the rest."""


@dataclass(frozen=True)
class WebhookUrl:
    """A webhook URL without its secret part. Two are equal if their digests are equal.

    Attributes:
        digest: The SHA-256 digest of the URL, in hexadecimal.
        host: The host, and the port if the URL has one.
        end: The last four characters of the URL.
        of_terraform: Whether the path is one that HCP Terraform uses for its webhooks.
    """

    digest: str
    host: str = field(compare=False)
    end: str = field(compare=False)
    of_terraform: bool = field(compare=False)

    @classmethod
    def of(cls, url: str) -> Self:
        """Return the digest and the public parts of `url`."""
        return cls(
            digest=sha256(url.encode(errors="surrogatepass")).hexdigest(),
            host=url.partition("://")[2].partition("/")[0].rpartition("@")[2],
            end=url[-SHOWN:],
            of_terraform=terraform.WEBHOOK_PATTERN.search(url) is not None,
        )

    @property
    def shown(self) -> str:
        """The parts of the URL that reports can show."""
        return f"{self.host} …{self.end}"
