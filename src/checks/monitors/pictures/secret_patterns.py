"""Find text that looks like a secret, or like details of the machine that took a picture."""

import re
from collections.abc import Iterator

_PATTERNS = {
    "an Atlassian token": r"AT(?:ATT|BB|CTT)[A-Za-z0-9_=-]{8,}",
    "an HCP Terraform token": r"[A-Za-z0-9]{6,}\.atlasv1\.[A-Za-z0-9]{8,}",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{16,}",
    "a public key": r"ssh-(?:rsa|ed25519) AAAA[A-Za-z0-9+/]{16,}",
    "a key or secret": r"(?<![A-Za-z0-9])(?=[A-Za-z]*\d)(?=[A-Z0-9]*[a-z])(?=[a-z0-9]*[A-Z])[A-Za-z0-9]{18,}",
    "a URL or path of this machine": r"(?:127\.0\.0\.1|localhost):\d+|/(?:tmp|home|root)/\w+",
}


def find_secrets(text: str) -> Iterator[str]:
    """Yield the kinds of secrets that `text` seems to contain, each once; never the secret itself."""
    for what, pattern in _PATTERNS.items():
        text, found = re.subn(pattern, "", text)
        if found:
            yield what
