"""Keeps secrets out of everything that is shown."""

import base64
from collections.abc import Iterable
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
        return isinstance(other, Secret) and other._text == self._text  # noqa: SLF001 - its own kind

    def __hash__(self) -> int:
        return hash(self._text)


class Redactor:
    """Takes secrets out of texts that others wrote: a vendor's error may repeat what it was sent.

    Args:
        secrets: What to hide: each as it is, in base64 and as in an address.
    """

    def __init__(self, secrets: Iterable[Secret]) -> None:
        forms: set[str] = set()
        for secret in secrets:
            text = secret.reveal()
            if len(text) >= SHORTEST:
                forms |= {text, quote(text, safe=""), base64.b64encode(text.encode()).decode().rstrip("=")}
        self._forms = sorted(forms, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return `text` with every secret replaced by ``(hidden)``."""
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return text
