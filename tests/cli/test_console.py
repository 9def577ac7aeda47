"""Lines go where they are to go, each at once, and nobody minds when they are read no more."""

import io
import os

from checks.cli.console import Console


def test_each_line_is_there_as_soon_as_it_is_known():
    stream = io.StringIO()

    def lines():
        yield "one"
        assert stream.getvalue() == "one\n"
        yield "two"

    Console(stream).show(lines())
    assert stream.getvalue() == "one\ntwo\n"


def test_a_closed_pipe_swallows_what_is_still_to_come():
    theirs, ours = os.pipe()
    os.close(theirs)
    with os.fdopen(ours, "w") as stream:
        Console(stream).show(["one", "two"])
