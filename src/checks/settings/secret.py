"""Keeps secrets out of everything that is shown."""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

HIDDEN = "(hidden)"
SHORTEST = 6
"""Characters. What is shorter than this is no secret, and hiding it would eat ordinary words."""

HARMLESS_USERS = ("git", "x-token-auth", "x-bitbucket-api-token-auth", "x-access-token", "oauth2")
"""Users before the host of a URL that are no secret; every other one may be a token that was put there."""

Value = TypeVar("Value")


class Secret:
    """A text that no ``repr``, ``str`` or format shows.

    Args:
        text: The secret.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the secret: for an ``Authorization`` header or a comparison, never for a message."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


class Redactor:
    """Takes secrets out of texts that others wrote: a vendor's error may repeat what it was sent.

    Besides the secrets that it knows, it hides whatever is recognized as one by its form: logins in URLs, tokens of
    known vendors, private keys, and parameters that carry tokens.

    Args:
        secrets: What to hide: each as it is, as in an address, as in JSON or HTML, and within base64 wherever it
            begins there; in letters of any size, for a vendor may have made small ones of them.
    """

    def __init__(self, secrets: Iterable[Secret]) -> None:
        forms = {form for secret in secrets for form in _forms(secret.reveal()) if len(form) >= SHORTEST}
        longest_first = sorted(forms, key=len, reverse=True)
        self._forms = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if forms else None
        self._small = {form.lower().encode("utf-8", "replace") for form in forms}

    def __call__(self, text: str) -> str:
        """Return `text` with every secret replaced by ``(hidden)``."""
        if self._forms:
            text = self._forms.sub(HIDDEN, text)
        for pattern, put in _RECOGNIZED:
            text = pattern.sub(put, text)
        return text

    def knows(self, text: str) -> bool:
        """Tell whether one of the secrets that were given stands in `text`."""
        return self._forms is not None and self._forms.search(text) is not None

    def all(self, value: Value) -> Value:
        """Return `value` with every string in it redacted: in tuples, lists, mappings, and dataclasses too.

        Whatever contains no secret is returned as the same object, so that constants stay recognizable.
        """
        redacted: Any = value
        if isinstance(value, str) and not isinstance(value, Enum):
            redacted = self(value)
        elif isinstance(value, Path):
            redacted = type(value)(self(str(value)))
        elif isinstance(value, (tuple, list)):
            redacted = type(value)(map(self.all, value))
        elif isinstance(value, Mapping):
            redacted = {self.all(key): self.all(each) for key, each in value.items()}
        elif is_dataclass(value) and not isinstance(value, type):
            before = {one.name: getattr(value, one.name) for one in fields(value)}
            after = {name: self.all(each) for name, each in before.items()}
            changed = {name: each for name, each in after.items() if each is not before[name]}
            redacted = replace(value, **changed) if changed else value
        return value if redacted == value else redacted

    def within(self, body: bytes) -> bytes:
        """Return a whole answer with every secret replaced, before any part of it is cut out and passed on.

        Passwords in addresses stay: they may be what is looked at.
        """
        small = body.lower()
        if self._forms is None or not any(form in small for form in self._small):
            return body
        return self._forms.sub(HIDDEN, body.decode("latin-1")).encode("latin-1")


_AT, _COLON, _SLASH = r"(?:@|%40)", r"(?::|%3A)", r"(?:/|%2F)"
_WORD = r"[^\s'\"<>@%/:]"
"""A character of a user: ``@``, ``%``, ``:`` and ``/`` are matched on their own."""

_HARMLESS = rf"(?:{'|'.join(map(re.escape, HARMLESS_USERS))})"
_ENCODED = r"%(?!40|3A|2F)[0-9A-F]{2}"
_USER = rf"(?:{_WORD}|{_ENCODED})+"


_PORT = re.compile(r"\d{1,5}[/?#]")
_HOST = re.compile(r"localhost\b|[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
"""A host with a dot, as in ``host.example:443/path@version``; any other name before a colon may be a user."""


def _login(match: re.Match[str]) -> str:
    """Return a login of a URL with its password hidden, and its user unless that is known to be none.

    A host with its port and an ``@`` in its path look like a login whose password begins with digits. They are left
    only if nothing that looks like a host follows the ``@``.
    """
    user = match["user"]
    after = match.string[match.end() :]
    if _PORT.match(match["password"] or "") and _HOST.fullmatch(user) and not _HOST.match(after):
        return match[0]
    shown = user if user.lower() in HARMLESS_USERS else HIDDEN
    return f"{match['before']}{shown}{match['colon'] or ''}{HIDDEN if match['colon'] else ''}{match['at']}"


_NAME = r"(?<![A-Za-z0-9])(?:token|secret|password|passwd|api[_-]?key)"
"""The end of the name of a parameter that carries a secret, such as ``client_secret`` or ``Private-Token``."""

_RECOGNIZED: tuple[tuple[re.Pattern[str], Any], ...] = (
    (
        re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)", re.DOTALL),
        HIDDEN,
    ),
    # Tokens that begin as those of Atlassian, HashiCorp, GitHub and GitLab do.
    (re.compile(r"(?<![A-Za-z0-9])(?:ATATT|ATCTT|ATBB|ATOA)(?=[\w=-]*\d)[\w=-]{8,}", re.IGNORECASE), HIDDEN),
    (re.compile(r"[A-Za-z0-9]+\.atlasv[0-9]\.[\w=-]*", re.IGNORECASE), HIDDEN),
    (re.compile(r"(?<![A-Za-z0-9])(?:gh[a-z]_|github_pat_|gl[a-z]{2,}-|hv[a-z]\.|xox[a-z]-)[\w=-]{16,}"), HIDDEN),
    # A JSON Web Token: three parts, of which the first begins as the base64 of an object does.
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+"), HIDDEN),
    (re.compile(r"(\bAuthorization\W+(?:Bearer|Basic|Token)\s+)[^\s'\"]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(rf"({_NAME}(?:=|%3D))[^\s&#'\"<>]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    # In JSON, and in a header: a word after a colon is a secret only if it has a digit and is as long as one.
    (re.compile(rf"({_NAME}['\"]?\s*:\s*['\"]?)(?=[^\s'\",]*\d)[^\s'\",]{{8,}}", re.IGNORECASE), rf"\1{HIDDEN}"),
    # user:password@ in any form. A colon before a port begins no password; a password may hold anything but space.
    (
        re.compile(
            rf"(?P<before>(?<![\w.@-]))(?P<user>{_USER})(?P<colon>{_COLON})(?!//)"
            rf"(?P<password>[^\s'\"<>]*)(?P<at>{_AT})(?=[\w\[(])",
            re.IGNORECASE,
        ),
        _login,
    ),
    # :password@ without a user, and user@ alone where a URL is meant: after slashes, or before a path.
    (
        re.compile(rf"(?P<before>//)(?P<user>)(?P<colon>:)(?P<password>[^\s'\"<>/@]+)(?P<at>{_AT})"),
        lambda m: f"//:{HIDDEN}{m['at']}",
    ),
    (
        re.compile(
            rf"(?P<before>{_COLON}{_SLASH}+|(?<![\w.:/@-])//)(?P<user>{_USER})(?P<colon>)(?P<password>)(?P<at>{_AT})",
            re.IGNORECASE,
        ),
        _login,
    ),
    (
        re.compile(
            rf"(?P<before>(?<![\w.@%-]))(?P<user>{_USER})(?P<colon>)(?P<password>)(?P<at>{_AT})(?=[\w.\[\]-]+(?:{_COLON}|{_SLASH})[\w~/])",
            re.IGNORECASE,
        ),
        _login,
    ),
    # Whoever knows the URL of a webhook of HCP Terraform can call it.
    (re.compile(r"(/webhooks/vcs/)[0-9a-f-]{8,}", re.IGNORECASE), rf"\1{HIDDEN}"),
    # What stands before @ like an email address, and is made like a token.
    (re.compile(r"(?<![\w.+-])(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])[\w=-]{16,}(?=@)"), HIDDEN),
)
"""What is recognized as a secret by its form, and what is put in its place."""


def _forms(text: str) -> Iterator[str]:
    yield text
    yield quote(text, safe="")
    yield quote(text)
    yield json.dumps(text)[1:-1]
    yield text.replace("/", "\\/")
    yield html.escape(text)
    for before in range(3):
        # Base64 packs three bytes into four letters, so a secret looks different at each of three places in a
        # header. Letters that depend on what stands before or after it are left off.
        packed = base64.b64encode(b"\0" * before + text.encode())
        whole = packed[-(-before * 4 // 3) : (before + len(text.encode())) * 4 // 3].decode()
        yield whole
        yield quote(whole, safe="")
        yield whole.replace("+", "-").replace("/", "_")
