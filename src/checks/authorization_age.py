"""Check: the grant is used often enough to live."""

from collections.abc import Iterator
from datetime import timedelta

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, advice, check, passed, unknown
from checks.facts import bitbucket, terraform
from checks.provider_authorized import provider_authorized

SKEW = timedelta(hours=1)
"""By how much the clocks of HCP Terraform and of this machine may differ."""

QUIET = 60
"""Days after which we speak up: a month is left to act."""


@check(
    Step.CONNECT,
    reads=(*terraform.IN_USE, terraform.CONFIGURATION_VERSIONS),
    after=(provider_authorized,),
)
def authorization_age(connection: Connection) -> Iterator[Finding]:
    """The grant has not been idle towards three months.

    Since May 2026 Bitbucket lets a grant expire that is not used for three months, and only a person can renew it.
    The last use that can be seen is the newest fetch of a repository, or the granting itself.
    """
    workspaces = connection.terraform_workspaces()
    for oauth_token in connection.oauth_tokens():
        mine = [workspace for workspace in workspaces if workspace.oauth_token_id == oauth_token.id]
        readings = list(connection.each("fetches", connection.fetches, mine))
        # A fetch that failed proves no use: it may have failed because the grant is dead.
        used = [fetch.at for reading in readings if not reading.error for fetch in reading.value if fetch.worked]
        # A moment that is still to come proves no use; clocks may differ by a little.
        now = connection.now + SKEW
        last = max((at for at in (oauth_token.created, *used) if at and at <= now), default=None)
        errors = [reading.error for reading in readings if reading.error]
        unread = (
            f"; of {len(mine):,} Terraform workspaces {len(errors):,} could not be read: {errors[0]}" if errors else ""
        )
        yield from _judged(
            f"grant of {oauth_token.shown}", max(0, (connection.now - last).days) if last else None, unread
        )


def _judged(subject: str, days: int | None, unread: str) -> Iterator[Finding]:
    expected = f"used in the last {QUIET} days"
    if days is None:
        actual = f"HCP Terraform tells no day on which it was used{unread}"
        yield unknown(subject, expected, actual, "Start a run: that uses it.")
        return
    actual = f"last seen in use {days} days ago" if days > 1 else "seen in use lately"
    left = bitbucket.IDLE_GRANT.number - days
    if left < 0:
        fix = "Unless it was used in a way that is not seen here, it has expired: reauthorize the provider."
        yield unknown(subject, expected, actual + unread, fix)
    elif days > QUIET:
        yield passed(subject, f"used in the last {bitbucket.IDLE_GRANT.number} days", actual)
        yield advice(subject, expected, actual + unread, f"Start a run, or it may expire in {left} days.")
    else:
        yield passed(subject, expected, actual)
