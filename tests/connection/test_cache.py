"""Each read is sent once in a run, and every caller gets its result; reads run concurrently."""

import threading
import time
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import pytest

from checks.clients.errors import ReadError
from checks.clients.http import CONNECTIONS
from checks.clients.request_log import RequestRecord, record_requests
from checks.connection.cache import AHEAD, Progress, ReadCache
from checks.facts import bitbucket, terraform


@pytest.fixture
def progress() -> list[Progress]:
    return []


@pytest.fixture
def reader(progress):
    reader = ReadCache(progress.append)
    yield reader
    reader.close()


class Service:
    """A service that counts all requests and the largest number of concurrent ones."""

    def __init__(self) -> None:
        self.requests: list[object] = []
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def read(self, subject: object = None) -> object:
        with self._counting(subject):
            time.sleep(0.01)
        return subject

    def fail(self, subject: object = None) -> object:
        self.requests.append(subject)
        raise ReadError(f"No {subject}.", status=404)

    @contextmanager
    def _counting(self, subject):
        with self._lock:
            self.requests.append(subject)
            self._now += 1
            self.most = max(self.most, self._now)
        yield
        with self._lock:
            self._now -= 1


class OtherService(Service):
    """A second service whose methods have the same qualified names."""


class TestOnce:
    def test_sends_a_read_once(self, reader):
        service = Service()
        assert [reader.once(service.read, "a") for _ in range(3)] == ["a"] * 3
        assert service.requests == ["a"]

    def test_reads_with_different_arguments_are_separate(self, reader):
        service = Service()
        assert [reader.once(service.read, each) for each in "aba"] == ["a", "b", "a"]
        assert service.requests == ["a", "b"]

    def test_reads_of_different_services_are_separate(self, reader):
        one, two = Service(), OtherService()
        reader.once(one.read, "a")
        reader.once(two.read, "a")
        assert (one.requests, two.requests) == (["a"], ["a"])

    def test_remembers_a_failure(self, reader):
        service = Service()
        for _ in range(2):
            with pytest.raises(ReadError, match="No a") as caught:
                reader.once(service.fail, "a")
            assert caught.value.status == 404
        assert service.requests == ["a"]

    def test_remembers_an_unexpected_exception(self, reader):
        asked = []

        def broken():
            asked.append(1)
            raise ZeroDivisionError

        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                reader.once(broken)
        assert len(asked) == 1

    def test_concurrent_callers_wait_for_the_same_read(self, reader):
        service = Service()
        found = []
        threads = [threading.Thread(target=lambda: found.append(reader.once(service.read, "a"))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (service.requests, found) == (["a"], ["a"] * 8)

    def test_an_interrupted_read_does_not_block_later_callers(self, reader):
        def interrupted():
            raise KeyboardInterrupt

        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                reader.once(interrupted)


class TestEach:
    def test_returns_the_results_in_the_given_order(self, reader):
        found = list(reader.each("letters", lambda letter: letter.upper(), "abc"))
        assert [(reading.subject, reading.value) for reading in found] == [("a", "A"), ("b", "B"), ("c", "C")]

    def test_reads_concurrently_on_at_most_all_connections(self, reader):
        service = Service()
        list(reader.each("numbers", service.read, range(40)))
        assert 1 < service.most <= CONNECTIONS

    def test_a_failed_read_does_not_hide_the_others(self, reader):
        def read(number):
            if number == 1:
                raise ReadError("No.", status=403)
            return number

        first, second, third = reader.each("numbers", read, range(3))
        assert (first.value, third.value) == (0, 2)
        assert second.error.status == 403
        with pytest.raises(ReadError):
            _ = second.value

    def test_raises_an_unexpected_exception(self, reader):
        with pytest.raises(ZeroDivisionError):
            list(reader.each("numbers", lambda number: 1 // number, [1, 0, 1]))

    def test_reports_progress(self, reader, progress):
        list(reader.each("webhooks", str, range(3)))
        assert progress == [Progress("reading webhooks", done, 3) for done in (1, 2, 3)]

    def test_reports_no_progress_if_there_are_no_subjects(self, reader, progress):
        assert (list(reader.each("webhooks", str, [])), progress) == ([], [])

    def test_nested_reads_do_not_deadlock(self, reader):
        def nested(_):
            return len(list(reader.each("numbers", str, range(3))))

        assert [one.value for one in reader.each("numbers", nested, range(CONNECTIONS * 2))] == [3] * CONNECTIONS * 2

    def test_a_slow_kind_of_read_does_not_block_another_kind(self, reader):
        go = threading.Event()
        waiting = threading.Thread(target=lambda: list(reader.each("files", lambda _: go.wait(5), range(100))))
        waiting.start()
        try:
            assert len(list(reader.each("webhooks", str, range(100)))) == 100
        finally:
            go.set()
            waiting.join()

    def test_starts_a_limited_number_of_reads_ahead(self, reader):
        service = Service()
        first = next(reader.each("numbers", service.read, range(1000)))
        assert first.value == 0
        assert len(service.requests) <= AHEAD + 1

    def test_a_cached_read_can_be_used_within_another_read(self, reader):
        def all_of_them():
            return [reading.value for reading in reader.each("numbers", int, range(5))]

        reader.once(all_of_them)
        assert [reading.value for reading in reader.each("sums", lambda _: sum(reader.once(all_of_them)), "ab")] == [
            10,
            10,
        ]


class TestForgetReads:
    def reading(self, *endpoints):
        """Return a read that sends a request to each endpoint, and returns how often it was called."""
        called = []

        def read(*_):
            called.append(None)
            record_requests({RequestRecord(one, f"https://a.example{one.path}", 200): None for one in endpoints})
            return len(called)

        return read

    def test_repeats_only_the_reads_of_these_endpoints(self, reader):
        account, hooks = self.reading(terraform.ACCOUNT), self.reading(bitbucket.HOOKS)
        for _ in range(2):
            reader.once(account)
            reader.once(hooks)
        reader.forget_reads({bitbucket.HOOKS})
        assert (reader.once(account), reader.once(hooks)) == (1, 2)

    def test_repeats_what_was_calculated_from_them(self, reader):
        hooks = self.reading(bitbucket.HOOKS)
        calculated = []

        def calculate():
            calculated.append(reader.once(hooks))
            return len(calculated)

        assert [reader.once(calculate), reader.once(calculate)] == [1, 1]
        reader.forget_reads({bitbucket.HOOKS})
        assert reader.once(calculate) == 2

    def test_repeats_reads_of_this_machine(self, reader):
        file = self.reading()
        reader.once(file)
        reader.forget_reads(())
        assert reader.once(file) == 2

    def test_repeats_failed_reads(self, reader):
        answers = iter([ReadError("No."), "yes"])

        def read():
            record_requests({RequestRecord(bitbucket.HOOKS, "https://a.example/hooks", 500): None})
            answer = next(answers)
            if isinstance(answer, ReadError):
                raise answer
            return answer

        with pytest.raises(ReadError):
            reader.once(read)
        reader.forget_reads({bitbucket.HOOKS})
        assert reader.once(read) == "yes"

    def test_repeats_interrupted_reads(self, reader):
        answers = iter([KeyboardInterrupt, None])

        def read():
            if answer := next(answers):
                raise answer
            return "yes"

        with pytest.raises(KeyboardInterrupt):
            reader.once(read)
        reader.forget_reads(())
        assert reader.once(read) == "yes"

    def test_later_evidence_shows_when_the_other_reads_were_sent(self, reader):
        account, hooks = self.reading(terraform.ACCOUNT), self.reading(bitbucket.HOOKS)
        reader.once(account)
        reader.once(hooks)
        time.sleep(0.01)
        reader.forget_reads({bitbucket.HOOKS})
        moment = datetime.now(UTC)
        with reader.evidence() as evidence:
            reader.once(account)
            reader.once(hooks)
        assert {one.read: one.sent < moment for one in evidence.requests} == {
            terraform.ACCOUNT: True,
            bitbucket.HOOKS: False,
        }


class TestEvidence:
    def recorded(self, read, url: str, status: int | None = 200):
        def read_one(_=None):
            record_requests({RequestRecord(read, url, status): None})
            return url

        return read_one

    def test_describes_each_request(self, reader):
        with reader.evidence() as sentences:
            reader.once(self.recorded(terraform.ACCOUNT, "https://a.example/account"))
            reader.once(self.recorded(terraform.PING, "https://a.example/ping", None))
        assert sentences == ["GET https://a.example/account -> 200", "GET https://a.example/ping -> no answer"]

    def test_includes_the_requests_of_a_cached_read(self, reader):
        read_one = self.recorded(terraform.ACCOUNT, "https://a.example/account")
        for _ in range(2):
            with reader.evidence() as sentences:
                reader.once(read_one)
            assert sentences == ["GET https://a.example/account -> 200"]

    def test_includes_the_requests_of_all_threads(self, reader):
        def read_one(number):
            record_requests({RequestRecord(bitbucket.HOOKS, f"https://b.example/{number}", 200): None})

        with reader.evidence() as sentences:
            list(reader.each("webhooks", read_one, range(1200)))
        assert sentences == [f"GET {bitbucket.HOOKS.path} -> 200 (1,200 of them)"]

    def test_includes_failed_requests(self, reader):
        def read_one():
            record_requests({RequestRecord(terraform.ACCOUNT, "https://a.example/account", 404): None})
            raise ReadError("No.")

        with reader.evidence() as sentences, pytest.raises(ReadError):
            reader.once(read_one)
        assert sentences == ["GET https://a.example/account -> 404"]

    def test_excludes_requests_made_elsewhere(self, reader):
        with reader.evidence() as sentences:
            pass
        reader.once(self.recorded(terraform.ACCOUNT, "https://a.example/account"))
        assert sentences == []


def test_closing_cancels_the_remaining_reads():
    reader = ReadCache(lambda _: None)
    started, go = threading.Event(), threading.Event()
    asked = []

    def read(number):
        asked.append(number)
        started.set()
        go.wait(5)

    def ask():
        with suppress(CancelledError, RuntimeError):
            list(reader.each("numbers", read, range(100)))

    asking = threading.Thread(target=ask)
    asking.start()
    started.wait(5)
    reader.close()
    go.set()
    asking.join(5)
    assert not asking.is_alive()
    assert len(asked) <= CONNECTIONS
