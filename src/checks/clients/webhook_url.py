"""The address of a webhook: whoever knows it can call it, so it is kept in a form that nobody can call."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from checks.facts import terraform

SHOWN = 4
"""Characters at the end of an address that are shown: enough to find it again, far too few to guess the rest."""


@dataclass(frozen=True)
class WebhookUrl:
    """What is left of the address of a webhook. Two are the same if their digests are.

    Attributes:
        digest: The SHA-256 of the whole address, in hexadecimal.
        host: Its host, with its port where one is written.
        end: Its last four characters.
        of_terraform: Whether its path is one that HCP Terraform gives to its webhooks.
    """

    digest: str
    host: str = field(compare=False)
    end: str = field(compare=False)
    of_terraform: bool = field(compare=False)

    @classmethod
    def of(cls, url: str) -> Self:
        """Return what is left of `url`."""
        return cls(
            digest=sha256(url.encode(errors="surrogatepass")).hexdigest(),
            host=url.partition("://")[2].partition("/")[0].rpartition("@")[2],
            end=url[-SHOWN:],
            of_terraform=terraform.WEBHOOK_PATTERN.search(url) is not None,
        )

    @property
    def shown(self) -> str:
        """What may be shown of it."""
        return f"{self.host} …{self.end}"
