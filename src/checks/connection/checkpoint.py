"""What a long run has read so far, in a file from which it can go on after it was interrupted.

The file holds records of repositories and fetches, each with the time at which it was read. It holds no credential:
addresses of webhooks are digests there as everywhere, those of submodules stand without a password, and whatever a
vendor wrote has gone through the redaction.
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
"""What was read longer ago than this is read again."""

OWNER_ALONE = 0o600


class CheckpointError(Exception):
    """The file cannot be gone on from; its message says why in one sentence, and what to do."""


class Checkpoint:
    """Notes what is read, and finds what was noted before.

    Args:
        path: The file.
        identity: What the notes are about, as a digest: they are worth nothing for anything else.
        version: The version of this project: another one may read otherwise.
        hide: Takes secrets out of a text.
        resume: Whether to go on from the file; otherwise one that is there is thrown away.

    Raises:
        CheckpointError: It is to be gone on from, and is damaged, foreign, or can be read by others.
        OSError: The file cannot be written.
    """

    def __init__(self, path: Path, identity: str, version: str, hide: Callable[[str], str], *, resume: bool) -> None:
        self.path = path
        self._hide = hide
        self._lock = threading.Lock()
        self._known: dict[tuple[str, tuple[str, ...]], Noted] = {}
        header = {"format": FORMAT, "version": version, "about": identity}
        if resume and path.exists():
            self._descriptor = self._reopened(header)
        else:
            self._descriptor = _made(path)
            self._write(header)

    def _reopened(self, header: dict[str, Any]) -> int:
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0))
        try:
            _look_at_owner(self.path, descriptor)
            with open(descriptor, "rb", closefd=False) as file:
                whole = file.read()
            whole = whole[: whole.rfind(b"\n") + 1]  # a line without an end was being written when the run ended
            self._known = {(one.kind, one.about): one for one in _read(self.path, whole, header)}
            os.truncate(descriptor, len(whole))
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    @property
    def found(self) -> list[Noted]:
        """What was noted before this run and is fresh enough."""
        return list(self._known.values())

    def find(self, kind: str, about: tuple[str, ...]) -> Noted | None:
        """Return what was noted before of one thing, or None."""
        return self._known.get((kind, about))

    def note(self, noted: Noted) -> None:
        """Write down what was read. Where that cannot be written, the run goes on without."""
        line = encoded(noted, self._hide)
        if line is not None:
            with suppress(OSError):
                self._write(line)

    def _write(self, line: dict[str, Any]) -> None:
        with self._lock:
            os.write(self._descriptor, json.dumps(line).encode() + b"\n")

    def finish(self) -> None:
        """Throw the file away: what is complete is never used again."""
        with suppress(OSError):
            # Another run may have put its own in this place.
            if os.path.samestat(os.fstat(self._descriptor), self.path.stat()):
                self.path.unlink()
        with suppress(OSError):
            os.close(self._descriptor)


def _look_at_owner(path: Path, descriptor: int) -> None:
    held = os.fstat(descriptor)
    if not stat.S_ISREG(held.st_mode):
        raise _refusal(path, "is no regular file")
    if hasattr(os, "getuid") and (held.st_uid != os.getuid() or held.st_mode & 0o077):
        raise _refusal(path, "belongs to somebody else, or others may read or write it")


def _made(path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL, OWNER_ALONE)


def _read(path: Path, whole: bytes, header: dict[str, Any]) -> Iterator[Noted]:
    try:
        first, *rest = [json.loads(line) for line in whole.splitlines()]
        noted = [decoded(line) for line in rest]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _refusal(path, "is damaged") from None
    if not isinstance(first, dict) or first.keys() != header.keys():
        raise _refusal(path, "is damaged")
    if first["about"] != header["about"]:
        raise _refusal(path, "is about something else")
    if first != header:
        raise _refusal(path, "was written by another version of the checks")
    now = datetime.now(UTC)
    yield from (one for one in noted if timedelta() <= now - one.at <= FRESH)


def _refusal(path: Path, why: str) -> CheckpointError:
    return CheckpointError(f"{path} {why}, so nothing of it is used. Delete it, or leave out --resume.")
