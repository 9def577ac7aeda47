"""The progress line is updated, hidden during other output, and shown only on a terminal."""

import io
import threading
import time

import pytest

from checks.cli import progress
from checks.cli.progress import ProgressLine
from checks.connection.cache import Progress

ERASE = "\r\x1b[2K"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal():
    return Terminal()


def line(stream, *moments, width=80):
    return ProgressLine(stream, width, iter([*moments, *[99.0] * 9]).__next__)


def test_shows_the_count_and_the_total(terminal):
    line(terminal)(Progress("reading webhooks", 37, 5000))
    assert terminal.getvalue() == f"{ERASE}reading webhooks 37 of 5,000"


def test_shows_the_reason_for_waiting(terminal):
    line(terminal)(Progress("waiting 12 s to stay within the limit"))
    assert terminal.getvalue() == f"{ERASE}waiting 12 s to stay within the limit"


def test_limits_the_update_rate(terminal):
    show = line(terminal, 1.0, 1.0, 1.01, 1.5, 1.5)
    for done in (1, 2, 3):
        show(Progress("reading", done, 4))
    assert terminal.getvalue() == f"{ERASE}reading 1 of 4{ERASE}reading 3 of 4"


def test_shows_concurrent_counts_until_they_are_complete(terminal):
    show = line(terminal, *map(float, range(9)))
    show(Progress("reading webhooks", 1, 2))
    show(Progress("reading submodules", 1, 3))
    show(Progress("reading webhooks", 2, 2))
    assert terminal.getvalue().split(ERASE)[1:] == [
        "reading webhooks 1 of 2",
        "reading webhooks 1 of 2, reading submodules 1 of 3",
        "reading submodules 1 of 3",
    ]


def test_is_hidden_during_other_output(terminal):
    show = line(terminal)
    with show.away():
        terminal.write("one\n")
    show(Progress("reading"))
    with show.away():
        terminal.write("two\n")
    with show.away():
        terminal.write("three\n")
    assert terminal.getvalue() == f"one\n{ERASE}reading{ERASE}two\nthree\n"


def test_stays_hidden_until_other_output_is_complete(terminal):
    show = line(terminal)
    with show.away():
        other = threading.Thread(target=show, args=(Progress("reading"),))
        other.start()
        other.join(0.05)
        terminal.write("one\n")
    other.join()
    assert terminal.getvalue() == f"one\n{ERASE}reading"


def test_fits_on_one_line(terminal):
    line(terminal, width=10)(Progress("日本日本日本日本\n\x1b[2J"))
    assert terminal.getvalue() == f"{ERASE}日本日本 "


def test_writes_only_to_a_terminal():
    stream = io.StringIO()
    show = line(stream)
    show(Progress("reading", 1, 2))
    with show.away():
        pass
    assert stream.getvalue() == ""


class TestLog:
    """In the log of a pipeline, long work writes a line now and then."""

    @pytest.fixture
    def often(self, monkeypatch):
        monkeypatch.setattr(progress, "LOG_INTERVAL", 0.05)

    def lines(self, log):
        deadline = time.monotonic() + 10
        while not log.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
        return log.getvalue().splitlines()

    @pytest.mark.usefixtures("often")
    def test_shows_the_counts_and_the_reason_for_waiting(self):
        log = io.StringIO()
        show = ProgressLine(log, 80)
        with show.logged():
            show(Progress("reading webhooks", 312, 5000))
            show(Progress("waiting 59 min to stay within the limit"))
            first = self.lines(log)[0]
        assert first == "after 0 min: reading webhooks 312 of 5,000; waiting 59 min to stay within the limit"

    @pytest.mark.usefixtures("often")
    def test_is_empty_without_work_in_progress_and_after_the_run(self):
        log = io.StringIO()
        show = ProgressLine(log, 80)
        with show.logged():
            show(Progress("reading webhooks", 2, 2))
            time.sleep(0.2)
        show(Progress("reading webhooks", 1, 2))
        time.sleep(0.2)
        assert log.getvalue() == ""

    @pytest.mark.usefixtures("often")
    def test_a_terminal_has_no_log(self, terminal):
        with ProgressLine(terminal, 80).logged():
            time.sleep(0.2)
        assert terminal.getvalue() == ""

    @pytest.mark.usefixtures("often")
    def test_a_closed_log_does_not_end_the_run(self):
        log = io.StringIO()
        show = ProgressLine(log, 80)
        log.close()
        with show.logged():
            show(Progress("reading webhooks", 1, 2))
            time.sleep(0.2)

    def test_has_at_most_a_line_a_minute(self):
        assert progress.LOG_INTERVAL >= 60
