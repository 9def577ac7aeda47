"""Checks the URL of one submodule, which passes only with evidence that it can be fetched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from ipaddress import ip_address

from checks.clients.connected_objects import Connected
from checks.clients.errors import ReadError, RenamedError
from checks.connection.connection import Connection
from checks.engine.model import Finding, Verdict, advice, failed, passed, unknown
from checks.engine.submodule_fetch import SubmoduleFetch, is_of_head, newest_failure, proof
from checks.engine.submodules import FoundSubmodule, SubmoduleTree, committed_secret
from checks.facts import ssh
from checks.facts.failures import match
from checks.files.gitmodules import USER, Form, Login, SubmoduleUrl

EXPECTED = "a URL that HCP Terraform can fetch"
_SITE = ssh.FORMER_HOST.text
_FALLBACK = "workspace/repository"
_SCHEMES = ("https", "http", "ssh")
_PORT_IN_PATH = re.compile(r"\d+[:/]")
_LIKELY_NAME = re.compile(
    r"(?:\d+[:/]|~?/|(?:\w+\.)?bitbucket\.org[/:])*(?!\.+/)([\w.-]+)/+(?!\.+/)([\w.-]+?)(?:\.git)?(?:/|//.*|/src/.*|#.*|\?.*)?",
    re.IGNORECASE,
)
"""A repository's name after a port, a host, or a home directory in the place of the path, and before a page's path."""

_AROUND = " \t\r\n,;'\"`<>()[]\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
"""Characters that are copied together with a URL."""

_GONE = "it was renamed, moved, or deleted, or {who} can't read it"
_FORMER_HOST_IN_WORDS = re.compile(rf"(?:host |@){re.escape(_SITE)}\b(?!/)", re.IGNORECASE)


@dataclass(frozen=True)
class SubmoduleJudge:
    """Checks the submodule URLs of one Terraform workspace."""

    connection: Connection
    workspace: Connected
    tree: SubmoduleTree

    @cached_property
    def words(self) -> str:
        """The error message of the newest fetch if it failed with submodules included; otherwise, empty."""
        return newest_failure(self.connection, self.workspace)

    @cached_property
    def proven(self) -> SubmoduleFetch:
        """Whether the newest fetch proves that the submodules in the current `.gitmodules` can be fetched."""
        return proof(self.connection, self.workspace)

    def judge(self, one: FoundSubmodule) -> Iterator[Finding]:
        """Yield the findings about the URL of a submodule."""
        found = list(self._judge(one))
        undecided = one.url.login is not Login.SECRET and any(each.verdict is not Verdict.PASSED for each in found)
        if undecided and not one.is_pinned(self.connection):
            yield passed(one.shown, EXPECTED, "no commit is pinned at this path, so Git doesn't fetch it")
        else:
            yield from found

    def _judge(self, one: FoundSubmodule) -> Iterator[Finding]:
        url = one.url
        if url.login is Login.SECRET:
            yield committed_secret(one, _use(one, start=False))
        elif url.form is Form.NONE:
            yield from self._without_url(one)
        elif url.form is Form.UNSUPPORTED:
            actual = f"{url.shown}: Git doesn't support this scheme. Schemes are in lowercase"
            yield failed(one.shown, EXPECTED, actual, _use(one))
        elif url.form is Form.HTTPS and url.port is None:
            actual = f"{url.shown}: after https://, only a port number can follow a colon"
            yield failed(one.shown, EXPECTED, actual, _use(one))
        elif url.login is not None:
            yield from self._with_login(one, url.login)
        elif url.form is Form.HTTPS:
            yield from self._over_https(one)
        elif url.needs_ssh_key:
            yield from self._over_ssh(one)
        elif url.form is Form.RELATIVE:
            actual = f"{url.shown}, a relative URL"
            yield from self._by_fetch(one, actual, _use(one))
        else:
            yield self._blamed(one) or unknown(one.shown, EXPECTED, url.shown, _use(one))

    def _without_url(self, one: FoundSubmodule) -> Iterator[Finding]:
        """Yield the findings about an entry without a URL, with which Git 2.39.5 fetches no submodule at all."""
        fix = (
            f"Add the missing url to its entry in the .gitmodules file of {one.holder}, or remove both the entry and "
            "the folder with `git rm`."
        )
        if one.submodule.path and one.submodule.path in unnamed_in(self.words):
            yield failed(one.shown, EXPECTED, "no URL, and the newest fetch failed because of that", fix)
        elif is_of_head(self.connection, self.workspace, self.proven):
            yield passed(one.shown, "the newest fetch succeeded", "it succeeded")
            yield advice(one.shown, EXPECTED, "no URL", fix)
        else:
            yield failed(one.shown, EXPECTED, "no URL, so Git can't fetch any submodule of this repository", fix)

    def _with_login(self, one: FoundSubmodule, login: Login) -> Iterator[Finding]:
        actual = f"{one.url.shown} contains {login.value}"
        if login is Login.VARIABLE:
            actual += ", which Git doesn't replace with its value"
        yield from self._by_fetch(one, actual, f"Remove it from the URL: {_use(one, start=False)}")

    def _over_https(self, one: FoundSubmodule) -> Iterator[Finding]:
        url = one.url
        if url.port != 443:  # noqa: PLR2004 - the port of https
            actual = f"{url.shown}, on {_port(url)}"
            yield from self._by_fetch(one, actual, _use(one))
        elif one.target:
            yield from self._on_bitbucket(one, one.target)
        elif url.path.endswith("?"):
            yield from self._by_fetch(one, f"{url.shown}, with a query after it", _use(one))
        else:
            yield from self._by_fetch(one, url.shown, "Start a run to fetch it, and then run this check again.")

    def _on_bitbucket(self, one: FoundSubmodule, target: str) -> Iterator[Finding]:
        if blamed := self._blamed(one):
            yield blamed
            return
        sees = self._authorization_sees(target)
        if sees is False:
            renamed, gone = self._renamed(one), _GONE.format(who="the authorizing user")
            actual = f"HCP Terraform can't access the repository {target}: {renamed.actual if renamed else gone}"
            yield failed(one.shown, EXPECTED, actual, renamed.fix if renamed else _access(one, target))
        elif self._is_proven(one):
            yield passed(one.shown, EXPECTED, f"{one.url.shown}; the newest fetch included it")
        elif sees and self._is_public(target):
            yield passed(one.shown, EXPECTED, f"{one.url.shown}, a public repository")
        else:
            yield self._unproven(
                one, one.url.shown, "Start a run to fetch it. If that fails, " + _use(one, start=False)
            )

    def _authorization_sees(self, target: str) -> bool | None:
        """Return whether the authorization can access a repository; None if no access to any repository is proven."""
        tokens = [one for one in self.connection.oauth_tokens() if one.id == self.workspace.oauth_token_id]
        if not tokens or target in self.tree.skipped:
            return None
        try:
            # An authorization that doesn't work has no access at all, which the check authorization-works reports.
            return self.connection.sees(target, tokens[0]) or (
                False if self.connection.sees(self.workspace.repository, tokens[0]) else None
            )
        except ReadError:
            return None

    def _is_public(self, target: str) -> bool:
        try:
            return self.connection.is_private(target) is False
        except ReadError:
            return False

    def _over_ssh(self, one: FoundSubmodule) -> Iterator[Finding]:
        url = one.url
        place = url.host or ""
        host, colon, rest = (place, "", "") if _is_ip_address(place) else place.partition(":")
        workspace = rest.rpartition(":")[2]
        if url.form is Form.SSH and colon and not workspace.isdecimal():
            actual = f"{url.shown}: after ssh://, Git uses {url.host} as the host"
            yield failed(one.shown, EXPECTED, actual, _use(one))
        elif url.form is Form.SCP and host in _SCHEMES:
            actual = f"{url.shown}: it doesn't have two slashes after {host}:, so Git uses {host} as the host"
            yield failed(one.shown, EXPECTED, actual, _use(one))
        elif not host:
            yield failed(one.shown, EXPECTED, f"{url.shown}: it has no host", _use(one))
        elif host == ssh.PORT_443_HOST.text:
            actual = f"{url.shown}: {host} is for SSH on port 443, and HCP Terraform uses only port {ssh.PORT.number}"
            yield failed(one.shown, EXPECTED, actual, _use(one))
        elif url.port != ssh.PORT.number and host in (ssh.HOST.text, _SITE):
            actual = f"{url.shown}, on {_port(url)}: HCP Terraform uses only port {ssh.PORT.number}"
            yield failed(one.shown, EXPECTED, actual, _use(one))
        elif url.form is Form.SCP and host in (ssh.HOST.text, _SITE) and _PORT_IN_PATH.match(url.path):
            actual = f"{url.shown}: without ssh://, Git uses the port as the beginning of the path"
            yield failed(one.shown, EXPECTED, actual, _use(one))
        elif host not in (ssh.HOST.text, _SITE):
            yield from self._on_another_host(one, host)
        elif url.user != USER:
            yield self._blamed(one) or unknown(
                one.shown, EXPECTED, f"{url.shown}, which doesn't log in as {USER}", _use(one)
            )
        elif host == _SITE:
            yield from self._on_former_host(one)
        else:
            yield from self._by_key(one)

    def _on_another_host(self, one: FoundSubmodule, host: str) -> Iterator[Finding]:
        if host.rstrip(".") in (ssh.HOST.text, _SITE):
            actual = f"{one.url.shown}: the host ends with a dot"
            yield self._blamed(one) or unknown(one.shown, EXPECTED, actual, _use(one))
        elif _is_ip_address(host) or ("." in host and _SITE not in host):
            # The checks don't read this server, and the key of the VCS provider can be removed there at any time.
            fix = "Make sure that the key of the VCS provider is known there, or use https."
            yield self._blamed(one) or unknown(one.shown, EXPECTED, f"{one.url.shown}, on another host", fix)
        elif len(host) == 1:
            actual = f"{one.url.shown}: {host.upper()}: looks like the drive of a Windows computer"
            yield self._blamed(one) or unknown(one.shown, EXPECTED, actual, _use(one))
        else:
            yield self._by_alias(one, host)

    def _by_alias(self, one: FoundSubmodule, host: str) -> Finding:
        actual = f"{one.url.shown}: {host} looks like an alias from the ~/.ssh/config file of one computer"
        if host.endswith(f".{_SITE}"):
            actual = f"{one.url.shown}: {host} isn't known as a host for SSH"
        # Other words name the host that couldn't be resolved, and then only that one is to blame.
        unresolved = rf"Could not resolve (?:hostname: Name|host(?:name)?:? {re.escape(host)}(?![\w.-]))"
        if re.search(unresolved, self.words, re.IGNORECASE):
            return failed(one.shown, EXPECTED, f"{actual}, and the newest fetch couldn't resolve it", _use(one))
        return self._blamed(one) or unknown(one.shown, EXPECTED, actual, _use(one))

    def _on_former_host(self, one: FoundSubmodule) -> Iterator[Finding]:
        actual, proven = one.url.shown, self.proven
        if _FORMER_HOST_IN_WORDS.search(self.words):
            yield failed(one.shown, EXPECTED, f"{actual}, and the newest fetch failed on that host", _use(one))
        elif hidden := self._hidden(one):
            yield hidden
        elif not self._is_proven(one):
            yield self._unproven(one, actual, _use(one))
        elif proven.fetch and proven.fetch.at and proven.fetch.at > ssh.MOVED:
            yield passed(one.shown, EXPECTED, f"{actual}; the newest fetch included it")
            yield advice(one.shown, f"a URL on {ssh.HOST.text}", actual, _use(one))
        else:
            missing = f"the newest fetch is from before {ssh.MOVED:%d %B %Y}, when SSH moved to {ssh.HOST.text}"
            yield unknown(one.shown, EXPECTED, f"{actual}; {missing}", _use(one))

    def _by_key(self, one: FoundSubmodule) -> Iterator[Finding]:
        """Yield the findings based on the account that has the key, because that account fetches the submodule."""
        target = one.target
        if target is None:
            yield self._blamed(one) or unknown(one.shown, EXPECTED, f"{one.url.shown}, no repository's name", _use(one))
            return
        error, holder = self._trouble(target), self.connection.key_holder()
        if blamed := self._blamed(one):
            yield blamed
        elif holder and not error and target not in self.tree.skipped:
            yield passed(one.shown, EXPECTED, f"{one.url.shown}; {holder.shown}, who has the key, can read it")
        elif hidden := self._hidden(one):
            yield hidden
        elif self._is_proven(one):
            yield passed(one.shown, EXPECTED, f"{one.url.shown}; the newest fetch included it")
        else:
            why = f"{error}" if error else "no account is known to have the key"
            if error and error.status == HTTPStatus.NOT_FOUND:
                gone = _GONE.format(who=f"{self.connection.account().shown}, which isn't known to have the key,")
                why = f"Bitbucket doesn't show the repository {target}: {gone}"
            fix = f"Make sure that the Bitbucket account with the key can read {target}. Read access is enough."
            yield self._unproven(one, f"{one.url.shown}; {why}", fix)

    def _hidden(self, one: FoundSubmodule) -> Finding | None:
        """Return the finding that Bitbucket doesn't show the repository to the account that has the key, if so."""
        error = self._trouble(one.target or "")
        holder = self.connection.key_holder() if error and error.status == HTTPStatus.NOT_FOUND else None
        if holder is None:
            return None
        gone = _GONE.format(who=f"{holder.shown}, who has the key,")
        actual = f"Bitbucket doesn't show the repository {one.target}: {gone}"
        return failed(one.shown, EXPECTED, actual, _access(one, one.target))

    def _renamed(self, one: FoundSubmodule) -> Finding | None:
        """Return the finding that the repository was renamed, if Bitbucket returns it under another name.

        An earlier fetch isn't proof: it isn't documented whether Git is redirected, and for how long.
        """
        error = self._trouble(one.target or "")
        if not isinstance(error, RenamedError):
            return None
        name = error.name.lower()
        url = _scp(name) if one.url.needs_ssh_key else f"https://{_SITE}/{name}.git"
        fix = f"If it is the same repository, write {url} in the .gitmodules file of {one.holder}."
        return unknown(one.shown, EXPECTED, f"Bitbucket shows {one.target} as {name}", fix)

    def _trouble(self, target: str) -> ReadError | None:
        """Return the error from reading a repository with the API token; None if it succeeded or wasn't tried."""
        if target not in self.tree.errors:
            return None
        try:
            self.connection.is_private(target)
        except ReadError as error:
            return error
        return None

    def _by_fetch(self, one: FoundSubmodule, actual: str, fix: str) -> Iterator[Finding]:
        """Yield the findings based only on the newest fetch."""
        if self._blamed(one):
            yield failed(one.shown, EXPECTED, f"{actual}, and the newest fetch failed on it", fix)
        elif self._is_proven(one):
            yield passed(one.shown, EXPECTED, f"{actual}; the newest fetch included it")
            if one.url.login or one.url.form is Form.RELATIVE:
                yield advice(one.shown, "an absolute URL without a login", actual, fix)
        else:
            yield self._unproven(one, actual, fix)

    def _is_proven(self, one: FoundSubmodule) -> bool:
        """Return whether the newest fetch used this URL. Below the first level, the pinned commits must be the same."""
        if self.proven.missing or self._renamed(one):
            return False
        return one.level == 1 or is_of_head(self.connection, self.workspace, self.proven)

    def _unproven(self, one: FoundSubmodule, actual: str, fix: str) -> Finding:
        if renamed := self._renamed(one):
            return renamed
        missing = self.proven.missing or "the newest fetch is of an older commit"
        return unknown(one.shown, EXPECTED, f"{actual}; no fetch proves it: {missing}", fix)

    def _blamed(self, one: FoundSubmodule) -> Finding | None:
        """Return the finding that the newest fetch failed on this URL, if its error message contains the URL."""
        url = one.url
        if url.form is Form.RELATIVE or len(url.path) < 3 or url.shown not in self.words:  # noqa: PLR2004
            return None
        known = match(self.words)
        fix = known.fix if known else _use(one) if url.form in (Form.FILE, Form.OTHER) else _access(one, one.target)
        return failed(one.shown, EXPECTED, f"{url.shown}, and the newest fetch failed on it", fix)


