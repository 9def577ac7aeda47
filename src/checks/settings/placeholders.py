"""Recognizes a placeholder in the place of a value, such as text copied from an example."""

import re

_PLACEHOLDER = re.compile(
    r"<.*>|\[.*\]|([*xX\u2022-])\1{2,}|.*<YOUR [A-Z ]+>.*|null|none|nil|undefined|todo|changeme|redacted|\(hidden\)",
    re.IGNORECASE,
)

_WORDS = """
a access actual add an api app atlassian auth bearer bitbucket change changeme client cloud consumer credential dummy
enter example fake false fixme foo bar goes hashicorp hcp here id insert key me my n na no of our organization oauth
password paste personal placeholder put real redacted replace replaceme sample secret sensitive set some tbd team
terraform test tfc tfe the this to todo token true user value with workspace yes your
"""
_WORDED = re.compile(rf"(?:[-_./]|(?:{'|'.join(_WORDS.split())})(?![a-z]))+", re.IGNORECASE)
"""Only words of placeholders, such as ``your-token-here``."""

_BETWEEN = re.compile(r"__[A-Za-z_]+__|@@.*@@")
"""The format in which a template marks a name to replace."""

_REPEATED = re.compile(r"([A-Za-z0-9])\1{7,}")
_ORDERED = "01234567890123456789abcdefghijklmnopqrstuvwxyz"


def is_placeholder(value: str) -> bool:
    """Return whether a value is a placeholder for any setting."""
    return _PLACEHOLDER.fullmatch(value) is not None


def is_placeholder_of_token(value: str) -> bool:
    """Return whether a value is a placeholder for a token, secret, or key that a vendor generates randomly.

    Random text doesn't consist of words. In 200 random characters, the probability that a character occurs eight times
    in a row is less than one in a billion.
    """
    few = len({character for character in value.lower() if character.isalnum()}) < 2  # noqa: PLR2004 - one or none
    patterned = _WORDED.fullmatch(value) or _BETWEEN.fullmatch(value) or _REPEATED.search(value)
    return few or bool(patterned) or value.lower() in _ORDERED
