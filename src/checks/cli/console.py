"""Where a run says what it has to say: a stream that takes lines, and bears that nobody reads them any more."""

import os
from collections.abc import Iterable
from typing import TextIO


class Console:
    """Writes lines, each as soon as it is known.

    Args:
        stream: Where to write.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, lines: Iterable[str]) -> None:
        """Write each of the lines."""
        for line in lines:
            self.write(f"{line}\n")

    def write(self, text: str) -> None:
        """Write a text. Where whoever read along has seen enough, it goes nowhere, and nothing else is lost."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except BrokenPipeError:
            redirect_to_devnull(self._stream)


def redirect_to_devnull(stream: TextIO) -> None:
    """Have whatever is still to be written to `stream` go nowhere, what waits in its buffer included."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
