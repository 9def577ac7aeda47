"""The runner returns results in order, keeps every finding, and contains the errors of each check."""

import threading
from contextlib import closing

import pytest

from checks.clients.errors import ReadError
from checks.clients.time_budget import RESERVE_SECONDS, TimeBudget
from checks.connection.connection import Connection
from checks.engine.model import Check, NotApplicable, Outcome, Step, check, failed, passed
from checks.engine.runner import run
from checks.facts import bitbucket, terraform
from checks.files.key_file import KeyFileError
from checks.settings.secret import Secret
from checks.settings.settings import BitbucketToken, Consumer, Settings

FINDING = passed("a", "b", "b")


def make_check(probe, *, after=(), reads=(), step=Step.CONSUMER) -> Check:
    return check(step, reads=reads, after=after)(probe)


def raising(error: Exception, *findings):
    def probe(_connection):
        """It works."""
        yield from findings
        raise error

    return make_check(probe)


def passing(**more) -> Check:
    def probe(_connection):
        """It works."""
        yield FINDING

    return make_check(probe, **more)


def failing(**more) -> Check:
    def probe(_connection):
        """It works."""
        yield failed("a", "b", "c", "Fix it.")

    return make_check(probe, **more)


@pytest.fixture
def connection():
    connection = Connection(Settings(consumer=Consumer("key", Secret("a-secret-of-the-reader"))))
    yield connection
    connection.close()


def only(check: Check, connection: Connection):
    (result,) = run([check], connection)
    return result


def test_a_check_that_does_not_end_is_unknown_when_the_time_budget_ends():
    blocked = threading.Event()

    def hanging(_connection):
        """It works."""
        blocked.wait(60)
        yield FINDING

    slow, fast = make_check(hanging), passing()
    with closing(Connection(Settings(), budget=TimeBudget(RESERVE_SECONDS + 0.1))) as connection:
        results = list(run([slow, fast, passing(after=(slow,))], connection))
    blocked.set()
    assert [result.outcome for result in results] == [Outcome.UNKNOWN, Outcome.PASSED, Outcome.UNKNOWN]
    assert "didn't end within the time budget of 8s" in results[0].ended.reason
    assert not results[0].findings


class TestResultOfACheck:
    def test_returns_the_findings(self, connection):
        assert only(passing(), connection).findings == (FINDING,)

    def test_a_check_can_be_not_applicable(self, connection):
        result = only(raising(NotApplicable("There is none.")), connection)
        assert result.outcome is Outcome.NOT_APPLICABLE
        assert result.ended.reason == "There is none."

    @pytest.mark.parametrize("status", [None, 403, 404, 410, 429, 500, 502])
    def test_a_failed_read_is_unknown(self, connection, status):
        assert only(raising(ReadError("No.", status=status)), connection).outcome is Outcome.UNKNOWN

    def test_a_rejected_credential_is_an_error(self, connection):
        assert only(raising(ReadError("No.", status=401)), connection).outcome is Outcome.ERROR

    def test_an_unreadable_key_file_is_an_error_with_its_message(self, connection):
        result = only(raising(KeyFileError("There is no such file.")), connection)
        assert (result.outcome, result.ended.reason) == (Outcome.ERROR, "There is no such file.")

    def test_any_other_exception_is_an_error_and_never_a_pass(self, connection):
        result = only(raising(ZeroDivisionError("a-secret-of-the-reader"), FINDING), connection)
        assert result.outcome is Outcome.ERROR
        assert "ZeroDivisionError" in result.ended.reason
        assert "a-secret-of-the-reader" not in result.ended.reason

    def test_keeps_the_traceback_without_secrets(self, connection):
        result = only(raising(ZeroDivisionError("a-secret-of-the-reader")), connection)
        assert result.trace[0].startswith("Traceback")
        assert any("test_runner.py" in line for line in result.trace)
        assert "a-secret-of-the-reader" not in "\n".join(result.trace)

    @pytest.mark.parametrize("error", [ReadError("No."), KeyFileError("No."), NotApplicable("No.")])
    def test_keeps_no_traceback_for_expected_errors(self, connection, error):
        assert only(raising(error), connection).trace == ()

    def test_redacts_secrets_in_findings(self, connection):
        finding = failed(*["a-secret-of-the-reader"] * 4).in_scope("a-secret-of-the-reader")
        result = only(raising(NotApplicable("No."), finding), connection)
        assert "a-secret-of-the-reader" not in repr(result.findings)

    def test_keeps_the_findings_before_an_exception(self, connection):
        bad = failed("a", "b", "c", "Fix it.")
        result = only(raising(RuntimeError("no"), bad), connection)
        assert result.findings == (bad,)
        assert result.outcome is Outcome.FAILED


