"""Facts about SSH keys and Bitbucket Cloud: formats, types, sizes, commands, hosts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum

from checks.facts.credentials import Credential, Endpoint
from checks.facts.fact import Fact, Kind, Quantity, Source, Statement, Text

_SEEN = date(2026, 11, 24)
_GUIDE = Source(
    "https://developer.hashicorp.com/terraform/cloud-docs/vcs/bitbucket-cloud",
    "must have an empty passphrase",
    _SEEN,
)
_BITBUCKET = "https://support.atlassian.com/bitbucket-cloud/docs/configure-ssh-and-two-step-verification/"
_TYPES = Source(_BITBUCKET, "Minimum key size (bits)", _SEEN)
_HOST_KEYS = Source(_BITBUCKET, "public SSH host key fingerprints", _SEEN)
_OPENSSH = Source("https://github.com/openssh/openssh-portable/blob/master/sshkey.c", "MARK_BEGIN", _SEEN)
_OPENSSL = Source("https://github.com/openssl/openssl/blob/master/crypto/pem/pem_lib.c", "-----BEGIN ", _SEEN)
_MOVE = Source(
    "https://community.atlassian.com/forums/Bitbucket-articles/Upcoming-change-to-Bitbucket-Cloud-SSH-access-move-from/ba-p/3234032",
    "November 12, 2026",
    _SEEN,
)
_MANUAL = "https://man.openbsd.org/ssh-keygen.1"
_PUTTY = Source("https://the.earth.li/~sgtatham/putty/latest/htmldoc/Chapter8.html", "Export OpenSSH key", _SEEN)

KEY_FILE = Endpoint(
    credential=Credential.SSH_KEY,
    method="READ",
    path="{BITBUCKET_SSH_KEY}",
    permission="read access to the file. The private key is neither shown nor sent",
    source=_GUIDE,
)
KEYGEN = Text(text='ssh-keygen -t rsa -b 3072 -m PEM -N "" -C service_terraform -f service_terraform', source=_GUIDE)
REWRITE = Text(
    text='ssh-keygen -p -m PEM -N "" -f service_terraform',
    source=Source(_MANUAL, "-m key_format", _SEEN),
)


class Support(Enum):
    """The level of support for a key format or key type."""

    DOCUMENTED = "documented"
    """HashiCorp's documentation requires it."""
    ACCEPTED = "accepted"
    """OpenSSH accepts it, but HashiCorp doesn't document it."""
    REFUSED = "rejected"
    """OpenSSH or Bitbucket Cloud rejects it."""


@dataclass(frozen=True, kw_only=True)
class Format(Fact):
    """The format of a file that is expected to contain a private key.

    Attributes:
        text: The name of the format, with its article.
        labels: The text between ``BEGIN`` and the dashes, if the format has such a line.
        private: True if the format stores a private key as text.
        support: The level of support.
        fix: How to convert or replace the file; empty if no action is required.
    """

    text: str
    labels: tuple[str, ...] = ()
    private: bool = False
    support: Support = Support.REFUSED
    fix: str = ""


_REWRITE = f"To convert the key to the documented format, run `{REWRITE.text}` on a copy of the file."
_GIVE_PRIVATE = "Use the private key file. It usually has the same name without a file extension."
_NEW_KEY = f"Generate a new key with `{KEYGEN.text}`."
_EXPORT = "Open the file in PuTTYgen, select Conversions > Export OpenSSH key, and use the exported file."

