"""Check: the authorization is used often enough to stay valid."""

from collections.abc import Iterator
from datetime import timedelta

from checks.authorization_works import works_now
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, advice, check, passed, unknown
from checks.facts import bitbucket, terraform, terraform_screens
from checks.provider_authorized import provider_authorized

SKEW = timedelta(hours=1)
"""The largest accepted difference between the clocks of HCP Terraform and this machine."""

QUIET = 60
"""Days without use after which the check advises a run, a month before the authorization expires."""


@check(
    Step.CONNECT,
    reads=(*terraform.CONNECTED, terraform.CONFIGURATION_VERSIONS, terraform.VCS_REPO, terraform.AUTHORIZED_REPOS),
    after=(provider_authorized,),
)
def authorization_age(connection: Connection) -> Iterator[Finding]:
    """The authorization was used in the last 90 days.

    Since May 2026, an authorization that isn't used for three months expires. To renew it, a person must authorize the
    VCS provider again. The check looks for the latest use: granting access, a fetch, or a request that HCP Terraform
    sends to Bitbucket now.
    """
    workspaces = connection.visible_workspaces()
    for oauth_token in connection.oauth_tokens():
        connected = [workspace for workspace in workspaces if workspace.oauth_token_id == oauth_token.id]
        readings = list(connection.each("fetches", connection.fetches, connected))
        # A failed fetch doesn't prove use: it might have failed because the authorization is no longer valid.
        used = [fetch.at for reading in readings if not reading.error for fetch in reading.value if fetch.worked]
        # A time in the future doesn't prove use, except for a small difference between the clocks.
        now = connection.now + SKEW
        reported = [at for at in (oauth_token.created, *used) if at]
        last = max((at for at in reported if at <= now), default=None)
        days = max(0, (connection.now - last).days) if last else None
        # If all reported times are in the future, they can't be from this authorization, even if it works now.
        if (days is None or days > QUIET) and (last or not reported) and works_now(connection, oauth_token):
            days = 0
        errors = [reading.error for reading in readings if reading.error]
        unread = f"; {len(errors):,} of {len(connected):,} workspaces couldn't be read: {errors[0]}" if errors else ""
        for finding in _findings(f"authorization by {oauth_token.shown}", days, unread):
            yield finding.identified(oauth_token.id)


def _findings(subject: str, days: int | None, unread: str) -> Iterator[Finding]:
    limit = bitbucket.IDLE_GRANT.number
    expected = f"used in the last {limit} days"
    start = f"Start a run, which uses the authorization. If it fails, select {terraform_screens.REAUTHORIZE.text}."
    if days is None:
        yield unknown(subject, expected, f"HCP Terraform doesn't report when it was used{unread}", start)
    elif days > limit:
        actual = f"the last known use was {days} days ago{unread}; the authorization might have expired"
        yield unknown(subject, expected, actual, start)
    else:
        actual = f"the last known use was {days} days ago" if days > 1 else "used recently"
        yield passed(subject, expected, actual)
        if days > QUIET:
            fix = f"Start a run, or the authorization might expire in {limit - days} days."
            yield advice(subject, f"used in the last {QUIET} days", actual + unread, fix)