def unnamed_in(words: str) -> frozenset[str]:
    """Return the paths for which Git reported that `.gitmodules` has no URL."""
    return frozenset(path for match in _UNNAMED.finditer(words) for path in match.groups() if path)


_UNNAMED = re.compile(
    r"No url found for submodule path '([^']+)' in \.gitmodules"
    r"|no submodule mapping found in \.gitmodules for path '([^']+)'",
    re.IGNORECASE,
)


def _use(one: FoundSubmodule, *, start: bool = True) -> str:
    """Return the instruction to replace a URL in `.gitmodules`."""
    verb = "Write" if start else "write"
    return f"{verb} {_scp(_name(one))} in the .gitmodules file of {one.holder}."


def _name(one: FoundSubmodule) -> str:
    """Return the name of the repository that a URL most likely means, for the URL to write instead."""
    if name := one.target or one.url.repository:
        return name
    host, colon, workspace = (one.url.host or "").rpartition(":")
    path = f"{workspace}/{one.url.path}" if colon and host and not _is_ip_address(one.url.host or "") else one.url.path
    # Before an @, there can be a password with a slash.
    match = _LIKELY_NAME.fullmatch(path.rpartition("@")[2].strip(_AROUND).replace("\\", "/"))
    return f"{match[1]}/{match[2]}".lower() if match else _FALLBACK


def _scp(name: str) -> str:
    return f"{USER}@{ssh.HOST.text}:{name}.git"


def _is_ip_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _port(url: SubmoduleUrl) -> str:
    return f"port {url.port}" if url.port is not None else "a port that isn't a number"


def _access(one: FoundSubmodule, target: str | None) -> str:
    name = target or "the repository"
    return (
        f"Check that {name} still has that name. If it does, give the account that fetches it read access; if not, "
        f"write the new name in the .gitmodules file of {one.holder}."
    )
