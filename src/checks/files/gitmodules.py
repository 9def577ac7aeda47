"""Parses `.gitmodules` and its URLs in the same way as Git.

The parser follows Git's own rules (config.c, connect.c, submodule.c). The available libraries don't: dulwich misses
sections and keys in capital letters, which Git accepts, so submodules would be missing. GitPython uses configparser,
which rejects duplicate keys.
"""

import re
from dataclasses import dataclass, field
from enum import Enum

from checks.clients.errors import GitmodulesError

USER = "git"
"""The username in the SSH URLs that Bitbucket shows."""

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
_SCHEME = re.compile(r"[A-Za-z0-9+.-]+://|(?:https?|ssh)(?::/?|//?)")
"""A scheme, or a known scheme that lacks its colon or slashes, which isn't a username before a password."""

_NAME = r"(\{[0-9A-Fa-f-]+\}|(?!\.\.?(?:/|$))[\w.-]+?)"
"""A name or a UUID in braces, as Bitbucket accepts them."""

_FULL_NAME = re.compile(rf"/*{_NAME}/{_NAME}(?:\.git)?/*", re.ASCII)
_VARIABLE = re.compile(
    r"\$\{[^}]*\}|\$\([^)]*\)|\$[A-Za-z_]\w*|%(?![0-9A-Fa-f]{2}%)[A-Za-z_]\w*%|\{\{.*?\}\}"
    r"|(?<!\w)(?:\{(?![0-9A-Fa-f-]+\})[A-Za-z_][\w -]*\}|<[A-Za-z_][\w -]*>)(?!\w)"
)
"""A variable, or a placeholder from an example such as ``{token}``. A UUID in braces isn't one."""

_TOKEN = re.compile(
    r"(?<![A-Za-z0-9])(?:AT(?:BB|ATT|CTT|OA)(?=[\w=+%-]*\d)[\w=+%-]{5,}|gh[pousr]_\w{16,}|github_pat_\w{16,}"
    r"|gl(?:pat|dt|ptt|oas)-[\w-]{16,}|\w+\.atlasv\d\.[\w-]{8,}|eyJ[\w-]+\.[\w-]+\.[\w-]+)"
)
"""Tokens of Atlassian, GitHub, GitLab, and HashiCorp, and JSON Web Tokens. The name of a repository isn't one."""

_SECRET_IN_QUERY = re.compile(r"token|password|secret|auth|key|AT(?:BB|ATT|CTT)", re.IGNORECASE)
_IN_COMMIT = re.compile(r"(?!\.\.?(?:/|\Z))[^/]+(?:/(?!\.\.?(?:/|\Z))[^/]+)*", re.DOTALL)
"""A path as Git stores it in a commit."""

_BOOLEAN = r"true|yes|on|false|no|off||[+-]?(?:0x[0-9a-f]+|\d+)[kmg]?"
_VALID = {
    "update": re.compile("none|checkout|rebase|merge"),
    "shallow": re.compile(_BOOLEAN, re.IGNORECASE),
    "fetchrecursesubmodules": re.compile(rf"{_BOOLEAN}|on-demand", re.IGNORECASE),
}
"""The values that Git 2.39.5 accepts in `.gitmodules`; with any other, every submodule command ends."""

_NEEDS_VALUE = ("path", "update", "ignore", "branch")
"""The keys that need an equals sign; without one, every submodule command of Git 2.39.5 ends. So does ``url``, which
counts as missing here."""

_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?")


@dataclass(frozen=True)
class Submodule:
    """One entry of `.gitmodules`."""

    name: str
    """The name of the submodule. By default, it is the path."""
    path: str
    """The folder of the submodule; empty if the entry has no path."""
    url: str = field(repr=False)
    """The URL; empty if the entry has no URL. It can contain a password: show only ``parse_url(url).shown``."""
    update: str = ""
    """The value of ``update``; empty if the entry has no such key."""
    is_used: bool = True
    """False if Git finds another entry for the path, or never finds this one, because no path in a commit is empty,
    ends with a slash, or contains ``.`` or ``..``."""

    @property
    def is_skipped(self) -> bool:
        """Whether Git never requests the URL, because of ``update = none`` or because it doesn't use the entry."""
        return self.update == "none" or not self.is_used


class Form(Enum):
    """The forms of a URL that Git supports."""

    HTTPS = "https"
    HTTP = "http"
    SSH = "ssh"
    SCP = "scp"
    """``git@host:path``, which also uses SSH."""
    GIT = "git"
    FILE = "file"
    """A path on the local machine."""
    RELATIVE = "relative"
    """``./`` or ``../``, resolved against the URL of the repository that contains `.gitmodules`."""
    NONE = "none"
    """An empty URL."""
    UNSUPPORTED = "unsupported"
    """A scheme that Git doesn't support in a submodule, such as ``HTTPS`` in capital letters."""
    OTHER = "other"


