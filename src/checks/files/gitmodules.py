"""Reads `.gitmodules` and the addresses in it as git does.

Git's own rules are followed (config.c, connect.c). Neither library that knows the format would do: dulwich
overlooks a section or key in capitals, which git accepts, so a submodule would go unseen; GitPython stands on
configparser and refuses keys that occur twice.
"""

import re
from dataclasses import dataclass, field
from enum import Enum

from checks.clients.errors import GitmodulesError

_SPACE = " \t\r"
_FILLING = re.compile(r"(?:[ \t\r\n]|[#;][^\n]*)*")
_SECTION = re.compile(r'\[([A-Za-z0-9.-]*)(?:[ \t\r]+"((?:[^"\\\n]|\\[^\n])*)")?\]')
_KEY = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*(=|(?=\n)|\Z)")
_PIECE = r'"(?:[^"\\\n]|\\["\\ntb\n])*"|\\(?:["\\ntb\n]|\Z)|[^"\\\n#;]++'
_VALUE = re.compile(rf"((?:{_PIECE})*+)(?:[#;][^\n]*)?(?=\n|\Z)")
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_MEANING = {"n": "\n", "t": "\t", "b": "\b", "\n": "", "": ""}
_URL = re.compile(r"([A-Za-z0-9+.-]+)://([^/]*)(.*)", re.DOTALL)
_HELPER = re.compile(r"[A-Za-z0-9]+::")
_SCP = re.compile(r"(?:\[([^\]/]*)\]|((?:[^@/:]*@)?(?:\[[^\]/]*\]|[^:/]*))):", re.DOTALL)
_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?")


@dataclass(frozen=True)
class Submodule:
    """One submodule.

    Attributes:
        name: Its name in `.gitmodules`.
        path: Where it lies in the repository; empty where that is missing.
        url: Its address; empty where that is missing. It may hold a password: show `address(url).shown`.
    """

    name: str
    path: str
    url: str = field(repr=False)


class Form(Enum):
    """The forms of an address that git knows."""

    HTTPS = "https"
    HTTP = "http"
    SSH = "ssh"
    SCP = "scp"
    """``git@host:path``: SSH, too."""
    GIT = "git"
    FILE = "file"
    """An address on the machine itself."""
    RELATIVE = "relative"
    """``./`` or ``../``: counted from the address of the repository that holds `.gitmodules`."""
    OTHER = "other"
    """Anything else, and nothing at all."""


_SCHEMES = {
    "https": (Form.HTTPS, 443),
    "http": (Form.HTTP, 80),
    "ssh": (Form.SSH, 22),
    "git+ssh": (Form.SSH, 22),
    "ssh+git": (Form.SSH, 22),
    "git": (Form.GIT, 9418),
    "file": (Form.FILE, None),
}


@dataclass(frozen=True)
class SubmoduleUrl:
    """Where a submodule is fetched from.

    Attributes:
        form: Which form the address has.
        shown: The address without a password or token, and without a query, which may hold one.
        host: The host in small letters; None where the form has none.
        port: The port, that of the form where none is written; None where there is none or it is no number.
        user: The user over SSH, otherwise None.
    """

    form: Form
    shown: str
    host: str | None = None
    port: int | None = None
    user: str | None = None

    @property
    def needs_ssh_key(self) -> bool:
        """Tell whether a fetch from here logs in with an SSH key. For a relative address nobody can tell."""
        return self.form in (Form.SSH, Form.SCP)


def parse(text: str) -> tuple[Submodule, ...]:
    """Return the submodules that `.gitmodules` names, in the order of their first mention.

    Raises:
        GitmodulesError: Git would stop at one of its lines.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    found: dict[str, dict[str, str]] = {}
    section, name, at = "", "", _end_of_filling(text, 0)
    while at < len(text):
        if match := _SECTION.match(text, at):
            section, name = _section(match)
        elif match := _KEY.match(text, at):
            key, value = match[1].lower(), ""
            if match[2]:
                match = _VALUE.match(text, match.end())
                value = _value(match[1]) if match else ""
            if section == "submodule":
                found.setdefault(name, {})[key] = value
        if not match:
            line = text.count("\n", 0, at) + 1
            raise GitmodulesError(f"The file .gitmodules is not in the form that git reads: see its line {line}.")
        at = _end_of_filling(text, match.end())
    return tuple(
        Submodule(name, keys.get("path", ""), keys.get("url", ""))
        for name, keys in found.items()
        if name and ("path" in keys or "url" in keys)
    )


def _end_of_filling(text: str, at: int) -> int:
    match = _FILLING.match(text, at)
    return match.end() if match else at


def _section(match: re.Match[str]) -> tuple[str, str]:
    """Return section and name; ``[submodule.name]`` is the old way of writing ``[submodule "name"]``."""
    section, dot, old = match[1].lower().partition(".")
    if match[2] is None:
        return section, old
    return section + dot + old, _ESCAPE.sub(r"\1", match[2])


def _value(written: str) -> str:
    """Return what a value means: quotes and escapes resolved, bare blanks at both ends dropped."""
    value, kept = "", 0
    for piece in re.findall(_PIECE, written):
        if piece[0] in '"\\':
            bare = piece[1:-1] if piece[0] == '"' else piece
            value += _ESCAPE.sub(lambda match: _MEANING.get(match[1], match[1]), bare)
            kept = len(value)
        else:
            value += piece if value else piece.lstrip(_SPACE)
            kept = max(kept, len(value.rstrip(_SPACE)))
    return value[:kept]


def parse_url(url: str) -> SubmoduleUrl:
    """Return what the address of a submodule says. Takes any text, raises nothing."""
    if match := _URL.match(url):
        scheme, authority, path = match.groups()
        form, port = _SCHEMES.get(scheme, (Form.OTHER, None))
        user, host, port = _authority(authority, port)
        place = authority.rpartition("@")[2] + path.partition("?")[0]
        if form is Form.SSH:
            at = f"{user}@" if user else ""
            return SubmoduleUrl(form, f"{scheme}://{at}{place}", host, port, user)
        return SubmoduleUrl(form, f"{scheme}://{place}", host or None, port)
    if url.startswith(("./", "../")):
        return SubmoduleUrl(Form.RELATIVE, url)
    if not url or _HELPER.match(url) or url.startswith("-"):
        return SubmoduleUrl(Form.OTHER, url.partition("::")[0])
    if match := _SCP.match(url):
        user, host, port = _authority(match[2] if match[1] is None else match[1], 22)
        return SubmoduleUrl(Form.SCP, url, host, port, user)
    return SubmoduleUrl(Form.FILE, url)


def _authority(text: str, default: int | None) -> tuple[str | None, str, int | None]:
    """Return user, host in small letters, and port."""
    login, _, place = text.rpartition("@")
    match = _HOST.fullmatch(place)
    host, port = (match[1], match[2]) if match else (place, None)
    number = int(port) if port else default if match else None
    return login.partition(":")[0] or None, host.strip("[]").lower(), number
