"""Identifiers in the vendors' formats, identical in every run."""

import hashlib
import uuid

_SPACE = uuid.UUID("5b1d8f0e-6d1c-4c55-9a3f-1f8c5ad0b7c4")
_LENGTH = 16
_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def uuid_of(name: str) -> str:
    """Return the UUID for `name`, without braces."""
    return str(uuid.uuid5(_SPACE, name))


def braced(name: str) -> str:
    """Return the UUID for `name` in braces, as Bitbucket writes it."""
    return f"{{{uuid_of(name)}}}"


def terraform_id(kind: str, name: str) -> str:
    """Return an identifier such as ``ws-`` and sixteen letters and digits, for `kind` ``ws``."""
    digest = hashlib.sha256(f"{kind}:{name}".encode()).digest()
    return f"{kind}-" + "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:_LENGTH])