class Login(Enum):
    """The kind of login before the ``@`` of a URL or in its query, or a variable anywhere in the URL."""

    NAME = "a username"
    VARIABLE = "the name of a variable"
    """A variable reference such as ``${TOKEN}``, which Git doesn't expand."""
    SECRET = "a password or token"  # noqa: S105 - words


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
    """The parts of a submodule URL."""

    form: Form
    shown: str
    """The URL without a login other than ``git`` and without its query, which can contain a token."""
    host: str | None = None
    """The host in lowercase; None if the form has no host."""
    port: int | None = None
    """The port of the URL, or the default port of the form; None if there is no port or it isn't a number."""
    user: str | None = field(default=None, repr=False)
    """The username of an SSH URL, otherwise None. Show it only if it is ``git``."""
    path: str = field(default="", repr=False)
    """The part after the host, without the slash or colon before it."""
    login: Login | None = None
    """The login in the URL; None if there is no login, or only the username of an SSH URL."""

    @property
    def needs_ssh_key(self) -> bool:
        """Whether a fetch uses an SSH key. A relative URL doesn't show this."""
        return self.form in (Form.SSH, Form.SCP)

    @property
    def repository(self) -> str | None:
        """The path as a Bitbucket Cloud repository's full name in lowercase; None if it doesn't have that format."""
        match = _FULL_NAME.fullmatch(self.path)
        return f"{match[1]}/{match[2]}".lower() if match else None


def parse(text: str) -> tuple[Submodule, ...]:
    """Return the entries of `.gitmodules`, in the order in which they first occur.

    Raises:
        GitmodulesError: The text contains a line or a value that Git rejects.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    found: dict[str, dict[str, str]] = {}
    by_path: dict[str, str] = {}
    section, name, at = "", "", _end_of_filling(text, 0)
    while at < len(text):
        if match := _SECTION.match(text, at):
            section, name = _section(match)
        elif match := _KEY.match(text, at):
            key, has_value, value = match[1].lower(), bool(match[2]), ""
            if has_value:
                match = _VALUE.match(text, match.end())
                value = _value(match[1]) if match else ""
            if match and section == "submodule" and not _is_ignored(name, key, value):
                _require_valid(name, key, value if has_value else None)
                entry = found.setdefault(name, {})
                if key == "path":
                    # As in Git, the last line with a path decides which entry the path has.
                    by_path.pop(entry.get(key, ""), None)
                    by_path[value] = name
                entry[key] = value
        if not match:
            line = text.count("\n", 0, at) + 1
            raise GitmodulesError(f"Git can't parse .gitmodules: syntax error in line {line}.")
        at = _end_of_filling(text, match.end())

    def is_used(path: str, name: str) -> bool:
        return by_path.get(path) == name and _IN_COMMIT.fullmatch(path) is not None

    return tuple(
        Submodule(name, path := keys.get("path", ""), keys.get("url", ""), keys.get("update", ""), is_used(path, name))
        for name, keys in found.items()
        if name and ("path" in keys or "url" in keys)
    )


def _require_valid(name: str, key: str, value: str | None) -> None:
    if (value is None and key in _NEEDS_VALUE) or (
        value is not None and key in _VALID and not _VALID[key].fullmatch(value)
    ):
        raise GitmodulesError(f"Git rejects .gitmodules: invalid value for submodule.{name}.{key}.")


def _is_ignored(name: str, key: str, value: str) -> bool:
    """Return whether Git ignores a line: its name leaves the folder, or its value resembles an option of a command."""
    return ".." in re.split(r"[/\\]", name) or (key in ("path", "url") and value.startswith("-"))


def _end_of_filling(text: str, at: int) -> int:
    match = _FILLING.match(text, at)
    return match.end() if match else at


def _section(match: re.Match[str]) -> tuple[str, str]:
    """Return the section and the name; ``[submodule.name]`` is the old syntax for ``[submodule "name"]``."""
    section, dot, old = match[1].lower().partition(".")
    if match[2] is None:
        return section, old
    return section + dot + old, _ESCAPE.sub(r"\1", match[2])


def _value(written: str) -> str:
    """Return a value with quotes and escapes resolved, and without unquoted whitespace at both ends."""
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
    """Return the parts of a submodule URL. Accepts any text and raises no errors."""
    if not url:
        return SubmoduleUrl(Form.NONE, "no URL")
    if match := _URL.match(url):
        return _with_scheme(*match.groups())
    if match := _HELPER.match(url):
        return _with_helper(match[0], url[match.end() :])
    login = _login_anywhere(url)
    if url.startswith(("./", "../")):
        return SubmoduleUrl(Form.RELATIVE, _shown(url), path=url, login=login)
    is_option = url.startswith("-")
    if not is_option and (match := _SCP.match(url)):
        user, host, port = _authority(match[2] if match[1] is None else match[1], 22)
        path = url[match.end() :].lstrip("/")
        return SubmoduleUrl(Form.SCP, _shown(url), host, port, user, path, login)
    return SubmoduleUrl(Form.OTHER if is_option else Form.FILE, _shown(url), path=url, login=login)


def resolve(url: str, repository: str) -> str | None:
    """Return the full name that a relative URL refers to, resolved in the same way as in Git.

    Args:
        url: The relative URL.
        repository: The full name of the Bitbucket Cloud repository whose `.gitmodules` contains the URL.

    Returns:
        The full name in lowercase; None if the URL doesn't refer to a repository.
    """
    parts = repository.split("/")
    while url.startswith(("./", "../")):
        if url.startswith("../"):
            if not parts:
                return None
            parts.pop()
        url = url.partition("/")[2]
    match = _FULL_NAME.fullmatch("/".join((*parts, url)))
    return f"{match[1]}/{match[2]}".lower() if match else None


def has_variable(text: str) -> bool:
    """Return whether a text contains a variable reference such as ``${TEAM}``, which Git doesn't expand."""
    return _VARIABLE.search(text) is not None


