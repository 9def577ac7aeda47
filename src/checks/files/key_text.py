"""Parses the lines of a key file: its format, the damage to its text, and the encoded content."""

import base64
import re
from dataclasses import dataclass, field

from checks.facts import key_damage, ssh
from checks.facts.key_damage import Damage
from checks.facts.ssh import Format

_LABELS = {label.encode(): form for form in ssh.FORMATS for label in form.labels}
_MARKER = re.compile(rb"(?:BEGIN|END) ([A-Z0-9 ]+)")
_CURVE = re.compile(rb"-----BEGIN EC PARAMETERS-----\n[A-Za-z0-9+/=\n]*-----END EC PARAMETERS-----\n")
_PUBLIC_LINE = re.compile(
    rb"(?:^|[\s\"'`])((?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-|sk-(?:ssh|ecdsa)-)[\w@.-]*)[ \t]+AAAA", re.MULTILINE
)
"""A public key, also after the options of ``authorized_keys``, a comment, or quotation marks."""

_ENCRYPTED_HEADER = re.compile(rb"Proc-Type: 4,ENCRYPTED[ \t]*\nDEK-Info: [A-Za-z0-9,-]+[ \t]*\n[ \t]*\n")
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_ESCAPED_NEWLINE = re.compile(rb"(?:\\+r)?\\+n")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_MAX_LAYERS = 3
"""The maximum number of base64 layers around a key: a Kubernetes Secret can add one to an encoded key."""
_BLANKS = b" \t"
_BLANK = (b" ", b"\t")
_QUOTES = b"\"'`"


@dataclass(frozen=True)
class KeyText:
    """The text of a key file.

    Attributes:
        form: The format of the file.
        label: The text after BEGIN; None if no known label follows it.
        damages: The damage to the text of a private key, each kind once.
        encrypted: Whether the key is encrypted according to its lines; None if the lines don't show it.
        body: The decoded base64 between BEGIN and END; None if it isn't valid base64. Never shown.
    """

    form: Format
    label: bytes | None = None
    damages: tuple[Damage, ...] = ()
    encrypted: bool | None = None
    body: bytes | None = field(default=None, repr=False)


def read_text(content: bytes) -> KeyText:
    """Return the parsed text of a key file. Accepts any bytes and raises no errors."""
    if not content.strip():
        return KeyText(ssh.EMPTY)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"B\0E\0G\0I\0N" in content:
        return KeyText(ssh.UTF16)
    labels = [label for label in map(bytes.strip, _MARKER.findall(content)) if label in _LABELS]
    private = [label for label in labels if _LABELS[label].private]
    label = next(iter(private or labels), None)
    if label is None:
        return _without_label(content)
    form = _LABELS[label]
    if form is ssh.SSH_COM or not form.private:
        return KeyText(form, label)
    return _private(content, label, form)


def _without_label(content: bytes) -> KeyText:
    text = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"PuTTY-User-Key-File-"):
        cipher = re.search(rb"^Encryption: *(\S+)", text, re.MULTILINE)
        return KeyText(ssh.PUTTY, encrypted=cipher[1] != b"none" if cipher else None)
    if match := _PUBLIC_LINE.search(text):
        return KeyText(ssh.SSH_CERTIFICATE if b"-cert-v0" in match[1] else ssh.PUBLIC_LINE)
    if _is_encoded(text):
        return KeyText(ssh.BASE64)
    return KeyText(ssh.DER if content[:1] == b"\x30" and not content.isascii() else ssh.UNRECOGNIZED)


def _is_encoded(text: bytes) -> bool:
    """Return whether the text is a private key with its BEGIN line, base64-encoded once or several times."""
    for _ in range(_MAX_LAYERS):
        digits = re.sub(rb"[\s\"'`]", b"", text).translate(_URL_SAFE)
        digits += b"=" * (-len(digits) % 4)  # some encoders omit the padding
        if not digits or not _BASE64.fullmatch(digits):
            return False
        text = base64.b64decode(digits)
        if any(label in _LABELS and _LABELS[label].private for label in map(bytes.strip, _MARKER.findall(text))):
            return True
        if text.startswith((b"PuTTY-User-Key-File-", b"openssh-key-v1\0")):
            return True
    return False


