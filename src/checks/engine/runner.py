"""Asks each check, and turns whatever happens into a result."""

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
    """Yield the result of each check, in the order given, as soon as it is known.

    Checks are asked at once, but for those that build on others: a prerequisite is asked before, wherever it stands
    in the order and whether or not it was named; it is yielded only if it was. Those that make a call for each
    repository wait until all results before the first of them were yielded. After Ctrl-C those that are known are
    yielded, and then it is raised.

    Args:
        checks: The checks to ask.
        connection: The connection under test.
        before: Is called once, before the first check that makes a call for each repository. What it raises ends the
            run.
    """
    left = deque(checks)
    later = [check for check in left if makes_many(check)]
    asking = _CheckPool(left, connection)
    try:
        for check in left:
            if check not in later:
                asking.begin(check)
        while left:
            if left[0] in later and asking.will_ask(left[0]):
                before()
                for check in later:
                    asking.begin(check)
                later = []
            result = asking.begin(left[0]).result()
            left.popleft()
            yield result
    except KeyboardInterrupt:
        yield from asking.known(left)
        raise
    finally:
        asking.close()


class _CheckPool:
    """Asks checks, each in a thread of its own: one that waits for a prerequisite must not keep it from being asked."""

    def __init__(self, checks: Iterable[Check], connection: Connection) -> None:
        self._connection = connection
        self._begun: dict[Check, Future[Result]] = {}
        self._pool = ThreadPoolExecutor(max(1, len(_with_prerequisites(checks))))

    def begin(self, check: Check) -> Future[Result]:
        """Ask a check, and before it those that it builds on, unless that was done."""
        if check not in self._begun:
            prerequisites = [self.begin(one) for one in check.after]
            self._begun[check] = self._pool.submit(_result, check, prerequisites, self._connection)
        return self._begun[check]

    def will_ask(self, check: Check) -> bool:
        """Tell whether nothing keeps a check from being asked, once it is known what it builds on."""
        return not _blocked(check, self._connection) and not _waiting(check, map(self.begin, check.after))

    def known(self, checks: Iterable[Check]) -> Iterator[Result]:
        """Yield the results of those checks that have one."""
        for check in checks:
            future = self._begun.get(check)
            if future and future.done() and not future.exception():
                yield future.result()

    def close(self) -> None:
        """Begin nothing more, and wait for nothing."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _with_prerequisites(checks: Iterable[Check]) -> set[Check]:
    found = set(checks)
    return found | _with_prerequisites({one for check in found for one in check.after}) if found else found


def _result(check: Check, prerequisites: Iterable[Future[Result]], connection: Connection) -> Result:
    return _blocked(check, connection) or _waiting(check, prerequisites) or _ask(check, connection)


def _waiting(check: Check, prerequisites: Iterable[Future[Result]]) -> Result | None:
    for prerequisite in prerequisites:
        result = prerequisite.result()
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


def _ask(check: Check, connection: Connection) -> Result:
    findings: list[Finding] = []
    ended: Ended | None = None
    trace: tuple[str, ...] = ()
    started = time.monotonic()
    with connection.evidence() as evidence:
        try:
            for finding in check.probe(connection):
                findings.append(finding)  # noqa: PERF402 - kept where an exception follows
        except NotApplicable as reason:
            ended = Ended(Outcome.NOT_APPLICABLE, str(reason))
        except ReadError as error:
            ended = Ended(Outcome.ERROR if error.refused else Outcome.UNKNOWN, str(error), error)
        except KeyFileError as error:
            ended = Ended(Outcome.ERROR, str(error))
        except Exception as error:  # noqa: BLE001 - whatever a check does, the others are still asked
            ended = Ended(Outcome.ERROR, connection.describe(error))
            trace = tuple("".join(traceback.format_exception(error)).splitlines())
    seconds = time.monotonic() - started
    # Here a result leaves for the reports, and what vendors told may repeat what they were sent.
    findings, ended, sentences, trace = connection.hide((findings, ended, tuple(evidence), trace))
    return Result(check, tuple(findings), ended, sentences, seconds, trace, evidence.oldest)
