"""Reads a file that somebody named, and nothing that only looks like one: a FIFO would be waited for without end."""

import errno
import os
import stat
from pathlib import Path


def read_regular_file(path: Path) -> bytes:
    """Return the content of a regular file.

    Raises:
        OSError: It is absent, cannot be read, or is a folder, a device, a FIFO, or a socket.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file", str(path))
        return file.read()


def read_text_file(path: Path) -> str:
    """Return the text of a regular file in UTF-8.

    Raises:
        OSError: As `read_regular_file`.
        ValueError: It is not UTF-8.
    """
    return read_regular_file(path).decode("utf-8")
