"""Check: submodules are fetched from addresses that still work."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.clients import gitmodules
from checks.clients.connection import Connection
from checks.clients.gitmodules import Form, Submodule
from checks.clients.http import ApiError
from checks.clients.terraform import TerraformWorkspace
from checks.engine.model import Finding, NotApplicable, Step, advice, check, right, unknown, wrong
from checks.engine.submodules import with_submodules
from checks.facts import bitbucket, ssh, terraform
from checks.provider_authorised import provider_authorised


@check(
    Step.SSH_KEY,
    reads=(
        terraform.OAUTH_CLIENTS,
        terraform.OAUTH_TOKENS,
        terraform.WORKSPACES,
        terraform.CONFIGURATION_VERSIONS,
        bitbucket.REPOSITORY,
        bitbucket.SOURCE_FILE,
    ),
    after=(provider_authorised, bitbucket_token),
)
def submodule_addresses(connection: Connection) -> Iterator[Finding]:
    """Submodules are fetched from addresses that work.

    Bitbucket announced that from 12 November 2026 Git over SSH is served by `ssh.bitbucket.org` alone. A submodule
    that names `git@bitbucket.org` is at risk however good the key is.
    """
    unread: list[Finding] = []
    found = False
    for workspace, submodules in with_submodules(connection, unread):
        for submodule in submodules:
            found = True
            yield _judged(connection, workspace, submodule)
    yield from unread
    if not found and not unread:
        raise NotApplicable("No repository in use has submodules.")


def _judged(connection: Connection, workspace: TerraformWorkspace, submodule: Submodule) -> Finding:
    address = gitmodules.address(submodule.url)
    subject = f"{submodule.path or submodule.name} in {workspace.repository}"
    expected = f"https, or {ssh.HOST.text} on port {ssh.PORT.number}"
    if address.form is Form.RELATIVE:
        return advice(
            subject,
            expected,
            f"{address.shown}, a relative address",
            "Write it out: it may not be reachable.",
        )
    if address.form is Form.HTTPS:
        return right(subject, expected, address.shown)
    if not address.needs_ssh_key:
        return unknown(subject, expected, address.shown or "no address", "Use https.")
    if address.port != ssh.PORT.number:
        return wrong(subject, expected, f"port {address.port}", f"Submodules over SSH need port {ssh.PORT.number}.")
    if address.host == ssh.FORMER_HOST.text:
        remedy = f"Replace {ssh.FORMER_HOST.text} by {ssh.HOST.text} in .gitmodules, or use https."
        judge = wrong if _last_fetch_failed(connection, workspace) else advice
        return judge(subject, expected, address.shown, remedy)
    return right(subject, expected, address.shown)


def _last_fetch_failed(connection: Connection, workspace: TerraformWorkspace) -> bool:
    """Tell whether the newest fetch failed: the move of the host was announced, and nobody here saw it happen."""
    try:
        fetch = connection.newest_fetch(workspace)
    except ApiError:
        return False
    return fetch is not None and fetch.status == "errored"
