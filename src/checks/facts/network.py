"""Who has to reach whom: hosts, ports and directions for a working connection, and the lists of addresses."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from checks.facts import bitbucket, ssh, terraform
from checks.facts.fact import Fact, Kind, Quantity, Source, Text

_SEEN = date(2026, 11, 24)
_VCS = "https://developer.hashicorp.com/terraform/cloud-docs/vcs"
_INGRESS = Source(_VCS, "ingress from the public internet", _SEEN)
_RANGES = Source(
    "https://developer.hashicorp.com/terraform/cloud-docs/api-docs/ip-ranges", "/api/meta/ip-ranges", _SEEN
)
_WEBHOOKS = Source("https://confluence.atlassian.com/bbkb/troubleshoot-webhooks-1167729092.html", "256 KB", _SEEN)
_HTTPS = 443
_SSH = 22


class Edition(StrEnum):
    """The product of HashiCorp that a route belongs to."""

    HCP = "HCP Terraform"
    ENTERPRISE = "Terraform Enterprise"
    BOTH = "both"


@dataclass(frozen=True, kw_only=True)
class Route(Fact):
    """A connection that somebody opens over the network.

    Attributes:
        edition: Where it matters.
        opened_by: Who opens it.
        host: The host that is called, or whose it is.
        port: The TCP port there.
        why: What goes wrong without it, or what it is for, as a clause.
    """

    edition: Edition
    opened_by: str
    host: str
    port: int
    why: str


def _inferred(page: str, words: str) -> Source:
    """Return the source of a documented host; that Terraform Enterprise calls it is our inference."""
    return Source(page, words, _SEEN, Kind.UNCONFIRMED)


_YOUR_HOST = "<YOUR HOST>"
_BITBUCKET_HOST = bitbucket.SITE.text.removeprefix("https://")
_BITBUCKET_API_HOST = bitbucket.API.text.removeprefix("https://")

WEBHOOKS_TO_HCP = Route(
    edition=Edition.HCP,
    opened_by="Bitbucket Cloud",
    host=terraform.HOST.text,
    port=_HTTPS,
    why="delivers webhooks; nothing for you to open",
    source=Source(_VCS, "webhooks", _SEEN),
)
WEBHOOKS_TO_ENTERPRISE = Route(
    edition=Edition.ENTERPRISE,
    opened_by="Bitbucket Cloud, from the public internet",
    host=_YOUR_HOST,
    port=_HTTPS,
    why="delivers webhooks; without it no push starts a run",
    source=_INGRESS,
)
ENTERPRISE_TO_SITE = Route(
    edition=Edition.ENTERPRISE,
    opened_by="Terraform Enterprise",
    host=_BITBUCKET_HOST,
    port=_HTTPS,
    why="exchanges and renews the grant, and clones repositories",
    source=_inferred(bitbucket.SITE.source.page, bitbucket.SITE.source.words),
)
ENTERPRISE_TO_API = Route(
    edition=Edition.ENTERPRISE,
    opened_by="Terraform Enterprise",
    host=_BITBUCKET_API_HOST,
    port=_HTTPS,
    why="lists repositories and creates webhooks",
    source=_inferred(bitbucket.API.source.page, bitbucket.API.source.words),
)
ENTERPRISE_TO_SSH = Route(
    edition=Edition.ENTERPRISE,
    opened_by="Terraform Enterprise",
    host=ssh.HOST.text,
    port=_SSH,
    why="clones submodules over SSH; only where you use them",
    source=_inferred(ssh.HOST.source.page, ssh.HOST.source.words),
)
PERSON_TO_SITE = Route(
    edition=Edition.BOTH,
    opened_by="the browser of the person who connects",
    host=_BITBUCKET_HOST,
    port=_HTTPS,
    why="shows the consumer and Grant access",
    source=bitbucket.SITE.source,
)
CHECKS_TO_TERRAFORM = Route(
    edition=Edition.BOTH,
    opened_by="the machine that runs the checks",
    host=_YOUR_HOST,
    port=_HTTPS,
    why="reads the provider and the Terraform workspaces",
    source=terraform.HOST.source,
)
CHECKS_TO_SITE = Route(
    edition=Edition.BOTH,
    opened_by="the machine that runs the checks",
    host=_BITBUCKET_HOST,
    port=_HTTPS,
    why="asks once for an access token, to read the scopes of the consumer",
    source=bitbucket.ACCESS_TOKEN.source,
)
CHECKS_TO_API = Route(
    edition=Edition.BOTH,
    opened_by="the machine that runs the checks",
    host=_BITBUCKET_API_HOST,
    port=_HTTPS,
    why="reads repositories, webhooks and keys",
    source=bitbucket.API.source,
)

ROUTES: tuple[Route, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Route))

IP_RANGES = Text(text=f"https://{terraform.HOST.text}/api/meta/ip-ranges", source=_RANGES)
IP_RANGES_KEY = Text(text="vcs", source=_RANGES)
IP_RANGES_NOTICE = Quantity(
    number=24,
    unit="hours",
    source=Source(_RANGES.page, "24 hours", _SEEN),
)
ATLASSIAN_IP_RANGES = Text(
    text="https://ip-ranges.atlassian.com/",
    source=Source(
        "https://support.atlassian.com/organization-administration/docs/ip-addresses-and-domains-for-atlassian-cloud-products/",
        "ip-ranges.atlassian.com",
        _SEEN,
    ),
)
LARGEST_DELIVERY = Quantity(number=256, unit="KB", source=_WEBHOOKS)
