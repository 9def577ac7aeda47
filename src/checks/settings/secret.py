"""Keeps secrets out of all output."""

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
"""The minimum length of a secret in characters. Hiding shorter text would remove ordinary words."""

HARMLESS_USERS = ("git", "x-token-auth", "x-bitbucket-api-token-auth", "x-access-token", "oauth2")
"""Usernames in a URL that aren't secret. Any other username might be a token."""

Value = TypeVar("Value")


class Secret:
    """A text that ``repr``, ``str``, and string formatting never show.

    Args:
        text: The secret text.
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
    """Removes secrets from text that this tool didn't write: a vendor's error message can repeat the request.

    It hides the given secrets and also text that has the format of a secret: logins in URLs, tokens of known vendors,
    private keys, and parameters that contain tokens.

    Args:
        secrets: The secrets to hide. Each one is found unchanged, URL-encoded, escaped for JSON or HTML, and at any
            position in base64. Letter case doesn't matter, because a vendor might convert a secret to lowercase.
    """

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._secrets: set[Secret] = set()
        self.add(secrets)

    def add(self, secrets: Iterable[Secret]) -> None:
        """Also hide these secrets."""
        self._secrets.update(secrets)
        forms = {form for secret in self._secrets for form in _forms(secret.reveal()) if len(form) >= SHORTEST}
        longest_first = sorted(forms, key=len, reverse=True)
        self._forms = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if forms else None
        self._small = {form.lower().encode("utf-8", "replace") for form in forms}

    def __call__(self, text: str) -> str:
        """Return `text` with each secret replaced by ``(hidden)``."""
        if self._forms:
            text = self._forms.sub(HIDDEN, text)
        for pattern, replacement in _RECOGNIZED:
            text = pattern.sub(replacement, text)
        return text

    def knows(self, text: str) -> bool:
        """Return whether `text` contains one of the given secrets."""
        return self._forms is not None and self._forms.search(text) is not None

    def all(self, value: Value) -> Value:
        """Return `value` with every string in it redacted, including those in tuples, lists, mappings, and dataclasses.

        A value without a secret is returned as the same object, so that identity comparisons with constants still work.
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
            before = {item.name: getattr(value, item.name) for item in fields(value)}
            after = {name: self.all(each) for name, each in before.items()}
            changed = {name: each for name, each in after.items() if each is not before[name]}
            redacted = replace(value, **changed) if changed else value
        return value if redacted == value else redacted

    def within(self, body: bytes) -> bytes:
        """Return a complete response body with each given secret replaced, before any part of it is used.

        Passwords in URLs are kept, because a check can examine them.
        """
        small = body.lower()
        if self._forms is None or not any(form in small for form in self._small):
            return body
        return self._forms.sub(HIDDEN, body.decode("latin-1")).encode("latin-1")


_AT, _COLON, _SLASH = r"(?:@|%40)", r"(?::|%3A)", r"(?:/|%2F)"
_WORD = r"[^\s'\"<>@%/:]"
"""A character of a username: ``@``, ``%``, ``:``, and ``/`` are matched separately."""

_ENCODED = r"%(?!40|3A|2F)[0-9A-F]{2}"
_USER = rf"(?:{_WORD}|{_ENCODED})+"


_PORT = re.compile(r"\d{1,5}[/?#]")
_HOST = re.compile(r"localhost\b|[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
"""A host with a dot, as in ``host.example:443/path@version``. Any other name before a colon might be a username."""


def _login(match: re.Match[str]) -> str:
    """Return the login of a URL with its password hidden, and also its username unless that is known to be harmless.

    A host with a port and an ``@`` in the path resembles a login with a password that starts with digits. Such text
    is kept only if the ``@`` isn't followed by text in the format of a host.
    """
    user = match["user"]
    after = match.string[match.end() :]
    if _PORT.match(match["password"] or "") and _HOST.fullmatch(user) and not _HOST.match(after):
        return match[0]
    shown = user if user.lower() in HARMLESS_USERS else HIDDEN
    return f"{match['before']}{shown}{match['colon'] or ''}{HIDDEN if match['colon'] else ''}{match['at']}"


_NAME = r"(?<![A-Za-z0-9])(?:token|secret|password|passwd|api[_-]?key)"
"""The end of the name of a parameter that contains a secret, such as ``client_secret`` or ``Private-Token``."""

_RECOGNIZED: tuple[tuple[re.Pattern[str], Any], ...] = (
    (
        re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)", re.DOTALL),
        HIDDEN,
    ),
    # Tokens with the prefixes that Atlassian, HashiCorp, GitHub, and GitLab use.
    (re.compile(r"(?<![A-Za-z0-9])(?:ATATT|ATCTT|ATBB|ATOA)(?=[\w=-]*\d)[\w=-]{8,}", re.IGNORECASE), HIDDEN),
    (re.compile(r"[A-Za-z0-9]+\.atlasv[0-9]\.[\w=-]*", re.IGNORECASE), HIDDEN),
    (re.compile(r"(?<![A-Za-z0-9])(?:gh[a-z]_|github_pat_|gl[a-z]{2,}-|hv[a-z]\.|xox[a-z]-)[\w=-]{16,}"), HIDDEN),
    # A JSON Web Token: three parts, the first of which starts like a base64-encoded JSON object.
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+"), HIDDEN),
    (re.compile(r"(\bAuthorization\W+(?:Bearer|Basic|Token)\s+)[^\s'\"]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(rf"({_NAME}(?:=|%3D))[^\s&#'\"<>]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    # In JSON and in headers, a word after a colon is hidden only if it contains a digit and has at least 8 characters.
    (re.compile(rf"({_NAME}['\"]?\s*:\s*['\"]?)(?=[^\s'\",]*\d)[^\s'\",]{{8,}}", re.IGNORECASE), rf"\1{HIDDEN}"),
    # user:password@ in any encoding. A password can contain anything except whitespace, quotation marks, < and >.
    (
        re.compile(
            rf"(?P<before>(?<![\w.@-]))(?P<user>{_USER})(?P<colon>{_COLON})(?!//)"
            rf"(?P<password>[^\s'\"<>]*)(?P<at>{_AT})(?=[\w\[(])",
            re.IGNORECASE,
        ),
        _login,
    ),
    # :password@ without a username, and user@ without a password in a URL: after slashes, or before a path.
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
    # Anyone with the URL of an HCP Terraform webhook can call it.
    (re.compile(r"(/webhooks/vcs/)[0-9a-f-]{8,}", re.IGNORECASE), rf"\1{HIDDEN}"),
    # Text before @ that has the format of a token rather than of an email address.
    (re.compile(r"(?<![\w.+-])(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])[\w=-]{16,}(?=@)"), HIDDEN),
)
"""The patterns of secrets, each with its replacement."""


def _forms(text: str) -> Iterator[str]:
    yield text
    yield quote(text, safe="")
    yield quote(text)
    yield json.dumps(text)[1:-1]
    yield text.replace("/", "\\/")
    yield html.escape(text)
    for before in range(3):
        # Base64 encodes three bytes as four characters, so a secret has three encodings, depending on its offset.
        # Characters that also depend on the neighboring bytes are dropped.
        encoded = base64.b64encode(b"\0" * before + text.encode())
        whole = encoded[-(-before * 4 // 3) : (before + len(text.encode())) * 4 // 3].decode()
        yield whole
        yield quote(whole, safe="")
        yield whole.replace("+", "-").replace("/", "_")
