"""The line that says what a run is doing comes and goes, and is seen on a terminal alone."""

import io
import threading

import pytest

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


def test_it_says_how_many_out_of_how_many(terminal):
    line(terminal)(Progress("reading webhooks", 37, 5000))
    assert terminal.getvalue() == f"{ERASE}reading webhooks 37 of 5,000"


def test_it_says_what_is_waited_for(terminal):
    line(terminal)(Progress("waiting 12 s to stay within the limit"))
    assert terminal.getvalue() == f"{ERASE}waiting 12 s to stay within the limit"


def test_it_is_not_rewritten_faster_than_anybody_reads(terminal):
    show = line(terminal, 1.0, 1.0, 1.01, 1.5, 1.5)
    for done in (1, 2, 3):
        show(Progress("reading", done, 4))
    assert terminal.getvalue() == f"{ERASE}reading 1 of 4{ERASE}reading 3 of 4"


def test_what_is_read_at_the_same_time_stands_side_by_side_until_it_is_done(terminal):
    show = line(terminal, *map(float, range(9)))
    show(Progress("reading webhooks", 1, 2))
    show(Progress("reading submodules", 1, 3))
    show(Progress("reading webhooks", 2, 2))
    assert terminal.getvalue().split(ERASE)[1:] == [
        "reading webhooks 1 of 2",
        "reading webhooks 1 of 2, reading submodules 1 of 3",
        "reading submodules 1 of 3",
    ]


def test_it_is_away_while_something_else_is_written(terminal):
    show = line(terminal)
    with show.away():
        terminal.write("one\n")
    show(Progress("reading"))
    with show.away():
        terminal.write("two\n")
    with show.away():
        terminal.write("three\n")
    assert terminal.getvalue() == f"one\n{ERASE}reading{ERASE}two\nthree\n"


def test_it_does_not_come_back_before_that_is_written(terminal):
    show = line(terminal)
    with show.away():
        other = threading.Thread(target=show, args=(Progress("reading"),))
        other.start()
        other.join(0.05)
        terminal.write("one\n")
    other.join()
    assert terminal.getvalue() == f"one\n{ERASE}reading"


def test_it_stays_on_one_line(terminal):
    line(terminal, width=10)(Progress("日本日本日本日本\n\x1b[2J"))
    assert terminal.getvalue() == f"{ERASE}日本日本 "


def test_without_a_terminal_nothing_is_written():
    stream = io.StringIO()
    show = line(stream)
    show(Progress("reading", 1, 2))
    with show.away():
        pass
    assert stream.getvalue() == ""
