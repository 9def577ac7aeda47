"""Makes texts that others wrote harmless, and fits them to a width."""

import wcwidth


def sanitize(text: str) -> str:
    r"""Return `text` on one line, with nothing in it that a terminal, an XML parser or an eye would obey.

    Line breaks and tabs become blanks. Whatever cannot be printed becomes its escape (``\x1b``, ``\u202e``): control
    characters and escape sequences, marks that turn the direction of writing, lone surrogates, private characters.
    """
    spaced = " ".join(text.split())
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in spaced
    )


def wrapped(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Return the lines of `text`, made harmless, none wider than `width` columns unless one word is.

    Args:
        text: What to write.
        width: In columns of a terminal; a wide character takes two.
        indent: What the first line begins with.
        hanging: What the others begin with; the same where nothing is given.
    """
    return wcwidth.wrap(
        sanitize(text),
        width,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
