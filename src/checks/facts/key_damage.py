"""What happens to the text of a private key on its way, and which of it OpenSSH forgives."""

from dataclasses import dataclass
from datetime import date

from checks.facts.fact import Fact, Source
from checks.facts.ssh import OPENSSH, Format

_SEEN = date(2026, 11, 24)
_OPENSSH = Source("https://github.com/openssh/openssh-portable/blob/master/sshkey.c", "MARK_BEGIN", _SEEN)
_OPENSSL = Source("https://github.com/openssl/openssl/blob/master/crypto/pem/pem_lib.c", "-----BEGIN ", _SEEN)


@dataclass(frozen=True, kw_only=True)
class Damage(Fact):
    """Something that happened to the text of a private key on its way.

    Which damage OpenSSH forgives was measured with OpenSSH 9.2 and OpenSSL 3.0: its own form must be exact
    to the byte, PEM forgives much. What HCP Terraform does to a text pasted into its form is not known.

    Attributes:
        text: What is seen, as a clause that can follow "it".
        fatal_in_pem: True where a key in PEM form can then not be relied on.
        fatal_in_openssh: The same for OpenSSH's own form.
        remedy: What to do about it.
    """

    text: str
    fatal_in_pem: bool
    fatal_in_openssh: bool = True
    fix: str

    def is_fatal(self, form: Format) -> bool:
        """Tell whether a private key of this `form` cannot be relied on with this damage."""
        return self.fatal_in_openssh if form is OPENSSH else self.fatal_in_pem


_COPY = "Copy the original file again, as a file rather than through a text field."
_LF = "Save it with Unix line ends (LF), for instance with `dos2unix`."


def _damage(text: str, fix: str, *, fatal_in_pem: bool, fatal_in_openssh: bool = True) -> Damage:
    return Damage(
        text=text,
        fix=fix,
        fatal_in_pem=fatal_in_pem,
        fatal_in_openssh=fatal_in_openssh,
        source=_OPENSSH if fatal_in_openssh and not fatal_in_pem else _OPENSSL,
    )


BYTE_ORDER_MARK = _damage(
    "begins with a byte order mark", "Save it as UTF-8 without a byte order mark.", fatal_in_pem=False
)
WINDOWS_LINE_ENDS = _damage("has Windows line ends (CR LF)", _LF, fatal_in_pem=False)
MAC_LINE_ENDS = _damage("has carriage returns without line feeds", _LF, fatal_in_pem=True)
TEXT_BEFORE = _damage("has lines before the BEGIN line", "Delete everything before the BEGIN line.", fatal_in_pem=False)
TEXT_AFTER = _damage(
    "has text after the END line",
    "Delete everything after the END line.",
    fatal_in_pem=False,
    fatal_in_openssh=False,
)
TRAILING_BLANKS = _damage(
    "has blanks at the ends of lines", "Delete the blanks at the ends of the lines.", fatal_in_pem=False
)
NO_FINAL_NEWLINE = _damage("does not end with a line end", "Add a line end after the END line.", fatal_in_pem=False)
INDENTED = _damage("has indented lines", "Delete the blanks before each line.", fatal_in_pem=True)
BLANK_LINES = _damage(
    "has empty lines between BEGIN and END",
    "Delete the empty lines between BEGIN and END.",
    fatal_in_pem=True,
)
ONE_LINE = _damage("has BEGIN or END on one line with other text", _COPY, fatal_in_pem=True)
QUOTED = _damage("is in quotation marks", "Delete the quotation marks around the key.", fatal_in_pem=True)
WRITTEN_NEWLINES = _damage(
    r"has the two characters \n where a line should end", r"Replace each \n by a line end.", fatal_in_pem=True
)
BROKEN_MARKERS = _damage(
    "has no whole pair of BEGIN and END lines with five dashes on each side", _COPY, fatal_in_pem=True
)
MANGLED_BODY = _damage("has a body that is not whole base64", _COPY, fatal_in_pem=True)
SEVERAL_BLOCKS = _damage(
    "holds more than one block between BEGIN and END",
    "Keep the block of the private key alone: programs differ in which one they take.",
    fatal_in_pem=True,
)
