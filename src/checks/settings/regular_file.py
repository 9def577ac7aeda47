"""Reads a regular file, and refuses anything else: a read from a FIFO would never end."""

import errno
import os
import stat
from pathlib import Path


def read_regular_file(path: Path) -> bytes:
    """Return the content of a regular file.

    Raises:
        OSError: The file is missing or unreadable, or it is a directory, a device, a FIFO, or a socket.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        return file.read()


def read_text_file(path: Path) -> str:
    """Return the text of a regular file that is encoded in UTF-8.

    Raises:
        OSError: The same errors as `read_regular_file`.
        ValueError: The content isn't UTF-8.
    """
    return read_regular_file(path).decode("utf-8")
