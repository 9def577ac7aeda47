"""Damage to the text of a private key, and the damage that OpenSSH tolerates."""

from dataclasses import dataclass
from datetime import date

from checks.facts.fact import Fact, Source
from checks.facts.ssh import OPENSSH, Format

_SEEN = date(2026, 11, 24)
_OPENSSH = Source("https://github.com/openssh/openssh-portable/blob/master/sshkey.c", "MARK_BEGIN", _SEEN)
_OPENSSL = Source("https://github.com/openssl/openssl/blob/master/crypto/pem/pem_lib.c", "-----BEGIN ", _SEEN)


@dataclass(frozen=True, kw_only=True)
class Damage(Fact):
    """Damage to the text of a private key while it was copied or saved.

    The tolerated damage was measured with OpenSSH 9.2 and OpenSSL 3.0: a key in OpenSSH format must match the
    original byte for byte, and PEM format tolerates much more. HashiCorp doesn't document how HCP Terraform changes
    the text that is pasted into its form.

    Attributes:
        text: The damage, as a clause that can follow "it".
        fatal_in_pem: True if a key in PEM format isn't reliable with this damage.
        fatal_in_openssh: The same for OpenSSH format.
        fix: How to fix the damage.
    """

    text: str
    fatal_in_pem: bool
    fatal_in_openssh: bool = True
    fix: str

    def is_fatal(self, form: Format) -> bool:
        """Return whether a private key of this `form` isn't reliable with this damage."""
        return self.fatal_in_openssh if form is OPENSSH else self.fatal_in_pem


_COPY = "Copy the original file again. Don't paste the key through a text field."
_LF = "Save the file with Unix line endings (LF), for example with `dos2unix`."


def _damage(text: str, fix: str, *, fatal_in_pem: bool, fatal_in_openssh: bool = True) -> Damage:
    return Damage(
        text=text,
        fix=fix,
        fatal_in_pem=fatal_in_pem,
        fatal_in_openssh=fatal_in_openssh,
        source=_OPENSSH if fatal_in_openssh and not fatal_in_pem else _OPENSSL,
    )


BYTE_ORDER_MARK = _damage(
    "begins with a byte order mark", "Save the file as UTF-8 without a byte order mark.", fatal_in_pem=False
)
WINDOWS_LINE_ENDINGS = _damage("has Windows line endings (CRLF)", _LF, fatal_in_pem=False)
MAC_LINE_ENDINGS = _damage("has carriage returns without line feeds", _LF, fatal_in_pem=True)
TEXT_BEFORE = _damage("has lines before the BEGIN line", "Delete everything before the BEGIN line.", fatal_in_pem=False)
TEXT_AFTER = _damage(
    "has text after the END line",
    "Delete everything after the END line.",
    fatal_in_pem=False,
    fatal_in_openssh=False,
)
TRAILING_SPACES = _damage("has trailing spaces", "Delete the spaces at the end of each line.", fatal_in_pem=False)
NO_FINAL_NEWLINE = _damage("has no newline at the end", "Add a newline after the END line.", fatal_in_pem=False)
INDENTED = _damage("has indented lines", "Delete the spaces at the beginning of each line.", fatal_in_pem=True)
BLANK_LINES = _damage(
    "has empty lines between BEGIN and END",
    "Delete the empty lines between BEGIN and END.",
    fatal_in_pem=True,
)
ONE_LINE = _damage("has BEGIN or END on one line with other text", _COPY, fatal_in_pem=True)
QUOTED = _damage("is in quotation marks", "Delete the quotation marks around the key.", fatal_in_pem=True)
LITERAL_NEWLINES = _damage(
    r"contains the two characters \n instead of newlines", r"Replace each \n with a newline.", fatal_in_pem=True
)
BROKEN_MARKERS = _damage(
    "has no complete pair of BEGIN and END lines with five dashes on each side", _COPY, fatal_in_pem=True
)
MANGLED_BODY = _damage("has incomplete or invalid base64 between BEGIN and END", _COPY, fatal_in_pem=True)
SEVERAL_BLOCKS = _damage(
    "contains more than one block between BEGIN and END",
    "Keep only the private key block. Programs differ in which block they read.",
    fatal_in_pem=True,
)
