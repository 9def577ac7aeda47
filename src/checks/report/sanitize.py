"""Makes text from other sources safe to print, and wraps it to a width."""

import re
import textwrap


def sanitize(text: str) -> str:
    r"""Return `text` on one line, without characters that control a terminal, break XML, or mislead a reader.

    Line breaks and tabs become spaces. Unprintable characters become escapes (``\x1b``, ``\u202e``): control characters
    and escape sequences, marks that change the text direction, lone surrogates, and private-use characters.
    """
    spaced = " ".join(text.split())
    if spaced.isprintable():
        return spaced
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in spaced
    )


def wrapped(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Return the lines of `text`, sanitized and wrapped; only a long word can be wider than `width`.

    Args:
        text: The text.
        width: The width in terminal columns; a wide character has two columns.
        indent: The start of the first line.
        hanging: The start of the other lines; `indent` by default.
    """
    safe = sanitize(text)
    wrap = textwrap.wrap
    if not safe.isascii():
        from wcwidth import wrap  # noqa: PLC0415 - it takes a tenth of a second to load
    return wrap(
        safe,
        width,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def columns(text: str) -> int:
    """Return the number of terminal columns of a text that is safe to print."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # noqa: PLC0415 - as in `wrapped`

    return wcswidth(text)


def padded(text: str, width: int) -> str:
    """Return a text with spaces after it, so that it has `width` terminal columns."""
    return text + " " * (width - columns(text))


def in_markdown(words: str) -> str:
    """Return `words` so that Markdown shows them literally, without markup, HTML, or user mentions."""
    return re.sub(r"([\\`*\[\]<>|~#!]|\b_|_\b)", r"\\\1", sanitize(words).replace("&", "&amp;")).replace("@", "&#64;")
