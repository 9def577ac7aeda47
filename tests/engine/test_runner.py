"""The runner asks in order, and nothing that a check does is lost or stops the others."""

import threading

import pytest

from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.engine.model import Check, NotApplicable, Outcome, Step, check, failed, passed
from checks.engine.runner import run
from checks.facts import bitbucket, terraform
from checks.files.key_file import KeyFileError
from checks.settings.secret import Secret
from checks.settings.settings import BitbucketToken, Consumer, Settings

FINDING = passed("a", "b", "b")


def made(probe, *, after=(), reads=(), step=Step.CONSUMER) -> Check:
    return check(step, reads=reads, after=after)(probe)


def raising(error: Exception, *findings):
    def probe(_connection):
        """It is so."""
        yield from findings
        raise error

    return made(probe)


def passing(**more) -> Check:
    def probe(_connection):
        """It is so."""
        yield FINDING

    return made(probe, **more)


def failing(**more) -> Check:
    def probe(_connection):
        """It is so."""
        yield failed("a", "b", "c", "Mend it.")

    return made(probe, **more)


@pytest.fixture
def connection():
    connection = Connection(Settings(consumer=Consumer("key", Secret("a-secret-of-the-reader"))))
    yield connection
    connection.close()


def only(check: Check, connection: Connection):
    (result,) = run([check], connection)
    return result


class TestWhatACheckMayDo:
    def test_it_may_find_something(self, connection):
        assert only(passing(), connection).findings == (FINDING,)

    def test_it_may_not_be_applicable(self, connection):
        result = only(raising(NotApplicable("There is none.")), connection)
        assert result.outcome is Outcome.NOT_APPLICABLE
        assert result.ended.reason == "There is none."

    @pytest.mark.parametrize("status", [None, 403, 404, 410, 429, 500, 502])
    def test_an_answer_that_is_none_is_unknown(self, connection, status):
        assert only(raising(ReadError("No.", status=status)), connection).outcome is Outcome.UNKNOWN

    def test_our_own_credential_being_refused_is_an_error_of_ours(self, connection):
        assert only(raising(ReadError("No.", status=401)), connection).outcome is Outcome.ERROR

    def test_a_key_file_that_cannot_be_read_is_an_error_in_its_own_words(self, connection):
        result = only(raising(KeyFileError("There is no such file.")), connection)
        assert (result.outcome, result.ended.reason) == (Outcome.ERROR, "There is no such file.")

    def test_any_other_exception_is_an_error_and_never_a_pass(self, connection):
        result = only(raising(ZeroDivisionError("a-secret-of-the-reader"), FINDING), connection)
        assert result.outcome is Outcome.ERROR
        assert "ZeroDivisionError" in result.ended.reason
        assert "a-secret-of-the-reader" not in result.ended.reason

    def test_where_it_failed_is_kept_without_secrets(self, connection):
        result = only(raising(ZeroDivisionError("a-secret-of-the-reader")), connection)
        assert result.trace[0].startswith("Traceback")
        assert any("test_runner.py" in line for line in result.trace)
        assert "a-secret-of-the-reader" not in "\n".join(result.trace)

    @pytest.mark.parametrize("error", [ReadError("No."), KeyFileError("No."), NotApplicable("No.")])
    def test_what_was_to_be_expected_leaves_no_trace(self, connection, error):
        assert only(raising(error), connection).trace == ()

    def test_no_secret_stays_in_what_it_found(self, connection):
        told = failed(*["a-secret-of-the-reader"] * 4).in_scope("a-secret-of-the-reader")
        result = only(raising(NotApplicable("No."), told), connection)
        assert "a-secret-of-the-reader" not in repr(result.findings)

    def test_what_was_found_before_an_exception_is_kept(self, connection):
        bad = failed("a", "b", "c", "Mend it.")
        result = only(raising(RuntimeError("no"), bad), connection)
        assert result.findings == (bad,)
        assert result.outcome is Outcome.FAILED


