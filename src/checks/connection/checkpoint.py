"""Stores the progress of a long run in a file, so that an interrupted run can be resumed.

The file contains records of repositories and fetches, each with the time at which it was read. It contains no
credentials: webhook URLs are stored as digests, submodule URLs are stored without passwords, and all text from vendors
is redacted.
"""

import json
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from checks.connection.checkpoint_lines import Noted, decoded, encoded

FORMAT = 1
FRESH = timedelta(hours=12)
"""Older data is read again."""

OWNER_ONLY = 0o600


class CheckpointError(Exception):
    """The run can't be resumed from the file; the message says why, and what to do."""


class Checkpoint:
    """Stores reads in a file, and finds the reads of an earlier run.

    Args:
        path: The file.
        identity: A digest of the connection: the data is valid for no other connection.
        version: The version of this project: the data of another version can differ.
        hide: Removes secrets from a text.
        resume: Whether to resume from the file. If not, an existing file is deleted.

    Raises:
        CheckpointError: `resume` is set, but the file is damaged, is for another connection or version, belongs to
            another user, or can be read or written by other users.
        OSError: The file cannot be written.
    """

    def __init__(self, path: Path, identity: str, version: str, hide: Callable[[str], str], *, resume: bool) -> None:
        self.path = path
        self._hide = hide
        self._lock = threading.Lock()
        self._known: dict[tuple[str, tuple[str, ...]], Noted] = {}
        header = {"format": FORMAT, "version": version, "about": identity}
        if resume and path.exists():
            self._descriptor = self._reopen(header)
        else:
            self._descriptor = _create(path)
            self._write(header)

    def _reopen(self, header: dict[str, Any]) -> int:
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0))
        try:
            _check_access(self.path, descriptor)
            with open(descriptor, "rb", closefd=False) as file:
                whole = file.read()
            whole = whole[: whole.rfind(b"\n") + 1]  # the run ended while it wrote an incomplete last line
            self._known = {(one.kind, one.about): one for one in _read(self.path, whole, header)}
            os.truncate(descriptor, len(whole))
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    @property
    def found(self) -> list[Noted]:
        """The reads of an earlier run that are recent enough."""
        return list(self._known.values())

    def find(self, kind: str, about: tuple[str, ...]) -> Noted | None:
        """Return an earlier run's read of this kind with these arguments, or None."""
        return self._known.get((kind, about))

    def note(self, noted: Noted) -> None:
        """Store a read. If it can't be written, the run continues without it."""
        line = encoded(noted, self._hide)
        if line is not None:
            with suppress(OSError):
                self._write(line)

    def _write(self, line: dict[str, Any]) -> None:
        with self._lock:
            os.write(self._descriptor, json.dumps(line).encode() + b"\n")

    def finish(self) -> None:
        """Delete the file: a complete run is never resumed."""
        with suppress(OSError):
            # Another run might have replaced the file with its own.
            if os.path.samestat(os.fstat(self._descriptor), self.path.stat()):
                self.path.unlink()
        with suppress(OSError):
            os.close(self._descriptor)


def _check_access(path: Path, descriptor: int) -> None:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise _error(path, "isn't a regular file")
    if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o077):
        raise _error(path, "belongs to another user, or other users can read or write it")


def _create(path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL, OWNER_ONLY)


def _read(path: Path, whole: bytes, header: dict[str, Any]) -> Iterator[Noted]:
    try:
        first, *rest = [json.loads(line) for line in whole.splitlines()]
        noted = [decoded(line) for line in rest]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _error(path, "is damaged") from None
    if not isinstance(first, dict) or first.keys() != header.keys():
        raise _error(path, "is damaged")
    if first["about"] != header["about"]:
        raise _error(path, "is for another connection")
    if first != header:
        raise _error(path, "was written by another version of the checks")
    now = datetime.now(UTC)
    yield from (one for one in noted if timedelta() <= now - one.at <= FRESH)


def _error(path: Path, why: str) -> CheckpointError:
    return CheckpointError(f"{path} {why}, so it can't be used. Delete it, or omit --resume.")
