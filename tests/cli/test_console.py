"""The console writes each line immediately and tolerates a closed pipe."""

import io
import os

from checks.cli.console import Console


def test_writes_each_line_immediately():
    stream = io.StringIO()

    def lines():
        yield "one"
        assert stream.getvalue() == "one\n"
        yield "two"

    Console(stream).show(lines())
    assert stream.getvalue() == "one\ntwo\n"


def test_discards_output_after_the_pipe_is_closed():
    theirs, ours = os.pipe()
    os.close(theirs)
    with os.fdopen(ours, "w") as stream:
        Console(stream).show(["one", "two"])
