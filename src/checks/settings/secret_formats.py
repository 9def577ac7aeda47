"""Recognizes secrets by their format: logins in URLs, tokens of known vendors, private keys, and named parameters."""

import re
from typing import Any

HIDDEN = "(hidden)"

FOLDED = re.compile("[\u0130\u0131\u017f\u212a]")
"""Letters that are equal to an ASCII letter if the case is ignored, such as the Kelvin sign and k."""

HARMLESS_USERS = ("git", "x-token-auth", "x-bitbucket-api-token-auth", "x-access-token", "oauth2")
"""Usernames in a URL that aren't secret. Any other username might be a token."""

_AT, _COLON, _SLASH = r"(?:@|%40|\uff20|\ufe6b)", r"(?::|%3A|\uff1a)", r"(?:/|%2F|\uff0f)"
"""The separators of a URL: as they are, URL-encoded, and in full width, as East Asian keyboards type them."""

_WORD = r"[^\s'\"<>@%/:\uff20\ufe6b\uff1a\uff0f]"
"""A character of a username: ``@``, ``%``, ``:``, and ``/`` are matched separately."""

_ENCODED = r"%(?!40|3A|2F)[0-9A-F]{2}"
_USER = rf"(?:{_WORD}|{_ENCODED})+"


_PORT = re.compile(r"\d{1,5}[/?#]")
_HOST = re.compile(r"localhost\b|[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
"""A host with a dot, as in ``host.example:443/path@version``. Any other name before a colon might be a username."""


def _login(match: re.Match[str]) -> str:
    """Return the login of a URL with its password hidden, and also its username unless that is known to be harmless.

    A host with a port and an ``@`` in the path resembles a login with a password that starts with digits. Such text
    is kept only if the ``@`` isn't followed by text in the format of a host.
    """
    user = match["user"]
    after = match.string[match.end() :]
    if _PORT.match(match["password"] or "") and _HOST.fullmatch(user) and not _HOST.match(after):
        return match[0]
    shown = user if user.lower() in HARMLESS_USERS else HIDDEN
    return f"{match['before']}{shown}{match['colon'] or ''}{HIDDEN if match['colon'] else ''}{match['at']}"


_NAME = (
    r"(?<![A-Za-z0-9])(?:(?:auth|access|refresh|client|private)[_-]?)?"
    r"(?:TF_TOKEN_\w+|secret[_-]access[_-]key|token|secret|password|passwd|passphrase|sshpass|authorization|api[_-]?key)"
)
"""The end of the name of a parameter that contains a secret, such as ``client_secret`` or ``Private-Token``.

Terraform's own variables end with the name of a host: ``TF_TOKEN_app_terraform_io``."""

_WITH_DIGIT = r"(?=[^\s'\",]*\d)[^\s'\",]{8,}"
"""A word that is probably a secret and not a word of a sentence."""

_QUOTED = r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s'\"]+)"
"""A value on a command line, in quotation marks or without spaces."""

_RECOGNIZED: tuple[tuple[tuple[str, ...], tuple[tuple[re.Pattern[str], Any], ...]], ...] = (
    (
        ("private key",),
        (
            (
                re.compile(
                    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)", re.DOTALL
                ),
                HIDDEN,
            ),
        ),
    ),
    (
        ("at", "eyj", "gh", "gl", "hv", "xox"),
        (
            # Tokens with the prefixes that Atlassian, HashiCorp, GitHub, and GitLab use.
            (re.compile(r"(?<![A-Za-z0-9])(?:ATATT|ATCTT|ATBB|ATOA)(?=[\w=-]*\d)[\w=-]{8,}", re.IGNORECASE), HIDDEN),
            (re.compile(r"[A-Za-z0-9]+\.atlasv[0-9]\.[\w=-]*", re.IGNORECASE), HIDDEN),
            (
                re.compile(r"(?<![A-Za-z0-9])(?:gh[a-z]_|github_pat_|gl[a-z]{2,}-|hv[a-z]\.|xox[a-z]-)[\w=-]{16,}"),
                HIDDEN,
            ),
            # A JSON Web Token: three parts, the first of which starts like a base64-encoded JSON object.
            (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+"), HIDDEN),
        ),
    ),
    (
        ("token", "secret", "pass", "authorization", "api", "bearer", "basic", "cookie", "curl"),
        (
            (
                re.compile(
                    r"(\bAuthorization(?:\W|%3A|%20)+(?:Bearer|Basic|Token)(?:[\s:+]|%20)+)[^\s'\"]+", re.IGNORECASE
                ),
                rf"\1{HIDDEN}",
            ),
            # Without the name of the header, a word after the scheme is hidden only if it resembles a secret.
            (re.compile(rf"(\b(?:Bearer|Basic)(?:\s|%20)+){_WITH_DIGIT}", re.IGNORECASE), rf"\1{HIDDEN}"),
            (re.compile(r"(\b(?:Set-)?Cookie:\s*)[^\n]*=[^\n]*", re.IGNORECASE), rf"\1{HIDDEN}"),
            (re.compile(rf"({_NAME}(?:=|%3D)['\"]?)[^\s&#'\"<>]+", re.IGNORECASE), rf"\1{HIDDEN}"),
            # In JSON, headers, and other files, a word after a separator is hidden only if it resembles a secret.
            (re.compile(rf"({_NAME}['\"]?\s*[:=]\s*['\"]?){_WITH_DIGIT}", re.IGNORECASE), rf"\1{HIDDEN}"),
            # Options of commands, and the words of a netrc file.
            (
                re.compile(rf"((?<!\S)--(?:[a-z0-9]+-)*(?:token|secret|password|bearer|api-key)\s+){_QUOTED}"),
                rf"\1{HIDDEN}",
            ),
            (re.compile(rf"(\bsshpass\s+(?:-[ve]\s+)*-p\s*){_QUOTED}"), rf"\1{HIDDEN}"),
            (
                re.compile(rf"(\bcurl\b[^\n]*?\s(?:-u|-U|--user|--proxy-user)(?:\s+|=)?)(?=\S*:|['\"]){_QUOTED}"),
                rf"\1{HIDDEN}",
            ),
            (
                re.compile(
                    rf"(\b(?:machine\s+\S+|default)\s+(?:(?:login|account)\s+\S+\s+)*password\s+){_QUOTED}",
                    re.IGNORECASE,
                ),
                rf"\1{HIDDEN}",
            ),
            (re.compile(rf"(\b(?:password|passwd)\s+['\"]?){_WITH_DIGIT}", re.IGNORECASE), rf"\1{HIDDEN}"),
        ),
    ),
    (
        ("@", "%40", "\uff20", "\ufe6b"),
        (
            # A login that contains spaces, directly after the slashes of a URL.
            (
                re.compile(
                    rf"(?P<before>://)(?P<user>[^\s/@:'\"<>]+)(?P<colon>:)"
                    rf"(?P<password>(?!\d{{1,5}}[\s,.;])[^\s'\"<>/?#@][^'\"<>/?#@\n]{{0,200}})(?P<at>{_AT})(?=[\w\[(])"
                ),
                _login,
            ),
            (
                re.compile(
                    rf"(?P<before>://)(?P<user>[^\s/@:.'\"<>]+(?:[ \t]+[^\s/@:'\"<>]+){{1,5}})(?P<colon>)(?P<password>)"
                    rf"(?P<at>{_AT})(?=[\w.-]+[:/])"
                ),
                _login,
            ),
            # user:password@ in any encoding. A password can contain anything except spaces, quotation marks, < and >.
            (
                re.compile(
                    rf"(?P<before>(?<![\w.@-]))(?P<user>{_USER})(?P<colon>{_COLON})(?!//)"
                    rf"(?P<password>[^\s'\"<>]*)(?P<at>{_AT})(?=[\w\[(])",
                    re.IGNORECASE,
                ),
                _login,
            ),
            # :password@ without a username, and user@ without a password in a URL: after slashes, or before a path.
            (
                re.compile(rf"(?P<before>//)(?P<user>)(?P<colon>:)(?P<password>[^\s'\"<>/@]+)(?P<at>{_AT})"),
                lambda m: f"//:{HIDDEN}{m['at']}",
            ),
            (
                re.compile(
                    rf"(?P<before>{_COLON}{_SLASH}+|(?<![\w.:/@-])//)(?P<user>{_USER})(?P<colon>)(?P<password>)(?P<at>{_AT})",
                    re.IGNORECASE,
                ),
                _login,
            ),
            (
                re.compile(
                    rf"(?P<before>(?<![\w.@%-]))(?P<user>{_USER})(?P<colon>)(?P<password>)(?P<at>{_AT})(?=[\w.\[\]-]+(?:{_COLON}|{_SLASH})[\w~/])",
                    re.IGNORECASE,
                ),
                _login,
            ),
            # Text before @ that has the format of a token rather than of an email address.
            (re.compile(r"(?<![\w.+-])(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])[\w=-]{16,}(?=@)"), HIDDEN),
        ),
    ),
    (
        ("/webhooks/vcs/",),
        (
            # Anyone with the URL of an HCP Terraform webhook can call it.
            (re.compile(r"(/webhooks/vcs/)[0-9a-f-]{8,}", re.IGNORECASE), rf"\1{HIDDEN}"),
        ),
    ),
)
"""The patterns of secrets, each with its replacement, in groups. A search is slow, so each group starts with text of
which one must occur, in lowercase."""


def hide_recognized(text: str) -> str:
    """Return `text` with everything that has the format of a secret replaced by ``(hidden)``."""
    small, folded = text.lower(), FOLDED.search(text)
    for signs, patterns in _RECOGNIZED:
        if folded or any(sign in small for sign in signs):
            for pattern, replacement in patterns:
                text = pattern.sub(replacement, text)
    return text
