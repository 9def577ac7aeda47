"""Writes a report file completely or not at all, and never replaces a device, FIFO, or open descriptor."""

import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

_DESCRIPTORS = re.compile(r"/proc/(\d+)/(?:task/\d+/)?fd|/dev/fd")
_MODE = 0o666
"""The permissions of a new file, before the umask of the process is applied."""

_LINKS = 40
"""The maximum number of consecutive symbolic links to follow, as in Linux."""


class ReportFile:
    """A file for one report, which is tested for write access before any request is sent.

    A regular file is unchanged until the report is complete. A symbolic link to a regular file is replaced, and its
    target isn't changed. A character device, a FIFO, or an open descriptor (``/dev/fd/3``) is written to directly.

    Args:
        path: The path of the report; missing folders are created.

    Raises:
        OSError: The path can't be written, for example because it is a folder, a block device, or a FIFO without a
            reader.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft: Path | None = None
        self._descriptor = _open(path)
        if self._descriptor is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            self._draft.touch(exist_ok=False)

    def write(self, text: str) -> None:
        """Write the report to its path.

        Raises:
            OSError: The report could not be written; a regular file is unchanged.
        """
        if self._draft:
            self._draft.write_text(text, encoding="utf-8", newline="\n")
            self._draft.replace(self._path)
        elif self._descriptor is not None:
            with open(self._descriptor, "w", encoding="utf-8", newline="\n", closefd=False) as file:
                file.write(text)

    def close(self) -> None:
        """Remove an incomplete report, and close the descriptor."""
        if self._draft:
            self._draft.unlink(missing_ok=True)
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None


def append(path: Path, text: str) -> None:
    """Append a text to a file that other programs also write to.

    Raises:
        OSError: The text could not be written, for example because the path is a folder or a FIFO without a reader.
    """
    # In blocking mode, opening a FIFO without a reader would wait forever. After that, waiting for a reader is correct.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    descriptor = os.open(path, flags, _MODE)
    with os.fdopen(descriptor, "a", encoding="utf-8", newline="\n") as file:
        if hasattr(os, "O_NONBLOCK"):
            os.set_blocking(descriptor, True)
        file.write(text)


def named_descriptor(path: Path) -> int | None:
    """Return the number of this process's descriptor that `path` refers to, such as ``/dev/stdout``, or None."""
    for _ in range(_LINKS):
        folder = _real(path.parent)
        match = _DESCRIPTORS.fullmatch(folder)
        if match and match[1] in (None, str(os.getpid())) and path.name.isdecimal():
            return int(path.name)
        if not path.is_symlink():
            return None
        path = Path(folder) / path.readlink()
    return None


def same_file(one: Path, other: Path) -> bool:
    """Return whether two paths refer to the same file, also through links or another spelling. It need not exist."""
    if _real(one) == _real(other):
        return True
    try:
        return one.samefile(other)
    except OSError:
        return False


def _real(path: Path) -> str:
    """Return a path without links, or the unchanged path if the working directory was deleted."""
    try:
        return os.path.realpath(path)
    except OSError:
        return str(path)


def _open(path: Path) -> int | None:
    """Return a descriptor for a device, FIFO, or open descriptor; None if the path is or can become a regular file."""
    number = named_descriptor(path)
    if number is not None:
        return os.dup(number)
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None  # creating the file raises a better error
    if stat.S_ISREG(mode):
        return None
    if not (stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)):
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(f"{path} is a directory")
        raise OSError(f"{path} is a block device or a socket")
    # In blocking mode, opening a FIFO without a reader would wait forever. After that, waiting for a reader is correct.
    descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
    os.set_blocking(descriptor, True)
    return descriptor
