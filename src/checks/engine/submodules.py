"""Reads the submodules of all repositories in use, and their nested submodules, for the submodule checks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checks.clients.connected_objects import Connected
from checks.clients.errors import GitmodulesError, MissingBranchError, ReadError, RenamedError
from checks.connection.connection import Connection
from checks.engine.model import Finding, failed, unknown, unreadable
from checks.engine.unread_objects import not_read
from checks.facts import ssh
from checks.files import gitmodules
from checks.files.gitmodules import Form, Login, Submodule, SubmoduleUrl

EXPECTED = ".gitmodules is readable or doesn't exist"
NO_SUBMODULES = "No .gitmodules file that was read contains a submodule that Git fetches."

LEVELS = 3
"""The maximum depth of nested submodules; submodules of the repository itself are the first level."""

MOST = 50
"""The maximum number of submodule repositories to read in a run, each once."""

REQUESTS = 4
"""The maximum number of requests for each submodule repository: three to Bitbucket for its name, the pinned commit, and
`.gitmodules`, and with HTTPS one to HCP Terraform, which shows whether the authorization has access."""

REQUESTS_OF_WORKSPACE = 3
"""The maximum number of requests for a Terraform workspace with submodules: for the source of the newest fetch,
`.gitmodules` in that commit, and the head of the branch."""

_BITBUCKET_HOSTS = (ssh.HOST.text, ssh.FORMER_HOST.text)


@dataclass(frozen=True)
class FoundSubmodule:
    """A submodule that Git fetches, and its location."""

    submodule: Submodule
    holder: str
    """The full name of the repository whose `.gitmodules` contains it."""
    revision: str
    """The branch or commit of that repository."""
    level: int
    """1 in the repository of the Terraform workspace, 2 in a submodule of it, and so on."""

    @property
    def url(self) -> SubmoduleUrl:
        """The parsed URL."""
        return gitmodules.parse_url(self.submodule.url)

    @property
    def shown(self) -> str:
        """The name in reports."""
        return f"{self.submodule.path or self.submodule.name} in {self.holder}"

    def key(self, workspace: Connected) -> str:
        """Return what identifies it in an object that fetches it: its path, with the repository if nested."""
        place = "" if self.level == 1 else f"{self.holder}/"
        return f"{workspace.id or workspace.name}/{place}{self.submodule.path or self.submodule.name}"

    def is_pinned(self, connection: Connection) -> bool:
        """Return whether a commit is pinned at its path; without one, Git doesn't fetch it."""
        return connection.is_pinned(self.holder, self.revision, self.submodule.path)

    @property
    def target(self) -> str | None:
        """The full name of the Bitbucket Cloud repository in its URL.

        None if the URL is for another service, or if a variable is in the place of the name.
        """
        url = self.url
        if url.form is Form.RELATIVE:
            return gitmodules.resolve(self.submodule.url, self.holder)
        if url.form in (Form.HTTPS, Form.SSH, Form.SCP) and url.host in _BITBUCKET_HOSTS:
            return url.repository
        return None


@dataclass(frozen=True)
class SubmoduleTree:
    """The repositories that submodules refer to, by their full names."""

    read: dict[str, tuple[FoundSubmodule, ...]]
    """The submodules of each repository that was read."""
    errors: dict[str, ReadError]
    """The error of each repository that could not be read."""
    skipped: frozenset[str]
    """The repositories that were skipped because `LEVELS` or `MOST` was reached."""
    never_fetched: tuple[FoundSubmodule, ...] = ()
    """The entries with ``update = none`` in the repositories that were read."""

    def below(self, found: Iterable[FoundSubmodule]) -> tuple[FoundSubmodule, ...]:
        """Return the submodules in `found` and all of their nested submodules, each once."""
        seen: dict[FoundSubmodule, None] = {}
        ahead = list(found)
        while ahead:
            one = ahead.pop(0)
            if one not in seen:
                seen[one] = None
                ahead += self.read.get(one.target or "", ())
        return tuple(seen)


def with_submodules(
    connection: Connection, unread: list[Finding]
) -> Iterator[tuple[Connected, tuple[FoundSubmodule, ...]]]:
    """Yield each workspace, policy set, and module on a branch whose repository has submodules that Git fetches.

    Args:
        connection: The connection under test.
        unread: Receives a finding for each repository that could not be read.
    """
    unreadable_in: dict[str, list[str]] = {}
    errors: dict[str, ReadError] = {}
    unread += not_read(connection, EXPECTED)
    for reading in connection.each("submodules", connection.submodules, connection.with_submodules_setting()):
        workspace = reading.subject
        if isinstance(reading.error, MissingBranchError):
            continue  # the check of the branch reports it
        if reading.error:
            errors.setdefault(workspace.shown_repository, reading.error)
            unreadable_in.setdefault(workspace.shown_repository, []).append(workspace.id)
        elif found := _fetched(reading.value, workspace.repository, connection.branch(workspace), 1):
            yield workspace, found
    unread += (
        unreadable(name, EXPECTED, error, _fix(error, name)).identified(*unreadable_in[name])
        for name, error in errors.items()
    )


def missing_branches(connection: Connection) -> str:
    """Return a sentence, after a space, that names the repositories without the branch; empty if all have theirs.

    The submodules of these repositories are unknown.
    """
    readings = connection.each("submodules", connection.submodules, connection.terraform_workspaces())
    gone = dict.fromkeys(one.subject.repository for one in readings if isinstance(one.error, MissingBranchError))
    names = ", ".join(list(gone)[:3]) + (", and more" if len(gone) > 3 else "")  # noqa: PLR2004
    return f" Not read, because the branch doesn't exist (see branch-exists): {names}." if gone else ""