PKCS1 = Format(
    text="an RSA private key in PEM format (PKCS#1)",
    labels=("RSA PRIVATE KEY",),
    private=True,
    support=Support.DOCUMENTED,
    source=_GUIDE,
)
PKCS8 = Format(
    text="a private key in PEM format (PKCS#8)",
    labels=("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
    private=True,
    support=Support.ACCEPTED,
    fix=_REWRITE,
    source=_OPENSSL,
)
SEC1 = Format(
    text="an ECDSA private key in PEM format (SEC 1)",
    labels=("EC PRIVATE KEY",),
    private=True,
    support=Support.ACCEPTED,
    fix=_NEW_KEY,
    source=_OPENSSL,
)
OPENSSH = Format(
    text="a private key in OpenSSH format",
    labels=("OPENSSH PRIVATE KEY",),
    private=True,
    support=Support.ACCEPTED,
    fix=_REWRITE,
    source=_OPENSSH,
)
DSA_PEM = Format(text="a DSA private key", labels=("DSA PRIVATE KEY",), private=True, fix=_NEW_KEY, source=_OPENSSL)
PUTTY = Format(text="a private key in PuTTY format", private=True, fix=_EXPORT, source=_PUTTY)
SSH_COM = Format(
    text="a private key in ssh.com format",
    labels=("SSH2 ENCRYPTED PRIVATE KEY",),
    private=True,
    fix=_EXPORT,
    source=_PUTTY,
)
PUBLIC_LINE = Format(text="a public key", fix=_GIVE_PRIVATE, source=_OPENSSH)
PUBLIC_RFC4716 = Format(
    text="a public key in RFC 4716 format",
    labels=("SSH2 PUBLIC KEY",),
    fix=_GIVE_PRIVATE,
    source=Source("https://www.rfc-editor.org/rfc/rfc4716", "BEGIN SSH2 PUBLIC KEY", _SEEN),
)
PUBLIC_PEM = Format(
    text="a public key in PEM format",
    labels=("PUBLIC KEY", "RSA PUBLIC KEY"),
    fix=_GIVE_PRIVATE,
    source=_OPENSSL,
)
SSH_CERTIFICATE = Format(text="an OpenSSH certificate", fix=_GIVE_PRIVATE, source=_OPENSSH)
X509 = Format(text="a certificate", labels=("CERTIFICATE",), fix=_GIVE_PRIVATE, source=_OPENSSL)
DER = Format(text="a key or certificate in binary format (DER)", fix=_NEW_KEY, source=_OPENSSL)
UTF16 = Format(
    text="text in UTF-16",
    fix="Save the file as UTF-8 or ASCII. Redirecting with > in Windows PowerShell writes UTF-16.",
    source=_OPENSSL,
)
BASE64 = Format(
    text="a private key that was encoded with base64 as a whole, as secret stores keep it",
    fix="Decode it, for example with `base64 -d`, and use the file that this writes.",
    source=_OPENSSL,
)
EMPTY = Format(text="an empty file", fix=_GIVE_PRIVATE, source=_OPENSSL)
UNRECOGNIZED = Format(text="an unknown format", fix=_GIVE_PRIVATE, source=_OPENSSL)

FORMATS: tuple[Format, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Format))


@dataclass(frozen=True, kw_only=True)
class Algorithm(Fact):
    """A key type.

    Attributes:
        text: The name of the type.
        names: The names that OpenSSH uses for it.
        support: The level of support.
        formats: The formats in which OpenSSH reads a private key of this type.
    """

    text: str
    names: tuple[str, ...]
    support: Support
    formats: tuple[Format, ...] = ()


RSA = Algorithm(
    text="RSA",
    names=("ssh-rsa",),
    support=Support.DOCUMENTED,
    formats=(PKCS1, PKCS8, OPENSSH),
    source=_GUIDE,
)
ECDSA = Algorithm(
    text="ECDSA",
    names=("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"),
    support=Support.ACCEPTED,
    formats=(SEC1, PKCS8, OPENSSH),
    source=_TYPES,
)
ED25519 = Algorithm(text="Ed25519", names=("ssh-ed25519",), support=Support.ACCEPTED, formats=(OPENSSH,), source=_TYPES)
DSA = Algorithm(
    text="DSA",
    names=("ssh-dss",),
    support=Support.REFUSED,
    source=Source("https://www.openssh.com/txt/release-10.0", "DSA", _SEEN),
)

ALGORITHMS = (RSA, ECDSA, ED25519, DSA)

RSA_LEAST = Quantity(number=2048, unit="bits", source=_TYPES)
RSA_ADVISED = Quantity(number=3072, unit="bits", source=Source(_MANUAL, "the default is 3072 bits", _SEEN))
RSA_EXPONENT = Quantity(
    number=65537, unit="as the public exponent", source=Source(_OPENSSH.page, "RSA_F4", _SEEN, Kind.UNCONFIRMED)
)

HOST = Text(text="ssh.bitbucket.org", source=_MOVE)
FORMER_HOST = Text(text="bitbucket.org", source=_MOVE)
MOVE = Statement(
    text="Atlassian announced that from 12 November 2026, ssh.bitbucket.org is the only host for Git over SSH, "
    "and bitbucket.org accepts HTTPS only. "
    "Not verified as of 24 November 2026: whether the change happened on that date.",
    source=_MOVE,
)
MOVED = datetime(2026, 11, 12, tzinfo=UTC)
"""The day of `MOVE`."""

PORT_443_HOST = Text(
    text="altssh.bitbucket.org",
    source=Source(
        "https://support.atlassian.com/bitbucket-cloud/docs/use-the-ssh-protocol-with-bitbucket-cloud/",
        "altssh.bitbucket.org",
        date(2026, 11, 28),
        Kind.UNCONFIRMED,
    ),
)
"""Bitbucket's SSH host on port 443. Not verified: whether it still exists after `MOVE`."""

PORT = Quantity(
    number=22,
    unit="as the port",
    source=Source(
        "https://developer.hashicorp.com/terraform/cloud-docs/vcs",
        "must be running on the standard port 22",
        _SEEN,
    ),
)
HOST_KEY_RSA = Text(text="SHA256:46OSHA1Rmj8E8ERTC6xkNcmGOw9oFxYr0WF6zWW8l1E", source=_HOST_KEYS)
HOST_KEY_ECDSA = Text(text="SHA256:FC73VB6C4OQLSCrjEayhMp9UMxS97caD/Yyi2bhW/J0", source=_HOST_KEYS)
HOST_KEY_ED25519 = Text(text="SHA256:ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM", source=_HOST_KEYS)