def _with_helper(helper: str, rest: str) -> SubmoduleUrl:
    """Return the parts of a URL after the name of a remote helper, such as Terraform's ``git::``."""
    inner = parse_url(rest)
    # A helper such as ext:: is followed by a command, which can contain a secret.
    shown = helper + inner.shown.replace(f"{USER}@", "") if _URL.match(rest) else helper.removesuffix("::")
    return SubmoduleUrl(Form.OTHER, shown, path=inner.path, login=inner.login)


def _with_scheme(scheme: str, authority: str, path: str) -> SubmoduleUrl:
    form, default = _SCHEMES.get(scheme, (Form.UNSUPPORTED, None))
    user, host, port = _authority(authority, default)
    written, _, place = authority.rpartition("@")
    bare, question, query = path.partition("?")
    # With a slash in a password, Git uses the text before the slash as the host and port.
    divided = default is not None and port is None and not written and "@" in bare
    has_secret = divided or (question and _SECRET_IN_QUERY.search(query))
    login = Login.SECRET if has_secret else _login(written, ssh=form is Form.SSH)
    if login is None and has_variable(place + path):
        login = Login.VARIABLE
    if form in (Form.HTTPS, Form.HTTP) and port is None and login is None and "." not in place:
        # The rest of a password can be a comment, because it contains a #.
        host = place.partition(":")[0]
        return SubmoduleUrl(form, f"{scheme}://{host}:(hidden)", host)
    at = f"{USER}@" if form is Form.SSH and user == USER else ""
    shown = _shown(f"{scheme}://{at}{place}{bare}")
    if form is Form.SSH:
        return SubmoduleUrl(form, shown, host, port, user, bare.lstrip("/"), login)
    # Git adds its own path after a query, so the URL doesn't name the repository.
    return SubmoduleUrl(form, shown, host or None, port, path=bare.lstrip("/") + question, login=login)


def _login(written: str, *, ssh: bool) -> Login | None:
    """Return the kind of login before the ``@``. In an SSH URL, a username without a password is not a login."""
    name, _, password = written.partition(":")
    if has_variable(written):
        return Login.VARIABLE
    if password or _TOKEN.search(written):
        return Login.SECRET
    return Login.NAME if name and not ssh else None


def _login_anywhere(url: str) -> Login | None:
    """Return the kind of login in a URL without a scheme, which Git interprets as a path or an SSH URL."""
    written = url.rpartition("@")[0]
    written = written[match.end() :] if (match := _SCHEME.match(written)) else written
    if has_variable(url):
        return Login.VARIABLE
    return Login.SECRET if _TOKEN.search(url) or re.search("[:/]", written) else None


def _shown(url: str) -> str:
    """Return `url` without possible secrets: any login other than ``git``, and text in the format of a token."""
    login, at, rest = url.rpartition("@")
    scheme = match[0] if (match := _SCHEME.match(login)) else ""
    # Without its two slashes, even ssh:git@ would resemble a username and a password.
    if at and (login.removeprefix(scheme).lstrip("[") != USER or (scheme and not scheme.endswith("://"))):
        url = scheme + rest
    return _VARIABLE.sub("(variable)", _TOKEN.sub("(hidden)", url.partition("?")[0]))


def _authority(text: str, default: int | None) -> tuple[str | None, str, int | None]:
    """Return the user, the host in lowercase, and the port."""
    login, _, place = text.rpartition("@")
    match = _HOST.fullmatch(place)
    host, port = (match[1], match[2]) if match else (place, None)
    number = int(port) if port else default if match else None
    return login.partition(":")[0] or None, host.strip("[]").lower(), number
