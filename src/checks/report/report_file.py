"""Writes a report file whole, or not at all. What is no regular file is written to, and never replaced."""

import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

_DESCRIPTORS = re.compile(r"/proc/(\d+)/(?:task/\d+/)?fd|/dev/fd")
_MODE = 0o666
"""The permissions of a new file, of which the process takes away what its umask says."""

_LINKS = 40
"""Symbolic links that are followed one after the other, as Linux does."""


class ReportFile:
    """A place for one report, found to be writable before any request is made.

    A regular file stays as it was until the report is complete; a symbolic link to one is replaced, never written
    through. A character device, a FIFO, or an open descriptor (``/dev/fd/3``) is written to as it is.

    Args:
        path: Where the report is to stand; missing folders are made.

    Raises:
        OSError: Nothing can be written there: among others a folder, a block device, a FIFO that nobody reads.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft: Path | None = None
        self._descriptor = _opened(path)
        if self._descriptor is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            self._draft.touch(exist_ok=False)

    def write(self, text: str) -> None:
        """Put the report in its place.

        Raises:
            OSError: It could not be written; a regular file is what it was before.
        """
        if self._draft:
            self._draft.write_text(text, encoding="utf-8", newline="\n")
            self._draft.replace(self._path)
        elif self._descriptor is not None:
            with open(self._descriptor, "w", encoding="utf-8", newline="\n", closefd=False) as file:
                file.write(text)

    def close(self) -> None:
        """Remove what is not complete."""
        if self._draft:
            self._draft.unlink(missing_ok=True)
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None


def append(path: Path, text: str) -> None:
    """Add a text to the end of a file that others write to as well.

    Raises:
        OSError: It could not be written; among others to a folder, or to a FIFO that nobody reads.
    """
    # A FIFO that nobody reads would be waited for without end. Once it is open, a slow reader is waited for.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    descriptor = os.open(path, flags, _MODE)
    with os.fdopen(descriptor, "a", encoding="utf-8", newline="\n") as file:
        if hasattr(os, "O_NONBLOCK"):
            os.set_blocking(descriptor, True)
        file.write(text)


def named_descriptor(path: Path) -> int | None:
    """Return the number of our descriptor that `path` names, as ``/dev/stdout`` does; None where it names none."""
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
    """Tell whether two paths name one file, which need not exist: through links, hard links, or another spelling."""
    if _real(one) == _real(other):
        return True
    try:
        return one.samefile(other)
    except OSError:
        return False


def _real(path: Path) -> str:
    """Return a path without links; as it stands where the working directory is gone."""
    try:
        return os.path.realpath(path)
    except OSError:
        return str(path)


def _opened(path: Path) -> int | None:
    """Return a descriptor for what is no regular file, or None where a regular file is or can be made."""
    number = named_descriptor(path)
    if number is not None:
        return os.dup(number)
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None  # making it says better what is wrong
    if stat.S_ISREG(mode):
        return None
    if not (stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)):
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(f"{path} is a directory")
        raise OSError(f"{path} is a block device or a socket")
    # A FIFO that nobody reads would be waited for without end. Once it is open, a slow reader is waited for.
    descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
    os.set_blocking(descriptor, True)
    return descriptor
