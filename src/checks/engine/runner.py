"""Asks each check, and turns whatever happens into a result."""

import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from checks.clients.connection import Connection
from checks.clients.http import ApiError
from checks.clients.keyfile import KeyFileError
from checks.engine.model import Check, Ended, Finding, NotApplicable, Outcome, Result


def run(
    checks: Iterable[Check], connection: Connection, before: Callable[[Check], None] = lambda _: None
) -> Iterator[Result]:
    """Yield the result of each check, in the order given, as soon as it is known.

    A prerequisite is asked before the check that builds on it, wherever it stands in the order and whether or not
    it was named; it is yielded only if it was.

    Args:
        checks: The checks to ask.
        connection: The connection under test.
        before: Is called with each check that is about to be asked. What it raises ends the run.
    """
    known: dict[Check, Result] = {}

    def result(check: Check) -> Result:
        if check not in known:
            known[check] = _blocked(check, connection) or _waiting(check) or asked(check)
        return known[check]

    def asked(check: Check) -> Result:
        before(check)
        return _ask(check, connection)

    def _waiting(check: Check) -> Result | None:
        for prerequisite in check.after:
            outcome = result(prerequisite).outcome
            if outcome is not Outcome.PASS:
                reason = f"It builds on «{prerequisite.title}», which did not pass."
                return Result(check, ended=Ended(Outcome.NOT_CHECKED, reason))
        return None

    for check in checks:
        yield result(check)


def _blocked(check: Check, connection: Connection) -> Result | None:
    missing = [credential for credential in check.credentials if credential not in connection.credentials]
    if not missing:
        return None
    needs = ", and ".join(f"{' and '.join(credential.variables)} ({credential.what})" for credential in missing)
    return Result(check, ended=Ended(Outcome.NOT_CHECKED, f"It needs {needs}."))


def _ask(check: Check, connection: Connection) -> Result:
    findings: list[Finding] = []
    ended = None
    trace: tuple[str, ...] = ()
    started = time.monotonic()
    with connection.evidence() as evidence:
        try:
            for finding in check.probe(connection):
                findings.append(_hiding(connection, finding))  # noqa: PERF401 - kept where an exception follows
        except NotApplicable as reason:
            ended = Ended(Outcome.NOT_APPLICABLE, str(reason))
        except ApiError as error:
            ended = Ended(Outcome.ERROR if error.refused else Outcome.UNKNOWN, str(error))
        except KeyFileError as error:
            ended = Ended(Outcome.ERROR, str(error))
        except Exception as error:  # noqa: BLE001 - whatever a check does, the others are still asked
            ended = Ended(Outcome.ERROR, connection.describe(error))
            trace = tuple(connection.hide("".join(traceback.format_exception(error))).splitlines())
    seconds = time.monotonic() - started
    return Result(check, tuple(findings), ended, tuple(evidence), seconds, trace, evidence.oldest)


def _hiding(connection: Connection, finding: Finding) -> Finding:
    """Return `finding` without secrets: what a vendor told may repeat what it was sent."""
    return replace(
        finding,
        subject=connection.hide(finding.subject),
        expected=connection.hide(finding.expected),
        observed=connection.hide(finding.observed),
        remedy=connection.hide(finding.remedy),
        places=tuple(map(connection.hide, finding.places)),
    )
