"""Runs the checks, and converts every error to a result."""

import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.engine.model import Check, Ended, Finding, NotApplicable, Outcome, Result
from checks.engine.plan import makes_many
from checks.files.key_file import KeyFileError


def run(checks: Iterable[Check], connection: Connection, before: Callable[[], None] = lambda: None) -> Iterator[Result]:
    """Yield the result of each check as soon as it is known, in the order of `checks`.

    Checks run in parallel, but a prerequisite runs first, even if it isn't in `checks`. Only the results of `checks`
    are yielded. Checks that send a request for each repository start after all results before the first of them are
    yielded. After Ctrl+C, the known results are yielded, and then KeyboardInterrupt is raised.

    Args:
        checks: The checks to run.
        connection: The connection under test.
        before: Called once, before the first check that sends a request for each repository. If it raises an exception,
            the run ends.
    """
    remaining = deque(checks)
    later = [check for check in remaining if makes_many(check)]
    pool = _CheckPool(remaining, connection)
    try:
        for check in remaining:
            if check not in later:
                pool.start(check)
        while remaining:
            if remaining[0] in later and pool.will_run(remaining[0]):
                before()
                for check in later:
                    pool.start(check)
                later = []
            result = pool.result(remaining[0])
            remaining.popleft()
            yield result
    except KeyboardInterrupt:
        yield from pool.known(remaining)
        raise
    finally:
        pool.close()


class _CheckPool:
    """Runs each check in its own thread, so that a check that waits for a prerequisite can't block it.

    Reads under different rate limits also run at the same time. With one thread for all checks, a run of 1,000
    workspaces takes 1.7 times as long.
    """

    def __init__(self, checks: Iterable[Check], connection: Connection) -> None:
        self._connection = connection
        self._started: dict[Check, Future[Result]] = {}
        self._pool = ThreadPoolExecutor(max(1, len(_with_prerequisites(checks))))

    def start(self, check: Check) -> Future[Result]:
        """Start a check and its prerequisites, unless they were started before."""
        if check not in self._started:
            prerequisites = [self.start(one) for one in check.after]
            self._started[check] = self._pool.submit(_result, check, prerequisites, self._connection)
        return self._started[check]

    def result(self, check: Check) -> Result:
        """Return the result of a check. If the time budget ends before the check, its result is unknown."""
        budget = self._connection.budget
        try:
            return self.start(check).result(budget.until_reports)
        except TimeoutError:
            reason = f"This check didn't end within the time budget of {budget.shown} (--within)."
            return Result(check, ended=Ended(Outcome.UNKNOWN, reason, budget.error()))

    def will_run(self, check: Check) -> bool:
        """Wait for the prerequisites of a check, and return whether the check will run."""
        prerequisites = map(self.result, check.after)
        return not _blocked(check, self._connection) and not _unmet(check, prerequisites)

    def known(self, checks: Iterable[Check]) -> Iterator[Result]:
        """Yield the results of the finished checks."""
        for check in checks:
            future = self._started.get(check)
            if future and future.done() and not future.exception():
                yield future.result()

    def close(self) -> None:
        """Cancel the checks that haven't started, without waiting for the others."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _with_prerequisites(checks: Iterable[Check]) -> set[Check]:
    found = set(checks)
    return found | _with_prerequisites({one for check in found for one in check.after}) if found else found


def _result(check: Check, prerequisites: Iterable[Future[Result]], connection: Connection) -> Result:
    results = (prerequisite.result() for prerequisite in prerequisites)
    return _blocked(check, connection) or _unmet(check, results) or _run(check, connection)


def _unmet(check: Check, prerequisites: Iterable[Result]) -> Result | None:
    for result in prerequisites:
        if result.outcome is not Outcome.PASSED:
            reason = f'Skipped because "{result.check.title}" did not pass.'
            return Result(check, ended=Ended(Outcome.SKIPPED, reason))
    return None


def _blocked(check: Check, connection: Connection) -> Result | None:
    missing = [credential for credential in check.credentials if credential not in connection.credentials]
    if not missing:
        return None
    needs = ", and ".join(f"{' and '.join(credential.variables)} ({credential.what})" for credential in missing)
    return Result(check, ended=Ended(Outcome.SKIPPED, f"Skipped because a credential is not set: {needs}."))


def _run(check: Check, connection: Connection) -> Result:
    findings: list[Finding] = []
    ended: Ended | None = None
    trace: tuple[str, ...] = ()
    started = time.monotonic()
    with connection.evidence(check.id) as evidence:
        try:
            for finding in check.probe(connection):
                findings.append(finding)  # noqa: PERF402 - keeps the findings from before an exception
        except NotApplicable as reason:
            ended = Ended(Outcome.NOT_APPLICABLE, str(reason))
        except ReadError as error:
            ended = Ended(Outcome.ERROR if error.refused else Outcome.UNKNOWN, str(error), error)
        except KeyFileError as error:
            ended = Ended(Outcome.ERROR, str(error))
        except Exception as error:  # noqa: BLE001 - a bug in one check must not stop the others
            ended = Ended(Outcome.ERROR, connection.describe(error))
            trace = tuple("".join(traceback.format_exception(error)).splitlines())
    seconds = time.monotonic() - started
    # Vendors' messages can repeat the secrets that were sent, so results are redacted before they reach the reports.
    findings, ended, sentences, trace = connection.hide((findings, ended, tuple(evidence), trace))
    return Result(check, tuple(findings), ended, sentences, seconds, trace, evidence.requests)
