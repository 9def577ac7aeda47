"""Turns findings about an account into unknown ones if the account isn't known to be the authorizing user."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from checks.connection.connection import Connection
from checks.engine.model import Finding, Verdict


def about_account(connection: Connection, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield `findings` unchanged if the account of the API token is known to be the authorizing user.

    Otherwise, a finding about this account proves nothing about the connection, and is yielded as unknown, with the
    name of the account. Its fix could change the wrong account.
    """
    known = connection.is_authorizing_user()
    for finding in findings:
        if known or finding.verdict not in (Verdict.PASSED, Verdict.FAILED):
            yield finding
        else:
            actual = f"{finding.actual}, for {connection.account().shown}, which isn't known to be the authorizing user"
            fix = f"{FIX} {ONLY_IF} {finding.fix}" if finding.fix else FIX
            yield replace(finding, verdict=Verdict.UNKNOWN, actual=actual, fix=fix)


FIX = "See the result of the check authorizing-user."
ONLY_IF = "Only if this account is the authorizing user, do this:"