def _private(content: bytes, label: bytes, form: Format) -> KeyText:
    text, found = _unwrapped(content)
    begin, end = b"-----BEGIN " + label + b"-----", b"-----END " + label + b"-----"
    start = text.find(begin)
    stop = text.find(end, start)
    if start < 0 or stop < 0:
        return KeyText(form, label, (*found, key_damage.BROKEN_MARKERS), _locked(text, label) or None)

    before, inside, after = text[:start], text[start + len(begin) : stop], text[stop + len(end) :]
    if form is ssh.SEC1:
        before = _CURVE.sub(b"", before)
    if b"-----BEGIN " in before or b"PRIVATE KEY-----" in after:
        found.append(key_damage.SEVERAL_BLOCKS)
    if b"\n" in before:
        found.append(key_damage.TEXT_BEFORE)
    if after.strip(_BLANKS + b"\n"):
        found.append(key_damage.TEXT_AFTER)
    if b"\n" not in after:
        found.append(key_damage.NO_FINAL_NEWLINE)
    lines = _lines(before.rpartition(b"\n")[2], inside.split(b"\n"), after.partition(b"\n")[0])
    body = _body(inside, pem=form is not ssh.OPENSSH)
    mangled = () if body else (key_damage.MANGLED_BODY,)
    return KeyText(form, label, (*found, *lines, *mangled), _locked(inside, label), body)


def _unwrapped(content: bytes) -> tuple[bytes, list[Damage]]:
    """Return the text with plain newlines and without a wrapper, and the damage that this repaired."""
    found = []
    text = content
    if text.startswith(b"\xef\xbb\xbf"):
        text = text[3:]
        found.append(key_damage.BYTE_ORDER_MARK)
    if b"\r\n" in text:
        text = text.replace(b"\r\n", b"\n")
        found.append(key_damage.WINDOWS_LINE_ENDINGS)
    if b"\r" in text:
        text = text.replace(b"\r", b"\n")
        found.append(key_damage.MAC_LINE_ENDINGS)
    bare = text.strip()
    unquoted = bare.strip(_QUOTES)
    # Quotation marks on lines of their own are text before and after the key, like those around a block in Markdown.
    if bare[:1] == bare[-1:] and bare[:1] in (b'"', b"'", b"`") and not unquoted[:1].isspace():
        text = unquoted + b"\n"
        found.append(key_damage.QUOTED)
    if re.search(b"-----" + _ESCAPED_NEWLINE.pattern, text):
        text = _ESCAPED_NEWLINE.sub(b"\n", text)
        found.append(key_damage.LITERAL_NEWLINES)
    return text, found


def _locked(text: bytes, label: bytes) -> bool | None:
    """Return whether the lines show that the key is encrypted; None in OpenSSH format, in which only the body does."""
    if label == b"OPENSSH PRIVATE KEY":
        return None
    return label == b"ENCRYPTED PRIVATE KEY" or b"4,ENCRYPTED" in text


def _lines(before: bytes, lines: list[bytes], after: bytes) -> list[Damage]:
    """Return the damage to the lines from BEGIN to END.

    Args:
        before: The text before BEGIN on its line.
        lines: The text after BEGIN on its line, the lines in between, and the text before END on its line.
        after: The text after END on its line.
    """
    rest, within, lead = lines[0], lines[1:-1], lines[-1]
    if any(part.strip(_BLANKS) for part in (before, rest, lead, after)):
        return [key_damage.ONE_LINE]
    found = []
    if any(line[:1] in _BLANK for line in (before, *within, lead)):
        found.append(key_damage.INDENTED)
    if any(line[-1:] in _BLANK for line in (rest, *within, after)):
        found.append(key_damage.TRAILING_SPACES)
    headed = within[0].startswith(b"Proc-Type:") if within else False
    if sum(not line.strip(_BLANKS) for line in within) > headed:
        found.append(key_damage.BLANK_LINES)
    return found


def _body(inside: bytes, *, pem: bool) -> bytes | None:
    """Return the decoded base64 between the markers, or None if it is invalid. A PEM encryption header is skipped."""
    text = _ENCRYPTED_HEADER.sub(b"", inside, count=1) if pem else inside
    digits = re.sub(rb"[ \t\n]", b"", text)
    return base64.b64decode(digits) if _BASE64.fullmatch(digits) else None