class TestPrerequisites:
    def test_skips_a_check_and_names_the_prerequisite_that_did_not_pass(self, connection):
        result = only(passing(after=(failing(),)), connection)
        assert result.outcome is Outcome.SKIPPED
        assert '"It works"' in result.ended.reason

    def test_runs_a_shared_prerequisite_once(self, connection):
        asked = []

        def probe(_connection):
            """It works."""
            asked.append(1)
            yield FINDING

        first = make_check(probe, step=Step.CREATE_WORKSPACE)
        results = list(run([passing(after=(first,)), passing(after=(first,)), first], connection))
        assert [result.outcome for result in results] == [Outcome.PASSED] * 3
        assert len(asked) == 1

    def test_returns_results_in_the_requested_order_if_a_prerequisite_comes_later(self, connection):
        later = passing(step=Step.CREATE_WORKSPACE)
        earlier = passing(after=(later,))
        assert [result.check for result in run([earlier, later], connection)] == [earlier, later]

    def test_reports_a_missing_credential_before_a_failed_prerequisite(self, connection):
        result = only(passing(reads=(terraform.OAUTH_CLIENTS,), after=(failing(),)), connection)
        assert result.outcome is Outcome.SKIPPED
        assert "TFE_TOKEN" in result.ended.reason

    def test_runs_a_check_whose_credential_is_available(self, connection):
        assert only(passing(reads=(bitbucket.CONSUMER_KEY,)), connection).outcome is Outcome.PASSED


def meeting(barrier: threading.Barrier, **more) -> Check:
    """Return a check that passes only if enough other checks run at the same time."""

    def probe(_connection):
        """It works."""
        barrier.wait(5)
        yield FINDING

    return make_check(probe, **more)


class TestConcurrency:
    def test_runs_independent_checks_concurrently(self, connection):
        barrier = threading.Barrier(3)
        results = run([meeting(barrier), meeting(barrier), meeting(barrier)], connection)
        assert [result.outcome for result in results] == [Outcome.PASSED] * 3

    def test_runs_checks_concurrently_after_their_prerequisites(self, connection):
        barrier = threading.Barrier(2)
        first, second = passing(), passing()
        results = run([meeting(barrier, after=(first,)), meeting(barrier, after=(second,))], connection)
        assert [result.outcome for result in results] == [Outcome.PASSED] * 2

    def test_a_slow_check_does_not_delay_earlier_results(self, connection):
        go = threading.Event()

        def slow(_connection):
            """It works."""
            yield FINDING
            go.wait(5)

        results = run([passing(), make_check(slow), passing()], connection)
        assert next(results).outcome is Outcome.PASSED
        go.set()
        assert len(list(results)) == 2


class TestChecksWithManyRequests:
    """Checks with many requests run after an announcement, because they can take hours."""

    many = staticmethod(lambda probe=passing: probe(reads=(bitbucket.HOOKS,)))

    @pytest.fixture
    def connection(self):
        connection = Connection(Settings(bitbucket_token=BitbucketToken("a@b.example", Secret("a-secret"))))
        yield connection
        connection.close()

    def events(self, checks, connection):
        events = []
        events.extend(str(result.outcome) for result in run(checks, connection, lambda: events.append("announced")))
        return events

    def test_announces_them_once_after_all_other_results(self, connection):
        checks = [passing(), self.many(), failing(), self.many()]
        assert self.events(checks, connection) == ["passed", "announced", "passed", "failed", "passed"]

    def test_runs_none_of_them_before_the_announcement(self, connection):
        asked = []

        def probe(_connection):
            """It works."""
            asked.append("asked")
            yield FINDING

        check = make_check(probe, reads=(bitbucket.HOOKS,))
        list(run([passing(), check], connection, lambda: asked.append("announced")))
        assert asked == ["announced", "asked"]

    def test_does_not_announce_skipped_checks(self, connection):
        blocked = passing(reads=(bitbucket.HOOKS, terraform.OAUTH_CLIENTS))
        waiting = passing(reads=(bitbucket.HOOKS,), after=(failing(),))
        assert self.events([blocked, waiting], connection) == ["skipped"] * 2
        assert self.events([blocked, self.many()], connection) == ["skipped", "announced", "passed"]

    def test_runs_them_concurrently(self, connection):
        barrier = threading.Barrier(2)
        checks = [self.many(lambda **more: meeting(barrier, **more)) for _ in range(2)]
        assert self.events(checks, connection) == ["announced", "passed", "passed"]

    def test_an_exception_in_the_announcement_ends_the_run(self, connection):
        def refuse():
            raise LookupError("no")

        with pytest.raises(LookupError):
            list(run([self.many()], connection, refuse))


def test_returns_the_known_results_after_ctrl_c(connection):
    go = threading.Event()

    def slow(_connection):
        """It works."""
        go.wait(5)
        yield FINDING

    def interrupted(_connection):
        """It works."""
        raise KeyboardInterrupt
        yield

    first, known, blocked = passing(), passing(), make_check(slow)
    # The interrupted check depends on the last one, so that result is known by then.
    results = run([first, make_check(interrupted, after=(known,)), blocked, known], connection)
    assert [next(results).check for _ in range(2)] == [first, known]
    with pytest.raises(KeyboardInterrupt):
        next(results)
    go.set()
