"""The network connections that the setup needs, with hosts and ports, and the published lists of IP addresses."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from checks.facts import bitbucket, bitbucket_screens, ssh, terraform
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
    """The HashiCorp product that needs a route."""

    HCP = "HCP Terraform"
    ENTERPRISE = "Terraform Enterprise"
    BOTH = "Both"


@dataclass(frozen=True, kw_only=True)
class Route(Fact):
    """A network connection.

    Attributes:
        edition: The product that needs the connection.
        opened_by: The client that opens the connection.
        host: The destination host.
        port: The destination TCP port.
        why: The purpose, as a sentence without its period.
    """

    edition: Edition
    opened_by: str
    host: str
    port: int
    why: str


def _inferred(page: str, words: str) -> Source:
    """Return the source of a documented host. That Terraform Enterprise connects to it is inferred."""
    return Source(page, words, _SEEN, Kind.UNCONFIRMED)


_YOUR_HOST = "<YOUR HOST>"
_YOUR_ENTERPRISE_HOST = "<YOUR ENTERPRISE HOST>"
_BITBUCKET_HOST = bitbucket.SITE.text.removeprefix("https://")
_BITBUCKET_API_HOST = bitbucket.API.text.removeprefix("https://")

WEBHOOKS_TO_HCP = Route(
    edition=Edition.HCP,
    opened_by="Bitbucket Cloud",
    host=terraform.HOST.text,
    port=_HTTPS,
    why="Deliver webhooks. No action is required",
    source=Source(_VCS, "webhooks", _SEEN),
)
WEBHOOKS_TO_ENTERPRISE = Route(
    edition=Edition.ENTERPRISE,
    opened_by="Bitbucket Cloud (public internet)",
    host=_YOUR_ENTERPRISE_HOST,
    port=_HTTPS,
    why="Deliver webhooks. Without this connection, pushes don't trigger runs",
    source=_INGRESS,
)
ENTERPRISE_TO_SITE = Route(
    edition=Edition.ENTERPRISE,
    opened_by="Terraform Enterprise",
    host=_BITBUCKET_HOST,
    port=_HTTPS,
    why="Request and renew the authorization, and clone repositories",
    source=_inferred(bitbucket.SITE.source.page, bitbucket.SITE.source.words),
)
ENTERPRISE_TO_API = Route(
    edition=Edition.ENTERPRISE,
    opened_by="Terraform Enterprise",
    host=_BITBUCKET_API_HOST,
    port=_HTTPS,
    why="List repositories and create webhooks",
    source=_inferred(bitbucket.API.source.page, bitbucket.API.source.words),
)
ENTERPRISE_TO_SSH = Route(
    edition=Edition.ENTERPRISE,
    opened_by="Terraform Enterprise",
    host=ssh.HOST.text,
    port=_SSH,
    why="Clone submodules over SSH. Required only if you use them",
    source=_inferred(ssh.HOST.source.page, ssh.HOST.source.words),
)
PERSON_TO_SITE = Route(
    edition=Edition.BOTH,
    opened_by="The browser of the user who connects",
    host=_BITBUCKET_HOST,
    port=_HTTPS,
    why=f"Show the OAuth consumer and the {bitbucket_screens.GRANT_ACCESS.text} button",
    source=bitbucket.SITE.source,
)
CHECKS_TO_TERRAFORM = Route(
    edition=Edition.BOTH,
    opened_by="The machine that runs the checks",
    host=_YOUR_HOST,
    port=_HTTPS,
    why="Read the VCS provider and the Terraform workspaces",
    source=terraform.HOST.source,
)
CHECKS_TO_SITE = Route(
    edition=Edition.BOTH,
    opened_by="The machine that runs the checks",
    host=_BITBUCKET_HOST,
    port=_HTTPS,
    why="Request one access token per run to read the scopes of the OAuth consumer",
    source=bitbucket.ACCESS_TOKEN.source,
)
CHECKS_TO_API = Route(
    edition=Edition.BOTH,
    opened_by="The machine that runs the checks",
    host=_BITBUCKET_API_HOST,
    port=_HTTPS,
    why="Read repositories, webhooks, and keys",
    source=bitbucket.API.source,
)

ROUTES: tuple[Route, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Route))

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
