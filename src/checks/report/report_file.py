"""Writes a report file whole, or not at all."""

import secrets
from contextlib import suppress
from pathlib import Path


class ReportFile:
    """A place for one report, found to be writable before anything is asked of anybody.

    What was there stays until the report is whole. A symbolic link is replaced, never written through.

    Args:
        path: Where the report is to stand; missing folders are made.

    Raises:
        OSError: Nothing can be written there.
    """

    def __init__(self, path: Path) -> None:
        if path.is_dir():
            raise IsADirectoryError(f"{path} is a directory")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        self._draft.touch(exist_ok=False)

    def write(self, text: str) -> None:
        """Put the report in its place.

        Raises:
            OSError: It could not be written; what was there before still is.
        """
        self._draft.write_text(text, encoding="utf-8", newline="\n")
        self._draft.replace(self._path)

    def close(self) -> None:
        """Leave nothing behind that is not whole."""
        with suppress(FileNotFoundError):
            self._draft.unlink()
