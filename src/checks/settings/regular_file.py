"""Reads a regular file, and refuses anything else: a read from a FIFO would never end."""

import errno
import os
import stat
from pathlib import Path


def read_regular_file(path: Path, most: int | None = None) -> bytes:
    """Return the content of a regular file.

    Args:
        path: The file.
        most: The maximum size in bytes; None if there is no maximum.

    Raises:
        OSError: The file is missing, unreadable, or too large, or it is a directory, a device, a FIFO, or a socket.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        content = file.read() if most is None else file.read(most + 1)
    if most is not None and len(content) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return content


def read_text_file(path: Path) -> str:
    """Return the text of a regular file that is encoded in UTF-8.

    Raises:
        OSError: The same errors as `read_regular_file`.
        ValueError: The content isn't UTF-8.
    """
    return read_regular_file(path).decode("utf-8")
