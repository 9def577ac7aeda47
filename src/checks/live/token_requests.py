"""Limits requests to Bitbucket's token endpoint across all processes of this user, because failed ones lock a consumer.

The record contains no secret: only a salted hash of each key and secret, the time of the request, and the response.
"""

import json
import os
import secrets
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import scrypt
from pathlib import Path

from checks.clients.bitbucket_records import TokenResponse
from checks.clients.errors import ReadError
from checks.settings.settings import Consumer

AGAIN_SECONDS = 600.0
"""The minimum number of seconds between two requests with the same key and secret."""

_TABLES = """
CREATE TABLE IF NOT EXISTS salt (value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS request (pair TEXT PRIMARY KEY, asked REAL NOT NULL, response TEXT);
"""


@dataclass(frozen=True)
class Recorded:
    """A response of the token endpoint.

    Attributes:
        response: The response.
        asked: When the token was requested.
        is_new: Whether it was requested just now; otherwise, the response is from the record.
    """

    response: TokenResponse
    asked: datetime
    is_new: bool


def state_folder(environ: Mapping[str, str], home: Path | None, platform: str = sys.platform) -> Path | None:
    """Return this tool's folder in the user's directory for state, or None if that directory is unknown.

    A program that cleans caches would delete the record, so the folder isn't a cache.
    """
    configured = Path(environ.get("LOCALAPPDATA" if platform == "win32" else "XDG_STATE_HOME", ""))
    places = {"win32": "AppData/Local", "darwin": "Library/Application Support"}
    default = home / places.get(platform, ".local/state") if home else None
    folder = configured if configured.is_absolute() else default
    return folder / "bitbucket-terraform-guide" if folder else None


class TokenRequests:
    """The record of the requests, as a file that only this user can read.

    Args:
        folder: The folder of the file; None if there is none, so that Bitbucket is never asked.
        clock: Returns the time in seconds since 1970.
    """

    def __init__(self, folder: Path | None, clock: Callable[[], float] = time.time) -> None:
        self._path = folder / "token-requests.sqlite" if folder else None
        self._clock = clock

    def response(
        self, consumer: Consumer, site: str, ask: Callable[[], TokenResponse], *, first: bool, again: bool
    ) -> Recorded:
        """Return the response for a consumer: from Bitbucket if it can be asked now, otherwise the recorded one.

        Args:
            consumer: The key and secret.
            site: The URL of Bitbucket.
            ask: Sends the request.
            first: Whether Bitbucket can be asked if no process asked it with this key and secret before.
            again: Whether Bitbucket can be asked again, unless it rejected them or the last request is too recent.

        Raises:
            ReadError: There is no response yet, and Bitbucket can't be asked now.
        """
        try:
            with self._opened() as record:
                pair = _digest(_salt(record), site, consumer)
                known = self._claim(record, pair, first=first, again=again)
                if known:
                    return known
                asked = self._clock()
                response = ask()
                record.execute("UPDATE request SET response = ? WHERE pair = ?", (_to_json(response), pair))
                return Recorded(response, datetime.fromtimestamp(asked, UTC), is_new=True)
        except (OSError, sqlite3.Error) as error:
            raise ReadError(
                f"The record of requests to the token endpoint can't be used ({type(error).__name__}), so "
                "no token was requested. Set XDG_STATE_HOME (on Windows, LOCALAPPDATA) to a writable folder."
            ) from None

    def _claim(self, record: sqlite3.Connection, pair: str, *, first: bool, again: bool) -> Recorded | None:
        """Return the recorded response, or None if this process can ask now; the other processes see that it does."""
        record.execute("BEGIN IMMEDIATE")
        try:
            row = record.execute("SELECT asked, response FROM request WHERE pair = ?", (pair,)).fetchone()
            known = _recorded(row) if row else None
            may_ask = self._may_ask_again(row[0], known) and again if row else first
            if may_ask:
                values = (pair, self._clock())
                record.execute("REPLACE INTO request (pair, asked, response) VALUES (?, ?, NULL)", values)
        finally:
            record.execute("COMMIT")
        if may_ask or known:
            return None if may_ask else known
        raise ReadError(_unasked(row[0] if row else None, self._clock()))

    def _may_ask_again(self, asked: float, known: Recorded | None) -> bool:
        rejected = known is not None and known.response.is_rejected
        return not rejected and self._clock() - asked >= AGAIN_SECONDS

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        if self._path is None:
            raise FileNotFoundError
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(self._path, isolation_level=None)) as record:
            record.executescript(_TABLES)
            yield record


def _salt(record: sqlite3.Connection) -> bytes:
    record.execute(
        "INSERT INTO salt (value) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM salt)", (secrets.token_bytes(16),)
    )
    salt: bytes = record.execute("SELECT value FROM salt").fetchone()[0]
    return salt


def _digest(salt: bytes, site: str, consumer: Consumer) -> str:
    words = json.dumps([site, consumer.key, consumer.secret.reveal()]).encode()
    return scrypt(words, salt=salt, n=2**14, r=8, p=1).hex()


def _to_json(response: TokenResponse) -> str:
    scopes = None if response.scopes is None else sorted(response.scopes)
    return json.dumps([response.granted, response.error, response.description, scopes, response.status])


def _recorded(row: tuple[float, str | None]) -> Recorded | None:
    asked, text = row
    if text is None:
        return None
    granted, error, description, scopes, status = json.loads(text)
    response = TokenResponse(granted, error, description, None if scopes is None else frozenset(scopes), status)
    return Recorded(response, datetime.fromtimestamp(asked, UTC), is_new=False)


def next_request(asked: datetime) -> datetime:
    """Return when a token can be requested again, in local time and rounded up to a minute, as pages show it."""
    later = (asked + timedelta(seconds=AGAIN_SECONDS)).astimezone()
    minute = later.replace(second=0, microsecond=0)
    return minute if minute == later else minute + timedelta(minutes=1)


def _unasked(asked: float | None, now: float) -> str:
    if asked is None:
        return "No token has been requested with this key and secret. To request one, select Check again."
    moment = datetime.fromtimestamp(asked, UTC)
    later = next_request(moment)
    wait = f" at {_shown(later, now)} or later" if later.timestamp() > now else ""
    return (
        f"A token was requested with this key and secret at {_shown(moment, now)}, without a response. "
        f"To request it again, select Check again{wait}."
    )


def _shown(moment: datetime, now: float) -> str:
    """Return a local time, with the date if that isn't today."""
    local = moment.astimezone()
    is_today = local.date() == datetime.fromtimestamp(now).astimezone().date()
    return f"{local:%H:%M}" if is_today else f"{local:%Y-%m-%d, %H:%M}"
