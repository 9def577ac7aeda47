"""Every read is made once in a run, many at a time, and everybody who asks learns what came of it."""

import threading
import time
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress

import pytest

from checks.clients.errors import ReadError
from checks.clients.http import CONNECTIONS
from checks.clients.request_log import RequestRecord, record_request
from checks.connection.cache import AHEAD, Progress, ReadCache
from checks.facts import bitbucket, terraform


@pytest.fixture
def told() -> list[Progress]:
    return []


@pytest.fixture
def reader(told):
    reader = ReadCache(told.append)
    yield reader
    reader.close()


class Service:
    """Counts how often it is asked, and how often at once."""

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def read(self, subject: object = None) -> object:
        with self._counting(subject):
            time.sleep(0.01)
        return subject

    def fail(self, subject: object = None) -> object:
        self.asked.append(subject)
        raise ReadError(f"No {subject}.", status=404)

    @contextmanager
    def _counting(self, subject):
        with self._lock:
            self.asked.append(subject)
            self._now += 1
            self.most = max(self.most, self._now)
        yield
        with self._lock:
            self._now -= 1


class OtherService(Service):
    """Its methods have the names of the first one's, also with their class."""


class TestOnce:
    def test_a_read_is_made_once(self, reader):
        service = Service()
        assert [reader.once(service.read, "a") for _ in range(3)] == ["a"] * 3
        assert service.asked == ["a"]

    def test_what_is_asked_about_tells_reads_apart(self, reader):
        service = Service()
        assert [reader.once(service.read, each) for each in "aba"] == ["a", "b", "a"]
        assert service.asked == ["a", "b"]

    def test_so_does_who_is_asked(self, reader):
        one, two = Service(), OtherService()
        reader.once(one.read, "a")
        reader.once(two.read, "a")
        assert (one.asked, two.asked) == (["a"], ["a"])

    def test_a_failure_is_remembered_too(self, reader):
        service = Service()
        for _ in range(2):
            with pytest.raises(ReadError, match="No a") as caught:
                reader.once(service.fail, "a")
            assert caught.value.status == 404
        assert service.asked == ["a"]

    def test_so_is_a_failure_that_nobody_expected(self, reader):
        asked = []

        def broken():
            asked.append(1)
            raise ZeroDivisionError

        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                reader.once(broken)
        assert len(asked) == 1

    def test_many_that_ask_at_once_wait_for_the_same_read(self, reader):
        service = Service()
        found = []
        threads = [threading.Thread(target=lambda: found.append(reader.once(service.read, "a"))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (service.asked, found) == (["a"], ["a"] * 8)

    def test_ctrl_c_in_the_first_does_not_leave_the_others_waiting(self, reader):
        def interrupted():
            raise KeyboardInterrupt

        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                reader.once(interrupted)


class TestEach:
    def test_every_subject_is_read_in_the_order_given(self, reader):
        found = list(reader.each("letters", lambda letter: letter.upper(), "abc"))
        assert [(reading.subject, reading.value) for reading in found] == [("a", "A"), ("b", "B"), ("c", "C")]

    def test_several_are_read_at_once_and_no_more_than_there_are_connections(self, reader):
        service = Service()
        list(reader.each("numbers", service.read, range(40)))
        assert 1 < service.most <= CONNECTIONS

    def test_one_that_cannot_be_read_does_not_hide_the_others(self, reader):
        def read(number):
            if number == 1:
                raise ReadError("No.", status=403)
            return number

        first, second, third = reader.each("numbers", read, range(3))
        assert (first.value, third.value) == (0, 2)
        assert second.error.status == 403
        with pytest.raises(ReadError):
            _ = second.value

    def test_a_failure_that_nobody_expected_is_raised(self, reader):
        with pytest.raises(ZeroDivisionError):
            list(reader.each("numbers", lambda number: 1 // number, [1, 0, 1]))

    def test_progress_is_told(self, reader, told):
        list(reader.each("webhooks", str, range(3)))
        assert told == [Progress("reading webhooks", done, 3) for done in (1, 2, 3)]

    def test_nothing_to_read_is_nothing(self, reader, told):
        assert (list(reader.each("webhooks", str, [])), told) == ([], [])

    def test_many_may_be_read_from_within_a_read_and_no_thread_waits_for_ever(self, reader):
        def nested(_):
            return len(list(reader.each("numbers", str, range(3))))

        assert [one.value for one in reader.each("numbers", nested, range(CONNECTIONS * 2))] == [3] * CONNECTIONS * 2

    def test_one_kind_that_has_to_wait_does_not_keep_back_another(self, reader):
        go = threading.Event()
        waiting = threading.Thread(target=lambda: list(reader.each("files", lambda _: go.wait(5), range(100))))
        waiting.start()
        try:
            assert len(list(reader.each("webhooks", str, range(100)))) == 100
        finally:
            go.set()
            waiting.join()

    def test_only_so_many_are_begun_before_the_first_is_used(self, reader):
        service = Service()
        first = next(reader.each("numbers", service.read, range(1000)))
        assert first.value == 0
        assert len(service.asked) <= AHEAD + 1

    def test_a_read_that_was_made_before_may_be_used_within_another(self, reader):
        def all_of_them():
            return [reading.value for reading in reader.each("numbers", int, range(5))]

        reader.once(all_of_them)
        assert [reading.value for reading in reader.each("sums", lambda _: sum(reader.once(all_of_them)), "ab")] == [
            10,
            10,
        ]


class TestEvidence:
    def seeing(self, read, url: str, status: int | None = 200):
        def look(_=None):
            record_request(RequestRecord(read, url, status))
            return url

        return look

    def test_what_is_read_within_is_told_in_sentences(self, reader):
        with reader.evidence() as sentences:
            reader.once(self.seeing(terraform.ACCOUNT, "https://a.example/account"))
            reader.once(self.seeing(terraform.PING, "https://a.example/ping", None))
        assert sentences == ["GET https://a.example/account -> 200", "GET https://a.example/ping -> no answer"]

    def test_what_was_read_before_is_told_again_to_whoever_uses_it(self, reader):
        look = self.seeing(terraform.ACCOUNT, "https://a.example/account")
        for _ in range(2):
            with reader.evidence() as sentences:
                reader.once(look)
            assert sentences == ["GET https://a.example/account -> 200"]

    def test_what_is_read_by_several_threads_is_told_too(self, reader):
        def look(number):
            record_request(RequestRecord(bitbucket.HOOKS, f"https://b.example/{number}", 200))

        with reader.evidence() as sentences:
            list(reader.each("webhooks", look, range(1200)))
        assert sentences == [f"GET {bitbucket.HOOKS.path} -> 200 (1,200 of them)"]

    def test_what_failed_is_told_too(self, reader):
        def look():
            record_request(RequestRecord(terraform.ACCOUNT, "https://a.example/account", 404))
            raise ReadError("No.")

        with reader.evidence() as sentences, pytest.raises(ReadError):
            reader.once(look)
        assert sentences == ["GET https://a.example/account -> 404"]

    def test_what_is_read_outside_is_not_told(self, reader):
        with reader.evidence() as sentences:
            pass
        reader.once(self.seeing(terraform.ACCOUNT, "https://a.example/account"))
        assert sentences == []


def test_closing_lets_go_of_what_is_still_to_be_read():
    reader = ReadCache(lambda _: None)
    begun, go = threading.Event(), threading.Event()
    asked = []

    def read(number):
        asked.append(number)
        begun.set()
        go.wait(5)

    def ask():
        with suppress(CancelledError, RuntimeError):
            list(reader.each("numbers", read, range(100)))

    asking = threading.Thread(target=ask)
    asking.start()
    begun.wait(5)
    reader.close()
    go.set()
    asking.join(5)
    assert not asking.is_alive()
    assert len(asked) <= CONNECTIONS
