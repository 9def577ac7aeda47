"""Check: the grant is used often enough to live."""

from collections.abc import Iterator

from checks.clients.connection import Connection
from checks.engine.model import Finding, Step, advice, check, right, unknown
from checks.facts import bitbucket, terraform
from checks.provider_authorised import provider_authorised

QUIET = 60
"""Days after which we speak up: a month is left to act."""


@check(
    Step.PROVIDER,
    reads=(
        terraform.OAUTH_CLIENTS,
        terraform.OAUTH_TOKENS,
        terraform.WORKSPACES,
        terraform.CONFIGURATION_VERSIONS,
    ),
    after=(provider_authorised,),
)
def grant_age(connection: Connection) -> Iterator[Finding]:
    """The grant has not been idle towards three months.

    Since May 2026 Bitbucket lets a grant expire that is not used for three months, and only a person can renew it.
    The last use that can be seen is the newest fetch of a repository, or the granting itself.
    """
    workspaces = connection.terraform_workspaces()
    for grant in connection.grants():
        mine = [workspace for workspace in workspaces if workspace.grant_id == grant.id]
        readings = connection.each("fetches", connection.newest_fetch, mine)
        fetches = [reading.value for reading in readings if not reading.error]
        last = max(filter(None, [grant.created, *(fetch.at for fetch in fetches if fetch)]), default=None)
        subject, expected = f"grant of {grant.user or grant.id}", f"used in the last {QUIET} days"
        if last is None:
            yield unknown(subject, expected, "HCP Terraform tells no day on which it was used")
            continue
        days = (connection.now - last).days
        observed = f"last seen in use {days} days ago"
        if days > bitbucket.IDLE_GRANT.number:
            yield unknown(
                subject,
                expected,
                observed,
                "Unless it was used in a way that is not seen here, it has expired.",
            )
            continue
        yield right(subject, expected if days <= QUIET else "used in the last 90 days", observed)
        if days > QUIET:
            left = bitbucket.IDLE_GRANT.number - days
            yield advice(subject, expected, observed, f"Start a run, or it may expire in {left} days.")
