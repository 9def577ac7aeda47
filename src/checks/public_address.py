"""Check: the hostname of Terraform Enterprise resolves to a public IP address."""

import ipaddress
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from checks.clients.errors import ReadError
from checks.clients.transport import RESOLVE_SECONDS, call_within
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check, passed, unknown, unreadable
from checks.facts import terraform
from checks.terraform_token import terraform_token

EXPECTED = "an IP address that is reachable from the internet"


@check(Step.CREATE_WORKSPACE, reads=(terraform.PING,), also_reads=terraform.IN_USE, after=(terraform_token,))
def public_address(connection: Connection) -> Iterator[Finding]:
    """The hostname of Terraform Enterprise resolves to a public IP address.

    Bitbucket Cloud sends webhooks over the internet and rejects internal IP addresses. This check resolves the
    hostnames of the webhooks on this machine, or the server's hostname if there are no webhooks yet. A public IP
    address doesn't prove that Bitbucket can connect. An internal IP address can mean that DNS in your network returns
    another IP address than on the internet.
    """
    if connection.server().app_name == terraform.APP_NAME.text:
        raise NotApplicable("HCP Terraform is public. This check is for Terraform Enterprise.")
    hosts = {_host(connection.settings.terraform_url)}
    try:
        webhooks = {one.webhook.host for one in connection.terraform_workspaces() if one.webhook}
        hosts = {_host(f"//{host}") for host in webhooks} or hosts
    except LookupError:
        pass  # no single VCS provider is selected, which the check of it reports
    except ReadError as error:
        yield unreadable("webhooks", "their hostnames can be read", error)
    for host in sorted(hosts):
        yield from _resolve(host)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "no hostname"
    except ValueError:
        return "no hostname"


def _resolve(host: str) -> Iterator[Finding]:
    try:
        resolved = call_within(RESOLVE_SECONDS, lambda: socket.getaddrinfo(host, None))
        found = sorted({str(entry[4][0]) for entry in resolved})
    except (OSError, UnicodeError):
        fix = "Resolve the hostname with a public DNS resolver."
        yield unknown(host, EXPECTED, "this machine can't resolve the hostname", fix)
        return
    for address in found:
        if ipaddress.ip_address(address).is_global:
            yield passed(host, EXPECTED, f"{address} (this doesn't prove that Bitbucket can connect)")
        else:
            yield unknown(
                host,
                EXPECTED,
                f"{address}, an internal IP address, as resolved on this machine",
                "Make sure that the hostname resolves to a public IP address on the internet, and that your firewall "
                "allows connections from Bitbucket.",
            )