def secrets_in_skipped(connection: Connection, tree: SubmoduleTree) -> Iterator[Finding]:
    """Yield a finding for each entry with ``update = none`` whose URL contains a secret, at every level that was read.

    Git never fetches such entries, so `with_submodules` doesn't yield them. Read errors aren't reported, because the
    check of the other entries reports them.
    """
    used_by: dict[FoundSubmodule, list[Connected]] = {}
    for reading in connection.each("submodules", connection.submodules, connection.with_submodules_setting()):
        workspace = reading.subject
        skipped = () if reading.error else [entry for entry in reading.value if entry.is_skipped]
        for entry in skipped:
            found = FoundSubmodule(entry, workspace.repository, connection.branch(workspace), 1)
            if found.url.login is Login.SECRET:
                used_by.setdefault(found, []).append(workspace)
    for found, workspaces in used_by.items():
        finding = committed_secret(found, "remove it from the URL.").in_scope(*workspaces[0].scope)
        yield finding.identified(*map(found.key, workspaces))
    for found in tree.never_fetched:
        if found.url.login is Login.SECRET:
            yield committed_secret(found, "remove it from the URL.").identified(
                f"{found.holder}/{found.submodule.name}"
            )


def committed_secret(one: FoundSubmodule, then: str) -> Finding:
    """Return the finding that a URL contains a secret, with the next action after the secret is revoked."""
    fix = f"Revoke it: everyone who can read {one.holder} or its history has it. Then {then}"
    return failed(one.shown, "a URL without a secret", f"{one.url.shown} contains a password or token", fix)


def read_tree(connection: Connection, found: Iterable[FoundSubmodule]) -> SubmoduleTree:
    """Return the nested submodules on Bitbucket Cloud, read level by level, each repository once.

    Each repository is read at the commit that the first submodule that refers to it pins. Without a pinned commit, Git
    doesn't fetch the repository. The same `found` results in the same reads.
    """
    tree: dict[str, tuple[FoundSubmodule, ...]] = {}
    errors: dict[str, ReadError] = {}
    never_fetched: list[FoundSubmodule] = []
    unpinned: set[FoundSubmodule] = set()
    level = list(found)
    for _ in range(1, LEVELS):
        ahead: dict[str, list[FoundSubmodule]] = {}
        for one in level:
            if one.target and one.target not in (*tree, *errors):
                ahead.setdefault(one.target, []).append(one)
        chosen = list(ahead.values())[: MOST - len(tree) - len(errors)]
        level = []
        for reading in connection.each("submodules of submodules", lambda ones: _read(connection, ones), chosen):
            name = reading.subject[0].target or ""
            if reading.error:
                errors[name] = reading.error
            elif reading.value is None:
                unpinned.update(reading.subject)
            else:
                tree[name] = tuple(one for one in reading.value if not one.submodule.is_skipped)
                level += tree[name]
                never_fetched += (one for one in reading.value if one.submodule.is_skipped)
    every = {*found, *(one for nested in tree.values() for one in nested)} - unpinned
    skipped = {one.target for one in every if one.target} - {*tree, *errors}
    return SubmoduleTree(tree, errors, frozenset(skipped), tuple(never_fetched))


def not_followed(tree: SubmoduleTree) -> Iterator[Finding]:
    """Yield the findings about submodule repositories whose own submodules are unknown."""
    for name, error in tree.errors.items():
        fix = "Correct the URL of the submodule, and run this check again." if isinstance(error, RenamedError) else ""
        yield unreadable(f"submodules of {name}", EXPECTED, error, fix or _fix(error, name))
    if tree.skipped:
        names = ", ".join(sorted(tree.skipped)[:3]) + (", and more" if len(tree.skipped) > 3 else "")  # noqa: PLR2004
        yield unknown(
            "submodules of submodules",
            "all were checked",
            f"{len(tree.skipped):,} repositories were not read ({names}): a run reads {MOST} of them, and reads "
            f"submodules down to {LEVELS} levels",
            "Check the .gitmodules files of these repositories yourself, or run this for fewer Terraform workspaces "
            "with TFE_WORKSPACES.",
        )


def _fix(error: ReadError, repository: str) -> str:
    return f"Correct the .gitmodules file of {repository}." if isinstance(error, GitmodulesError) else ""


def _read(connection: Connection, referring: Iterable[FoundSubmodule]) -> tuple[FoundSubmodule, ...] | None:
    """Return the submodules of the repository that `referring` refers to; None if no commit of it is pinned."""
    one = next((one for one in referring if one.is_pinned(connection)), None)
    if one is None:
        return None
    target = one.target or ""
    connection.is_private(target)  # raises RenamedError, which reading a file never does
    commit = connection.pinned_commit(one.holder, one.revision, one.submodule.path)
    entries = connection.submodules_at(target, commit)
    return tuple(FoundSubmodule(entry, target, commit, one.level + 1) for entry in entries)


def _fetched(entries: Iterable[Submodule], holder: str, revision: str, level: int) -> tuple[FoundSubmodule, ...]:
    return tuple(FoundSubmodule(entry, holder, revision, level) for entry in entries if not entry.is_skipped)
