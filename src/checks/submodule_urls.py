"""Check: submodules are fetched from addresses that still work."""

from collections.abc import Iterator
from dataclasses import dataclass

from checks.bitbucket_token import bitbucket_token
from checks.clients.errors import ReadError
from checks.clients.terraform_records import TerraformWorkspace
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, advice, check, failed, passed, unknown
from checks.engine.submodules import with_submodules
from checks.facts import bitbucket, ssh, terraform
from checks.files import gitmodules
from checks.files.gitmodules import Form, Submodule
from checks.provider_authorized import provider_authorized

EXPECTED = f"https, or {ssh.HOST.text} on port {ssh.PORT.number}"
WRITE_OUT = "Write the address out: whether HCP Terraform can follow a relative one is not documented."
USER = "git"
"""As whom every SSH address logs in that Bitbucket itself shows."""
REPLACE = f"Replace {ssh.FORMER_HOST.text} by {ssh.HOST.text} in .gitmodules, or use https."


@check(
    Step.SSH_KEY,
    reads=(*terraform.IN_USE, terraform.CONFIGURATION_VERSIONS, *bitbucket.FILE_ON_BRANCH),
    after=(provider_authorized, bitbucket_token),
)
def submodule_urls(connection: Connection) -> Iterator[Finding]:
    """Submodules are fetched from addresses that work.

    Bitbucket announced that from 12 November 2026 Git over SSH is served by `ssh.bitbucket.org` alone. A submodule
    that names `git@bitbucket.org` is at risk however good the key is.
    """
    unread: list[Finding] = []
    found = False
    for workspace, submodules in with_submodules(connection, unread):
        for submodule in submodules:
            found = True
            for finding in _judged(connection, workspace, submodule):
                yield finding.in_scope(*workspace.scope)
    yield from unread
    if not found and not unread:
        raise NotApplicable("No repository in use has submodules.")


def _judged(connection: Connection, workspace: TerraformWorkspace, submodule: Submodule) -> Iterator[Finding]:
    address = gitmodules.parse_url(submodule.url)
    subject = f"{submodule.path or submodule.name} in {workspace.repository}"
    if address.form is Form.RELATIVE:
        yield from _at_risk(connection, workspace, Risk(subject, f"{address.shown}, a relative address", WRITE_OUT))
    elif address.form is Form.HTTPS:
        yield passed(subject, EXPECTED, address.shown)
    elif not address.needs_ssh_key:
        yield unknown(subject, EXPECTED, address.shown or "no address", "Use an https address.")
    elif address.host not in (ssh.HOST.text, ssh.FORMER_HOST.text):
        fix = "Make sure that the key of the provider is known there, or use https."
        yield unknown(subject, EXPECTED, f"{address.shown}, another host", fix)
    elif address.port != ssh.PORT.number:
        fix = f"HCP Terraform fetches submodules over SSH on port {ssh.PORT.number} alone."
        yield failed(subject, EXPECTED, f"port {address.port or 'that is no number'}", fix)
    elif address.user != USER:
        actual = f"{address.shown}, which does not log in as {USER}"
        yield unknown(subject, EXPECTED, actual, f"Write {USER}@{ssh.HOST.text}:workspace/repository.git.")
    elif address.host == ssh.FORMER_HOST.text:
        yield from _at_risk(connection, workspace, Risk(subject, address.shown, REPLACE, refused=True))
    else:
        yield passed(subject, EXPECTED, address.shown)


@dataclass(frozen=True)
class Risk:
    """An address of which nobody here has seen whether it works; `refused` if a fetch that failed is put down to it."""

    subject: str
    actual: str
    fix: str
    refused: bool = False


def _at_risk(connection: Connection, workspace: TerraformWorkspace, risk: Risk) -> Iterator[Finding]:
    """Judge by the last fetch: the move of the host was announced, and nobody here saw it happen."""
    try:
        fetch = connection.newest_fetch(workspace)
    except ReadError as error:
        yield unknown(risk.subject, EXPECTED, f"{risk.actual}; its fetches could not be read: {error}", risk.fix)
        return
    worked = fetch.worked if fetch else None
    if worked is False and risk.refused and workspace.submodules is not False:
        yield failed(risk.subject, EXPECTED, f"{risk.actual}, and the last fetch failed", risk.fix)
    elif worked and workspace.submodules:
        yield passed(risk.subject, "an address that works", f"{risk.actual}; the last fetch worked")
        yield advice(risk.subject, EXPECTED, risk.actual, risk.fix)
    else:
        yield unknown(risk.subject, EXPECTED, f"{risk.actual}; no fetch shows that it works", risk.fix)
