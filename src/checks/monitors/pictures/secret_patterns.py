"""Finds what looks like a secret, or like the machine of whoever took a picture."""

import re
from collections.abc import Iterator

_PATTERNS = {
    "an Atlassian token": r"AT(?:ATT|BB|CTT)[A-Za-z0-9_=-]{8,}",
    "a token of HCP Terraform": r"[A-Za-z0-9]{6,}\.atlasv1\.[A-Za-z0-9]{8,}",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{16,}",
    "a public key": r"ssh-(?:rsa|ed25519) AAAA[A-Za-z0-9+/]{16,}",
    "a key or secret": r"(?<![A-Za-z0-9])(?=[A-Za-z]*\d)(?=[A-Z0-9]*[a-z])(?=[a-z0-9]*[A-Z])[A-Za-z0-9]{18,}",
    "an address of this machine": r"(?:127\.0\.0\.1|localhost):\d+|/(?:tmp|home|root)/\w+",
}


def secret_like(text: str) -> Iterator[str]:
    """Yield what kinds of secrets `text` seems to hold; never the secret itself, and each one once."""
    for what, pattern in _PATTERNS.items():
        text, found = re.subn(pattern, "", text)
        if found:
            yield what
