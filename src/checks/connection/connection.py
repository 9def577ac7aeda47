"""The thing under test: a provider and the Bitbucket workspaces that its repositories name."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from typing import TypeVar

from checks.clients.bitbucket_records import Account, AccountKey, Gitlinks, Hook, TokenAnswer
from checks.clients.bitbucket_source import is_missing
from checks.clients.errors import MissingBranchError, ReadError
from checks.clients.parsing import Records
from checks.clients.repository_name import url_parts
from checks.clients.terraform_fetch_records import Fetch, Ingress, newest
from checks.clients.terraform_provider_records import OAuthToken, Organization, Provider, Server
from checks.clients.terraform_workspace_records import TerraformWorkspace, UnconnectedWorkspace
from checks.connection.backends import Backends
from checks.connection.cache import Evidence, Progress, ReadCache, ReadResult
from checks.connection.checkpoint import Checkpoint
from checks.connection.selection import Selection, matching, select_workspaces, unreported, using
from checks.connection.workspaces import Disconnected, WorkspaceList, find_disconnected
from checks.facts import bitbucket
from checks.facts.credentials import Credential, Endpoint
from checks.files import gitmodules
from checks.files.gitmodules import Submodule
from checks.files.key_file import KeyFile, KeyFileError, read_key
from checks.settings.secret import Redactor
from checks.settings.settings import Settings

Value = TypeVar("Value")
Subject = TypeVar("Subject")


class Connection:
    """Reads of both services, each made once in a run, its failure remembered too.

    What needs the provider raises LookupError where there is none, or several and none was chosen; what asks a
    service raises ReadError where it was not answered.

    Args:
        settings: What the reader gave.
        told: Is told what the run is doing.
    """

    def __init__(self, settings: Settings, on_progress: Callable[[Progress], None] = lambda _: None) -> None:
        self.settings = settings
        self.credentials = settings.credentials
        self.now = datetime.now(UTC)
        self._redact = Redactor(settings.secrets)
        self._services = Backends(settings, self._redact, lambda words: on_progress(Progress(words)))
        self._terraform, self._bitbucket = self._services.terraform, self._services.bitbucket
        self._source = self._services.source
        self._reader = ReadCache(on_progress)
        self._once = self._reader.once

    # What HCP Terraform holds

    def terraform_account(self) -> str | None:
        """Return the name of the account behind the HCP Terraform token."""
        return self._once(self._terraform.account)

    def organization(self) -> Organization:
        """Return the organization."""
        return self._once(self._terraform.organization)

    def server(self) -> Server:
        """Return what the server says about itself."""
        return self._once(self._terraform.server)

    def providers(self) -> tuple[Provider, ...]:
        """Return every provider for Bitbucket Cloud.

        One on the list that cannot be read may be the only other one, unless the reader chose one that can.
        """
        found = self._once(self._terraform.providers)
        chosen = any(provider.id == self.settings.provider for provider in found)
        return found if chosen else found.all()

    def provider(self) -> Provider:
        """Return the provider under test: the one chosen, or the only one. Raises `LookupError`."""
        chosen = self.settings.provider
        found = [provider for provider in self.providers() if chosen in (None, provider.id)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} providers for Bitbucket Cloud could be meant")
        return found[0]

    def oauth_tokens(self) -> tuple[OAuthToken, ...]:
        """Return the OAuth tokens of the provider under test.

        Raises:
            ReadError: They could not be read, or the list lacks one that the provider itself names.
        """
        provider = self.provider()
        found = self._once(self._terraform.oauth_tokens, provider.id)
        unlisted = (provider.grant_ids or frozenset()) - {oauth_token.id for oauth_token in found}
        if unlisted:
            raise ReadError(
                f"HCP Terraform names {len(provider.grant_ids or ()):,} OAuth tokens of the VCS provider, and its list "
                f"lacks {len(unlisted):,} of them. Run this again, or use a token that can see them."
            )
        return found

    def workspace_list(self) -> WorkspaceList:
        """Return every Terraform workspace that the token can read."""
        return self._once(self._read_terraform_workspaces)

    def _read_terraform_workspaces(self) -> WorkspaceList:
        first = self._terraform.workspaces_page(1)
        connected, unconnected, ids = list(first.connected), list(first.unconnected), list(first.ids)
        for page in self.each("Terraform workspaces", self._terraform.workspaces_page, range(2, first.pages + 1)):
            if (page.value.pages, page.value.count) != (first.pages, first.count):
                raise ReadError("The list of Terraform workspaces changed while it was read. Run this again.")
            connected += page.value.connected
            unconnected += page.value.unconnected
            ids += page.value.ids
        if len(ids) != len(set(ids)):
            raise ReadError("The list of Terraform workspaces names one twice, so it may have changed. Run this again.")
        if first.count not in (None, len(ids)):
            raise ReadError(
                f"HCP Terraform says that there are {first.count} Terraform workspaces, and listed {len(ids)}."
            )
        return WorkspaceList(tuple(connected), tuple(unconnected))

    def all_terraform_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return every Terraform workspace on Bitbucket Cloud: by the service's name, or by its OAuth token.

        One of which HCP Terraform does not report the service is among them.
        """
        known = frozenset[str]().union(*(provider.grant_ids or () for provider in self.providers()))
        return tuple(
            workspace
            for workspace in self.workspace_list().connected
            if workspace.may_be_on_bitbucket or workspace.oauth_token_id in known
        )

    def disconnected(self) -> Disconnected:
        """Return the Terraform workspaces that were connected to Bitbucket Cloud and no longer are."""
        return self._once(self._find_disconnected)

    def _find_disconnected(self) -> Disconnected:
        return find_disconnected(self.workspace_list().unconnected, self.settings)

    def named_terraform_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return those that match the patterns in the settings, whichever OAuth token they use. Raises `ReadError`."""
        return matching(self.all_terraform_workspaces(), "that are connected to Bitbucket Cloud", self.settings)

    def visible_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return those that the token can read, that use the provider under test, and that match the reader's patterns.

        One of which HCP Terraform does not report what it uses may use the provider too, so it is among them.
        Patterns that leave none over raise ReadError: whatever would be said of none would not be about the connection.
        """
        return self._once(self._choose).workspaces

    def terraform_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return those of `visible_workspaces`, if their absence would prove that no workspace uses the provider.

        Raises:
            ReadError: There is none, and HCP Terraform doesn't confirm that there is none.
        """
        found = self.visible_workspaces()
        if not found and self.hidden_workspaces() != 0:
            counted = self.provider().workspace_count
            known = (
                "HCP Terraform doesn't report how many use it"
                if counted is None
                else f"HCP Terraform counts {counted:,}"
            )
            raise ReadError(f"This HCP Terraform token can't see a workspace that uses the VCS provider; {known}.")
        return found

    def hidden_workspaces(self) -> int | None:
        """Return how many workspaces use the provider under test and aren't in the list that the token can read.

        None if HCP Terraform doesn't report how many use it, reports fewer than are in the list, or doesn't report
        for one in the list whether it is among them.
        """
        counted, seen = self.provider().workspace_count, len(self.workspaces_of_provider())
        if counted is None or counted < seen or (counted > seen and self.unreported_workspaces()):
            return None
        return counted - seen

    def workspaces_of_provider(self) -> tuple[TerraformWorkspace, ...]:
        """Return those that the token can read and that use the provider under test, whatever the patterns."""
        return using(self.workspace_list().connected, self._oauth_token_ids())

    def unreported_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return those in the list of which HCP Terraform does not report whether they use the provider under test."""
        return unreported(self.workspace_list().connected, self._oauth_token_ids())

    def _oauth_token_ids(self) -> set[str]:
        return {oauth_token.id for oauth_token in self.oauth_tokens()}

    def sampled(self) -> tuple[int, int] | None:
        """Return how many Terraform workspaces are looked at, and out of how many; None where it is all of them."""
        choice = self._once(self._choose)
        return (len(choice.workspaces), choice.out_of) if choice.out_of else None

    def _choose(self) -> Selection:
        return select_workspaces((*self.workspaces_of_provider(), *self.unreported_workspaces()), self.settings)

    def repositories(self) -> tuple[str, ...]:
        """Return the full name of every repository that those use, each once, as it was first given."""
        found: dict[str, str] = {}
        for workspace in self.terraform_workspaces():
            found.setdefault(workspace.repository.lower(), workspace.repository)
        return tuple(found.values())

    def configurations(self, workspace: TerraformWorkspace | UnconnectedWorkspace) -> tuple[Fetch, ...]:
        """Return the newest configuration versions of any source, in no certain order. Raises `ReadError`."""
        if not workspace.id:
            raise ReadError(f"HCP Terraform does not report the id of {workspace.name}.")
        return self._once(self._terraform.fetches, workspace.id)

    def fetches(self, workspace: TerraformWorkspace) -> tuple[Fetch, ...]:
        """Return the newest attempts to fetch from Bitbucket, pull requests included, in no certain order."""
        return tuple(fetch for fetch in self.configurations(workspace) if fetch.from_bitbucket)

    def newest_fetch(self, workspace: TerraformWorkspace) -> Fetch | None:
        """Return the newest attempt to fetch the workspace's own branch; None if there is none, or it isn't certain."""
        found = newest(self.fetches(workspace))
        return found[0] if len(found) == 1 else None

    def ingress(self, fetch: Fetch) -> Ingress:
        """Return what a fetch took, and from where. Raises `ReadError`."""
        if fetch.id is None:
            raise ReadError("HCP Terraform does not tell the id of the fetch.")
        return self._once(self._terraform.ingress, fetch.id)

    def sees(self, repository: str, oauth_token: OAuthToken) -> bool:
        """Tell whether HCP Terraform sees the repository right now, by its identifier or by its full name."""
        identifier = self._identifier(repository)
        if identifier != repository:
            try:
                if self._once(self._terraform.sees, identifier, oauth_token.id):
                    return True
            except ReadError as error:
                if error.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                    raise
        return self._once(self._terraform.sees, repository, oauth_token.id)

    def tree(self, repository: str, oauth_token: OAuthToken) -> None:
        """Make HCP Terraform list the repository, for the error that it meets."""
        return self._once(self._terraform.tree, self._identifier(repository), oauth_token.id)

    def _identifier(self, repository: str) -> str:
        """Return how HCP Terraform itself names a repository, which may be by UUID."""
        named = {one.repository: one.identifier for one in self.visible_workspaces() if one.identifier}
        return named.get(repository, repository)

    def lists_repositories(self, oauth_token: OAuthToken) -> bool:
        """Tell whether HCP Terraform lists any repository right now."""
        return self._once(self._terraform.lists_repositories, oauth_token.id)

    # What Bitbucket holds

    def token_answer(self) -> TokenAnswer:
        """Return what Bitbucket says to the consumer's key and secret."""
        return self._once(self._services.ask_for_token)

    def account(self) -> Account:
        """Return the account behind the Bitbucket API token."""
        return self._once(self._read_account)

    def _read_account(self) -> Account:
        given = self.settings.bitbucket_token
        if given and given.token.reveal().startswith(bitbucket.APP_PASSWORD_PREFIX.text):
            raise ReadError(f"BITBUCKET_API_TOKEN holds an app password. {_APP_PASSWORD}", refused=True)
        if given and given.token.reveal().startswith(bitbucket.ACCESS_TOKEN_PREFIX.text):
            raise ReadError(_ACCESS_TOKEN, refused=True)
        try:
            return self._bitbucket.account()
        except ReadError as error:
            if error.status != HTTPStatus.GONE:
                raise
            raise ReadError(f"{error} {_APP_PASSWORD}", status=error.status, refused=True) from None

    def permission(self, repository: str) -> str | None:
        """Return what our account may do on a repository: read, write, admin, or None where it sees nothing."""
        workspace = url_parts(repository)["workspace"]
        beside = self._once(self._all_by_workspace)[workspace]
        if len(beside) > 1:
            found = self._once(self._bitbucket.permissions, workspace, beside)
            # A list of names does not show that the repository of a UUID is not among them.
            if repository.lower() in found and (found[repository.lower()] or "{" not in repository):
                return found[repository.lower()]
        return self._once(self._bitbucket.permission, repository)

    def hooks(self, repository: str) -> tuple[Hook, ...]:
        """Return the webhooks of a repository."""
        return self._once(self._bitbucket.hooks, repository)

    def submodules(self, workspace: TerraformWorkspace) -> tuple[Submodule, ...]:
        """Return the entries of ``.gitmodules`` on the branch that a Terraform workspace uses. Raises `ReadError`."""
        return self._once(self._read_submodules, workspace.repository, self.branch(workspace))

    def branch(self, workspace: TerraformWorkspace) -> str:
        """Return the name of the branch that a Terraform workspace uses. Raises `ReadError`."""
        if workspace.branch is None:
            raise ReadError(f"HCP Terraform does not tell which branch {workspace.name} uses.")
        return workspace.branch or self._main_branch(workspace.repository)

    def head(self, workspace: TerraformWorkspace) -> str:
        """Return the hash of the commit at the head of the branch that a Terraform workspace uses."""
        return self._once(self._source.head, workspace.repository, self.branch(workspace))

    def gitlinks(self, workspace: TerraformWorkspace) -> Gitlinks:
        """Return the submodules that are pinned on the branch that a Terraform workspace uses. Raises `ReadError`."""
        return self._once(self._source.gitlinks, workspace.repository, self.branch(workspace))

    def pinned_commit(self, repository: str, revision: str, path: str) -> str:
        """Return the commit of a submodule that a repository pins.

        Args:
            repository: The full name of the repository that holds the submodule.
            revision: A branch or the hash of a commit.
            path: The folder of the submodule.

        Raises:
            ReadError: It could not be read, or nothing is pinned there.
        """
        pinned = self._once(self._read_pinned, repository, revision, path)
        if not pinned or not _HASH.fullmatch(pinned.strip()):
            raise ReadError(f"Bitbucket does not tell which commit {repository} pins at {path}.")
        return pinned.strip()

    def is_pinned(self, repository: str, revision: str, path: str) -> bool:
        """Tell whether a repository pins a submodule at a path; True unless Bitbucket says that nothing is there."""
        try:
            return self._once(self._read_pinned, repository, revision, path) is not None
        except ReadError:
            return True

    def _read_pinned(self, repository: str, revision: str, path: str) -> str | None:
        return (
            self._read_at(repository, revision, path)
            if _HASH.fullmatch(revision)
            else self._source.file_on_branch(repository, revision, path)
        )

    def _read_at(self, repository: str, commit: str, path: str) -> str | None:
        """Return a file in a commit; None only if Bitbucket says that the commit has no such file."""
        try:
            return self._source.file_at(repository, commit, path)
        except ReadError as error:
            if is_missing(error, path):
                return None
            raise

    def submodules_at(self, repository: str, commit: str) -> tuple[Submodule, ...]:
        """Return the entries of ``.gitmodules`` in a commit. Raises `ReadError`."""
        return self._once(self._read_submodules_at, repository, commit)

    def _read_submodules_at(self, repository: str, commit: str) -> tuple[Submodule, ...]:
        text = self._read_at(repository, commit, ".gitmodules")
        return () if text is None else gitmodules.parse(text)

    def is_private(self, repository: str) -> bool | None:
        """Tell whether a repository is private; None where Bitbucket does not tell.

        Raises:
            ReadError: It could not be read; 404 also if our account has no access to it.
            RenamedError: It has another name now.
        """
        return self._once(self._bitbucket.is_private, repository)

    def _read_submodules(self, repository: str, branch: str) -> tuple[Submodule, ...]:
        try:
            text = self._source.file_on_branch(repository, branch, ".gitmodules")
        except ReadError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                self._refuse_missing_branch(repository, branch)
            raise
        return () if text is None else gitmodules.parse(text)

    def main_branch(self, repository: str) -> str | None:
        """Return the name of a repository's main branch; None if it has none. Raises `ReadError`."""
        return self._once(self._bitbucket.main_branch, repository)

    def _main_branch(self, repository: str) -> str:
        workspace = url_parts(repository)["workspace"]
        beside = self._once(self._on_main_by_workspace)[workspace]
        on_progress = self._once(self._main_branches, workspace, beside) if len(beside) > 1 else {}
        branch = on_progress.get(repository.lower()) or self._once(self._bitbucket.main_branch, repository)
        if not branch:
            self._refuse_missing_branch(repository, "")
            raise ReadError(
                f"{repository} has no main branch. Set one in the repository settings, or enter a branch in the "
                "Terraform workspace."
            )
        return branch

    def _refuse_missing_branch(self, repository: str, branch: str) -> None:
        """Raise MissingBranchError if the list of branches lacks the branch; without a name, if it is empty."""
        try:
            if branch and self._once(self._bitbucket.has_branch, repository, branch):
                return
            empty = not self._once(self._bitbucket.has_branch, repository)
        except ReadError:
            return  # nothing is proven, so the caller raises the error of the branch itself
        if empty:
            raise MissingBranchError(f"{repository} has no branch, so it has no commits.", empty=True)
        if branch:
            raise MissingBranchError(f"{repository} has no branch {branch}.", empty=False)

    def _all_by_workspace(self) -> dict[str, frozenset[str]]:
        return _by_workspace(self.repositories())

    def _on_main_by_workspace(self) -> dict[str, frozenset[str]]:
        return _by_workspace(one.repository for one in self.terraform_workspaces() if one.branch == "")

    def _main_branches(self, workspace: str, repositories: frozenset[str]) -> dict[str, str]:
        try:
            return self._bitbucket.main_branches(workspace, repositories)
        except ReadError as error:
            if error.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise  # asking for each by itself would only make it worse
            return {}

    def account_keys(self) -> Records[AccountKey]:
        """Return the SSH keys of our account. Raises `ReadError`."""
        account = self.account().uuid
        if account is None:
            raise ReadError("Bitbucket did not name the account behind the API token.")
        return self._once(self._bitbucket.account_keys, account)

    def deploy_keys(self, repository: str) -> tuple[AccountKey, ...]:
        """Return the access keys of a repository."""
        return self._once(self._bitbucket.deploy_keys, repository)

    # What lies on this machine

    def key_file(self) -> KeyFile:
        """Return the private key file, read without its secrets. Raises `KeyFileError` or `LookupError`."""
        path = self.settings.ssh_key
        if path is None:
            raise LookupError("no key file was given")
        return self._once(read_key, path)

    def key_holder(self) -> Account | None:
        """Return our Bitbucket account if the key in the file is shown to be on it and not expired, else None."""
        if not {Credential.SSH_KEY, Credential.BITBUCKET_TOKEN} <= self.credentials:
            return None
        try:
            line = self.key_file().public_line
            held = [key for key in self.account_keys() if key.line == line]
            return self.account() if any(not key.expires or key.expires > self.now for key in held) else None
        except (ReadError, LookupError, KeyFileError):
            return None  # whoever asks says that nobody is shown to hold the key

    # Who is being looked at

    def is_authorizing_user(self) -> bool:
        """Tell whether our Bitbucket account is shown to be the one that granted access.

        The form in which HCP Terraform names the user is not documented, so only a match says anything.
        """
        if not {Credential.TERRAFORM_TOKEN, Credential.BITBUCKET_TOKEN} <= self.credentials:
            return False
        try:
            users = {oauth_token.user for oauth_token in self.oauth_tokens()}
            return bool(users) and users <= self.account().names
        except (ReadError, LookupError):
            return False

    def is_providers_consumer(self) -> bool | None:
        """Tell whether the key given is that of the consumer that HCP Terraform holds; None where that is not shown."""
        consumer = self.settings.consumer
        if consumer is None or Credential.TERRAFORM_TOKEN not in self.credentials:
            return None
        try:
            key = self.provider().key
        except (ReadError, LookupError):
            return None
        return None if key is None else key == consumer.key

    # How it is read

    def each(
        self, what: str, read: Callable[[Subject], Value], subjects: Iterable[Subject]
    ) -> Iterator[ReadResult[Subject, Value]]:
        """Yield a reading for each subject: see `Reader.each`."""
        return self._reader.each(what, read, subjects)

    def evidence(self) -> AbstractContextManager[Evidence]:
        """Collect what is read within: see `Reader.evidence`."""
        return self._reader.evidence()

    def read_again(self) -> None:
        """Read everything anew from now on, but for the token endpoint: its answer is kept, for it is asked once."""
        self._reader.keep_in(None, {})
        self._reader.forget(self._services.ask_for_token)
        self.now = datetime.now(UTC)

    def keep_progress(self, version: str, *, resume: bool) -> Checkpoint | None:
        """Note from now on what is read of each subject, and go on from what an interrupted run noted.

        Args:
            version: The version of this project.
            resume: Whether to go on from an earlier run.

        Returns:
            The checkpoint; None where there is no place for one.

        Raises:
            CheckpointError: What the earlier run left cannot be gone on from.
        """
        if self.settings.cache is None:
            return None
        given = self.settings.bitbucket_token
        about = (
            *(self.settings.terraform_url, self.settings.bitbucket_api_url, self.settings.organization),
            *(self.provider().id, self.terraform_account(), given.email if given else None),
        )
        identity = sha256(json.dumps(about).encode()).hexdigest()
        path = self.settings.cache / f"{identity[:16]}.jsonl"
        try:
            checkpoint = Checkpoint(path, identity, version, self._redact, resume=resume)
        except OSError:
            return None
        self._reader.keep_in(
            checkpoint,
            {
                self._terraform.fetches: "fetches",
                self._bitbucket.hooks: "hooks",
                self._read_submodules: "submodules",
            },
        )
        self._count_what_went_before(checkpoint)
        return checkpoint

    def _count_what_went_before(self, checkpoint: Checkpoint) -> None:
        """Let the requests of the earlier run count in the limit of this hour."""
        self._services.remember(
            (seen.read, (self.now - noted.at).total_seconds()) for noted in checkpoint.found for seen in noted.seen
        )

    def forecast(self, requests: Mapping[Endpoint, int]) -> float:
        """Return how many seconds so many requests have to be spread over: see `Services.forecast`."""
        return self._services.forecast(requests)

    def hide(self, value: Value) -> Value:
        """Return a text, or whatever holds texts, without secrets."""
        return self._redact.all(value)

    def describe(self, error: Exception) -> str:
        """Return an exception that nobody expected, in one sentence without secrets."""
        return self._redact(f"The check itself failed ({type(error).__name__}: {error}).")

    def close(self) -> None:
        """Let go of what is still to be read, and of the connections to both services."""
        self._reader.close()
        self._services.close()


_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_ACCESS_TOKEN = (
    f"BITBUCKET_API_TOKEN starts with {bitbucket.ACCESS_TOKEN_PREFIX.text}, like the access token of a repository, "
    "project, or workspace, which belongs to no account. Set an API token with scopes that the service user created."
)
_APP_PASSWORD = "Bitbucket removed app passwords in 2026. Make an API token with scopes, and give that."  # noqa: S105 - words


def _by_workspace(repositories: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return for each Bitbucket workspace those of `repositories` that are in it, in lower case.

    One without a full name is left out: no list can contain it.
    """
    found: dict[str, set[str]] = {}
    for repository in repositories:
        workspace, _, slug = repository.partition("/")
        if workspace and slug:
            found.setdefault(workspace, set()).add(repository.lower())
    return {workspace: frozenset(names) for workspace, names in found.items()}
