"""Turns findings about an account into "could not tell" where it is not shown to be the right one."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from checks.connection.connection import Connection
from checks.engine.model import Finding, Verdict


def about_account(connection: Connection, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield `findings` as they are if the account of the API token is shown to have granted access.

    Otherwise what is right or wrong of this account says nothing about the connection: such a finding is yielded as
    unknown, with the account that was seen.
    """
    shown = connection.is_authorizing_user()
    for finding in findings:
        if shown or finding.verdict not in (Verdict.PASSED, Verdict.FAILED):
            yield finding
        else:
            actual = (
                f"{finding.actual}, for {connection.account().shown}, "
                "who is not shown to be the one that granted access"
            )
            yield replace(finding, verdict=Verdict.UNKNOWN, actual=actual, fix=finding.fix or FIX)


FIX = "See what the check «Access was granted by the account of the API token» says."