class TestPrerequisites:
    def test_a_check_whose_prerequisite_did_not_pass_is_not_asked_and_says_which(self, connection):
        result = only(passing(after=(failing(),)), connection)
        assert result.outcome is Outcome.SKIPPED
        assert '"It is so"' in result.ended.reason

    def test_a_prerequisite_is_asked_once_however_many_build_on_it(self, connection):
        asked = []

        def probe(_connection):
            """It is so."""
            asked.append(1)
            yield FINDING

        first = made(probe, step=Step.CREATE_WORKSPACE)
        results = list(run([passing(after=(first,)), passing(after=(first,)), first], connection))
        assert [result.outcome for result in results] == [Outcome.PASSED] * 3
        assert len(asked) == 1

    def test_results_come_in_the_order_asked_for_though_a_prerequisite_stands_later(self, connection):
        later = passing(step=Step.CREATE_WORKSPACE)
        earlier = passing(after=(later,))
        assert [result.check for result in run([earlier, later], connection)] == [earlier, later]

    def test_a_missing_credential_is_told_before_a_prerequisite(self, connection):
        result = only(passing(reads=(terraform.OAUTH_CLIENTS,), after=(failing(),)), connection)
        assert result.outcome is Outcome.SKIPPED
        assert "TFE_TOKEN" in result.ended.reason

    def test_a_credential_that_was_given_lets_the_check_run(self, connection):
        assert only(passing(reads=(bitbucket.CONSUMER_KEY,)), connection).outcome is Outcome.PASSED


def met(barrier: threading.Barrier, **more) -> Check:
    """Return a check that passes only while so many others are being asked."""

    def probe(_connection):
        """It is so."""
        barrier.wait(5)
        yield FINDING

    return made(probe, **more)


class TestAtOnce:
    def test_checks_that_do_not_build_on_each_other_are_asked_at_once(self, connection):
        barrier = threading.Barrier(3)
        results = run([met(barrier), met(barrier), met(barrier)], connection)
        assert [result.outcome for result in results] == [Outcome.PASSED] * 3

    def test_though_each_waits_for_its_prerequisite(self, connection):
        barrier = threading.Barrier(2)
        first, second = passing(), passing()
        results = run([met(barrier, after=(first,)), met(barrier, after=(second,))], connection)
        assert [result.outcome for result in results] == [Outcome.PASSED] * 2

    def test_one_that_takes_long_does_not_hold_up_the_results_before_it(self, connection):
        go = threading.Event()

        def slow(_connection):
            """It is so."""
            yield FINDING
            go.wait(5)

        results = run([passing(), made(slow), passing()], connection)
        assert next(results).outcome is Outcome.PASSED
        go.set()
        assert len(list(results)) == 2


class TestThoseThatMakeManyCalls:
    """They are asked after a word beforehand, for they may take hours."""

    many = staticmethod(lambda probe=passing: probe(reads=(bitbucket.HOOKS,)))

    @pytest.fixture
    def connection(self):
        connection = Connection(Settings(bitbucket_token=BitbucketToken("a@b.example", Secret("a-secret"))))
        yield connection
        connection.close()

    def told(self, checks, connection):
        moments = []
        moments.extend(str(result.outcome) for result in run(checks, connection, lambda: moments.append("before")))
        return moments

    def test_the_word_comes_once_after_all_results_before_the_first_of_them(self, connection):
        checks = [passing(), self.many(), failing(), self.many()]
        assert self.told(checks, connection) == ["passed", "before", "passed", "failed", "passed"]

    def test_none_of_them_is_asked_before(self, connection):
        asked = []

        def probe(_connection):
            """It is so."""
            asked.append("asked")
            yield FINDING

        check = made(probe, reads=(bitbucket.HOOKS,))
        list(run([passing(), check], connection, lambda: asked.append("before")))
        assert asked == ["before", "asked"]

    def test_no_word_is_lost_on_those_that_are_not_asked(self, connection):
        blocked = passing(reads=(bitbucket.HOOKS, terraform.OAUTH_CLIENTS))
        waiting = passing(reads=(bitbucket.HOOKS,), after=(failing(),))
        assert self.told([blocked, waiting], connection) == ["skipped"] * 2
        assert self.told([blocked, self.many()], connection) == ["skipped", "before", "passed"]

    def test_they_are_asked_at_once_too(self, connection):
        barrier = threading.Barrier(2)
        checks = [self.many(lambda **more: met(barrier, **more)) for _ in range(2)]
        assert self.told(checks, connection) == ["before", "passed", "passed"]

    def test_what_the_word_raises_ends_the_run(self, connection):
        def refuse():
            raise LookupError("no")

        with pytest.raises(LookupError):
            list(run([self.many()], connection, refuse))


def test_after_ctrl_c_what_is_known_is_still_told(connection):
    go = threading.Event()

    def slow(_connection):
        """It is so."""
        go.wait(5)
        yield FINDING

    def interrupted(_connection):
        """It is so."""
        raise KeyboardInterrupt
        yield

    first, known, held = passing(), passing(), made(slow)
    # It builds on the one that stands last, which is known by then.
    results = run([first, made(interrupted, after=(known,)), held, known], connection)
    assert [next(results).check for _ in range(2)] == [first, known]
    with pytest.raises(KeyboardInterrupt):
        next(results)
    go.set()
