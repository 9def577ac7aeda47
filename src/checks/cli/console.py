"""Output of a run: a text stream that tolerates a closed pipe."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

STANDARD_OUTPUT = Path("-")
"""The path that means standard output."""


class Console:
    """Writes lines and flushes each one immediately.

    Attributes:
        error: The error of a failed write, such as a full disk; None if all writes succeeded or the pipe was closed.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.error: OSError | None = None

    def show(self, lines: Iterable[str]) -> None:
        """Write each line and a newline."""
        for line in lines:
            self.write(f"{line}\n")

    def write(self, text: str) -> None:
        """Write a text. After a failed write, this and all further output of the stream is discarded."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except BrokenPipeError:
            redirect_to_devnull(self._stream)
        except OSError as error:
            self.error = error
            redirect_to_devnull(self._stream)


def redirect_to_devnull(stream: TextIO) -> None:
    """Discard all further output of `stream`, including the content of its buffer."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    stream.flush()
