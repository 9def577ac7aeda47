"""Where a run says what it has to say: a stream that takes lines, and bears that nobody reads them any more."""

import os
from collections.abc import Iterable
from typing import TextIO


class Console:
    """Writes lines, each as soon as it is known.

    Args:
        stream: Where to write.

    Attributes:
        error: Why something could not be written, as on a full disk; None where all could, or nobody reads on.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.error: OSError | None = None

    def show(self, lines: Iterable[str]) -> None:
        """Write each of the lines."""
        for line in lines:
            self.write(f"{line}\n")

    def write(self, text: str) -> None:
        """Write a text. Where that cannot be done any more, it goes nowhere, and nothing else is lost."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except BrokenPipeError:
            redirect_to_devnull(self._stream)
        except OSError as error:
            self.error = error
            redirect_to_devnull(self._stream)


def redirect_to_devnull(stream: TextIO) -> None:
    """Have whatever is still to be written to `stream` go nowhere, what waits in its buffer included."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    stream.flush()
