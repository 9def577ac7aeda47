"""Check: how the address of a Terraform Enterprise resolves."""

import ipaddress
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check, passed, unknown
from checks.facts import terraform
from checks.terraform_token import terraform_token

EXPECTED = "an address that the internet can reach"


@check(Step.CREATE_WORKSPACE, reads=(terraform.PING,), also_reads=terraform.IN_USE, after=(terraform_token,))
def public_address(connection: Connection) -> Iterator[Finding]:
    """The address of Terraform Enterprise resolves publicly.

    Bitbucket Cloud delivers webhooks over the internet and refuses an address that is internal. This looks the name
    up from this machine: that of the webhooks, or of the server where there are none yet. A public address does not
    prove that Bitbucket is let in, and an internal one may only mean that your network answers with another address
    inside than outside.
    """
    if connection.app_name() == terraform.APP_NAME.text:
        raise NotApplicable("HCP Terraform is public. This is for Terraform Enterprise.")
    for host in sorted(_called(connection)):
        yield from _looked_up(host)


def _called(connection: Connection) -> set[str]:
    """Return the hosts that Bitbucket calls, as far as that can be read."""
    try:
        webhooks = [one.webhook for one in connection.terraform_workspaces() if one.webhook]
    except (ReadError, LookupError):
        webhooks = []
    places = [f"//{one.host}" for one in webhooks] or [connection.settings.terraform_url]
    return {_host(place) for place in places}


def _host(place: str) -> str:
    try:
        return urlsplit(place).hostname or "no host"
    except ValueError:
        return "no host"


def _looked_up(host: str) -> Iterator[Finding]:
    try:
        found = sorted({str(entry[4][0]) for entry in socket.getaddrinfo(host, None)})
    except (OSError, UnicodeError):
        yield unknown(host, EXPECTED, "this machine cannot resolve the name", "Ask a public resolver for it.")
        return
    for address in found:
        if ipaddress.ip_address(address).is_global:
            yield passed(host, EXPECTED, f"{address}; that Bitbucket is let in is not shown by this")
        else:
            yield unknown(
                host,
                EXPECTED,
                f"{address}, which is internal, as seen from here",
                "Make sure that the name resolves publicly and that your firewall lets Bitbucket's addresses in.",
            )
