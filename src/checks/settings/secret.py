"""Keeps secrets out of everything that is shown."""

import base64
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

HIDDEN = "(hidden)"
SHORTEST = 6


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

    Args:
        secrets: What to hide: each as it is, as in an address, and within base64 wherever it begins there; in
            letters of any size, for a vendor may have made small ones of them.
    """

    def __init__(self, secrets: Iterable[Secret]) -> None:
        forms = {form for secret in secrets for form in _forms(secret.reveal()) if len(form) >= SHORTEST}
        longest_first = sorted(forms, key=len, reverse=True)
        self._forms = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if forms else None
        self._small = {form.lower().encode("utf-8", "replace") for form in forms}

    def __call__(self, text: str) -> str:
        """Return `text` with every secret replaced by ``(hidden)``, and every password in an address too."""
        if self._forms:
            text = self._forms.sub(HIDDEN, text)
        return _WEBHOOK.sub(rf"\1{HIDDEN}", _PASSWORD.sub(rf"\1{HIDDEN}@", text))

    def within(self, body: bytes) -> bytes:
        """Return a whole answer with every secret replaced, before any part of it is cut out and passed on.

        Passwords in addresses stay: they may be what is looked at.
        """
        small = body.lower()
        if self._forms is None or not any(form in small for form in self._small):
            return body
        return self._forms.sub(HIDDEN, body.decode("latin-1")).encode("latin-1")


_WEBHOOK = re.compile(r"(/webhooks/vcs/)[0-9a-f-]{8,}", re.IGNORECASE)
"""Whoever knows the URL of a webhook of HCP Terraform can call it."""

_PASSWORD = re.compile(r"(://[^/\s:@]*:)[^/\s@]+@")


def _forms(text: str) -> Iterator[str]:
    yield text
    yield quote(text, safe="")
    for before in range(3):
        # Base64 packs three bytes into four letters, so a secret looks different at each of three places in a
        # header. Letters that depend on what stands before or after it are left off.
        packed = base64.b64encode(b"\0" * before + text.encode())
        whole = packed[-(-before * 4 // 3) : (before + len(text.encode())) * 4 // 3].decode()
        yield whole
        yield quote(whole, safe="")
        yield whole.replace("+", "-").replace("/", "_")
