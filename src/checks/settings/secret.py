"""Keeps secrets out of all output."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from html.entities import codepoint2name
from operator import is_
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from checks.settings.secret_formats import FOLDED, HIDDEN, hide_recognized

SHORTEST = 6
"""The minimum length of a secret in characters. Hiding shorter text would remove ordinary words."""

Value = TypeVar("Value")


class Secret:
    """A text that ``repr``, ``str``, and string formatting never show."""

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
        secrets: The secrets to hide. Each one is found unchanged, URL-encoded, escaped for JSON or HTML, also several
            times, and at any position in base64. Letter case doesn't matter, because a vendor might convert a secret
            to lowercase.
    """

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._secrets: set[Secret] = set()
        self.add(secrets)

    def add(self, secrets: Iterable[Secret]) -> None:
        """Also hide these secrets."""
        self._secrets.update(secrets)
        whole = [secret.reveal() for secret in self._secrets]
        # A secret can end with a slash, and a setting for a URL drops the last one.
        texts = sorted({form for text in whole for form in (text, text.rstrip("/"))}, key=len, reverse=True)
        texts = [text for text in texts if len(text) >= SHORTEST]
        encoded = {form for text in texts for form in _base64_forms(text) if len(form) >= SHORTEST}
        longest_first = sorted(encoded, key=len, reverse=True)
        patterns = [*map(_pattern, texts), *map(re.escape, longest_first)]
        self._forms = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None
        self._parts = tuple({_longest_word(form) for form in (*texts, *encoded)})

    def stop_hiding(self, text: str) -> bool:
        """Don't hide this text any more, and return whether it was one of the given secrets."""
        is_hidden = Secret(text) in self._secrets
        self._secrets.discard(Secret(text))
        self.add(())
        return is_hidden

    def __call__(self, text: str) -> str:
        """Return `text` with each secret replaced by ``(hidden)``."""
        return hide_recognized(self._without_given(text))

    def knows(self, text: str) -> bool:
        """Return whether `text` contains one of the given secrets."""
        return self._forms is not None and self._possible(text) and self._forms.search(text) is not None

    def _without_given(self, text: str) -> str:
        return self._forms.sub(HIDDEN, text) if self._forms and self._possible(text) else text

    def _possible(self, text: str) -> bool:
        """Return False only if `text` contains none of the given secrets, which is much faster than a search.

        No encoding changes letters and digits. Four letters are equal to ASCII letters if the case is ignored.
        """
        small = text.lower()
        return any(part in small for part in self._parts) or bool(FOLDED.search(text))

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
            items = [self.all(each) for each in value]
            redacted = value if all(map(is_, items, value)) else type(value)(items)
        elif isinstance(value, Mapping):
            redacted = {self.all(key): self.all(each) for key, each in value.items()}
        elif is_dataclass(value) and not isinstance(value, type):
            before = {item.name: getattr(value, item.name) for item in fields(value)}
            after = {name: self.all(each) for name, each in before.items()}
            changed = {name: each for name, each in after.items() if each is not before[name]}
            redacted = replace(value, **changed) if changed else value
        return value if redacted is value or redacted == value else redacted

    def within(self, body: bytes) -> bytes:
        """Return a complete response body with each given secret replaced, before any part of it is used.

        Passwords in URLs are kept, because a check can examine them.
        """
        text = body.decode("utf-8", "surrogateescape")
        found = self._without_given(text)
        return body if found is text else found.encode("utf-8", "surrogateescape")


def _pattern(text: str) -> str:
    """Return a pattern for a secret in which each character can be encoded for a URL, JSON, or HTML."""
    return "".join(map(_character, text))


def _character(character: str) -> str:
    if character.isascii() and character.isalnum():
        return character
    percent = "%(?:25)*"
    units = character.encode("utf-16-be", "surrogatepass")
    escaped = [units[at : at + 2].hex() for at in range(0, len(units), 2)]
    number = ord(character)
    forms = [
        "".join(f"{percent}{byte:02x}" for byte in character.encode("utf-8", "surrogatepass")),
        "".join(rf"\\+u{unit}" for unit in escaped),
        rf"&(?:amp;)*#(?:0*{number}|x0*{number:x});",
    ]
    if number in codepoint2name or character == "'":
        forms.append(rf"&(?:amp;)*{codepoint2name.get(number, 'apos')};")
    if character == " ":
        forms.append("[+]")
    # The plain character comes last, because the encoded forms can begin with it.
    forms.append(r"\\*" + re.escape(character))
    return f"(?:{'|'.join(forms)})"


def _longest_word(form: str) -> str:
    """Return the longest sequence of letters and digits in lowercase; no encoding changes it."""
    return str(max(re.findall("[A-Za-z0-9]*", form), key=len)).lower()


def _base64_forms(text: str) -> Iterator[str]:
    for before in range(3):
        # Base64 encodes three bytes as four characters, so a secret has three encodings, depending on its offset.
        # Characters that also depend on the neighboring bytes are dropped.
        encoded = base64.b64encode(b"\0" * before + text.encode())
        whole = encoded[-(-before * 4 // 3) : (before + len(text.encode())) * 4 // 3].decode()
        yield whole
        yield quote(whole, safe="")
        yield whole.replace("+", "-").replace("/", "_")
