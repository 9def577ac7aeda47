"""The connection under test: a VCS provider and the Bitbucket workspaces of its repositories."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from typing import TypeVar

from checks.clients.bitbucket_records import Account, AccountKey, Gitlinks, Hook, TokenResponse
from checks.clients.bitbucket_source import is_missing
from checks.clients.connected_objects import Connected, ConnectedObject, Kind, Version
from checks.clients.errors import MissingBranchError, ReadError
from checks.clients.parsing import Records
from checks.clients.repository_name import url_parts
from checks.clients.terraform_fetch_records import Fetch, Ingress, newest
from checks.clients.terraform_provider_records import OAuthToken, Organization, Provider, Server
from checks.clients.terraform_workspace_records import TerraformWorkspace, UnconnectedWorkspace
from checks.connection.backends import Backends
from checks.connection.cache import Evidence, Progress, ReadCache, ReadResult
from checks.connection.checkpoint import Checkpoint
from checks.connection.objects import DETAILS_LIMIT, ObjectList, is_chosen, is_forbidden, without_details
from checks.connection.selection import Selection, matching, select_workspaces, unreported, using
from checks.connection.workspaces import Disconnected, WorkspaceList, find_disconnected
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential, Endpoint
from checks.files import gitmodules
from checks.files.gitmodules import Submodule
from checks.files.key_file import KeyFile, KeyFileError, read_key
from checks.settings.secret import Redactor
from checks.settings.settings import Settings

Value = TypeVar("Value")
Subject = TypeVar("Subject")


class Connection:
    """Reads both services, each object once in a run. A failed read isn't repeated either.

    Methods that need the VCS provider raise LookupError if there isn't one, or if there are several and the settings
    don't select one. Methods that read from a service raise ReadError if the read fails.

    Args:
        settings: The settings of the run.
        on_progress: Called with the current activity of the run.
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

    # Reads from HCP Terraform

    def terraform_account(self) -> str | None:
        """Return the username of the account that the HCP Terraform token belongs to."""
        return self._once(self._terraform.account)

    def organization(self) -> Organization:
        """Return the organization."""
        return self._once(self._terraform.organization)

    def server(self) -> Server:
        """Return the product and release that the server reports."""
        return self._once(self._terraform.server)

    def providers(self) -> tuple[Provider, ...]:
        """Return the VCS providers for Bitbucket Cloud.

        An unreadable item could be a second provider, so it raises ReadError unless the settings select a readable one.
        """
        found = self._once(self._terraform.providers).bitbucket
        chosen = any(provider.id == self.settings.provider for provider in found)
        return found if chosen else found.all()

    def other_oauth_token_ids(self) -> frozenset[str]:
        """Return the IDs of the OAuth tokens of the VCS providers for other services."""
        return self._once(self._terraform.providers).other_token_ids

    def provider(self) -> Provider:
        """Return the provider under test: the one in the settings, or the only one. Raises `LookupError`."""
        chosen = self.settings.provider
        found = [provider for provider in self.providers() if chosen in (None, provider.id)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} providers for Bitbucket Cloud could be meant")
        return found[0]

    def oauth_tokens(self) -> tuple[OAuthToken, ...]:
        """Return the OAuth tokens of the provider under test.

        Raises:
            ReadError: The list could not be read, or it lacks an OAuth token that the provider itself names.
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
            raise ReadError(f"HCP Terraform reports {first.count} Terraform workspaces, but lists {len(ids)}.")
        return WorkspaceList(tuple(connected), tuple(unconnected))

    def all_terraform_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return the Terraform workspaces that are connected to Bitbucket Cloud by their service or OAuth token.

        They include workspaces for which HCP Terraform doesn't report the service.
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
        """Return the workspaces that match the patterns in the settings, with any OAuth token. Raises `ReadError`."""
        return matching(self.all_terraform_workspaces(), "that are connected to Bitbucket Cloud", self.settings)

    def visible_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return the readable workspaces that use the provider under test and match the patterns in the settings.

        They include workspaces for which HCP Terraform doesn't report the provider, because they might use it.
        Patterns without a match raise ReadError, because an empty result would not be about the connection.
        """
        return self._once(self._choose).workspaces

    def terraform_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return `visible_workspaces`. The result is empty only if no workspace uses the provider.

        Raises:
            ReadError: There are no visible workspaces, and HCP Terraform doesn't confirm that none uses the provider.
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
        """Return the number of workspaces that use the provider under test but aren't visible to the token.

        None if HCP Terraform doesn't report how many workspaces use it, reports fewer than are visible, or doesn't
        report for a visible workspace whether it is one of them.
        """
        counted, seen = self.provider().workspace_count, len(self.workspaces_of_provider())
        if counted is None or counted < seen or (counted > seen and self.unreported_workspaces()):
            return None
        return counted - seen

    def workspaces_of_provider(self) -> tuple[TerraformWorkspace, ...]:
        """Return the readable workspaces that use the provider under test, regardless of the patterns."""
        return using(self.workspace_list().connected, self._oauth_token_ids())

    def unreported_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return the workspaces for which HCP Terraform doesn't report whether they use the provider under test."""
        return unreported(self.workspace_list().connected, self._oauth_token_ids())

    def _oauth_token_ids(self) -> set[str]:
        return {oauth_token.id for oauth_token in self.oauth_tokens()}

    def sampled(self) -> tuple[int, int] | None:
        """Return the size of the sample and the number of workspaces it was selected from; None without a sample."""
        choice = self._once(self._choose)
        return (len(choice.workspaces), choice.out_of) if choice.out_of else None

    def _choose(self) -> Selection:
        return select_workspaces((*self.workspaces_of_provider(), *self.unreported_workspaces()), self.settings)

    def objects(self, kind: Kind) -> ObjectList:
        """Return every object of a kind that the token can read, on any service. Raises `ReadError`."""
        return self._once(self._read_objects, kind)

    def _read_objects(self, kind: Kind) -> ObjectList:
        listed = self._terraform.connected_objects(kind)
        objects, left = without_details(listed)
        unread = list(listed.unreadable)
        hidden: list[ReadError] = []
        for reading in self.each(kind.plural, self._terraform.connected_object, left[:DETAILS_LIMIT]):
            if reading.error and is_forbidden(reading.error):
                hidden.append(reading.error)
            elif reading.error:
                unread.append(f"{reading.subject.name}: {reading.error}")
            elif reading.value:
                objects.append(reading.value)
        if len(left) > DETAILS_LIMIT:
            unread.append(f"Only {DETAILS_LIMIT} of {len(left):,} {kind.plural} were read.")
        return ObjectList(kind, tuple(objects), tuple(unread), tuple(hidden))

    def listed_objects(self) -> tuple[ObjectList, ...]:
        """Return the list of each kind that could be read; a check of its own reports the others."""
        found = []
        for kind in Kind:
            try:
                found.append(self.objects(kind))
            except ReadError:
                continue
        return tuple(found)

    def unlisted_objects(self) -> tuple[tuple[Kind, ReadError], ...]:
        """Return each kind whose list couldn't be read although nothing says that the token isn't allowed to."""
        found = []
        for kind in Kind:
            try:
                self.objects(kind)
            except ReadError as error:
                if not is_forbidden(error):
                    found.append((kind, error))
        return tuple(found)

    def connected_objects(self) -> tuple[ConnectedObject, ...]:
        """Return the modules, policy sets, Stacks, and components that use the provider under test, if listed."""
        tokens = self._oauth_token_ids()
        return tuple(one for listed in self.listed_objects() for one in listed.using(tokens, self.settings))

    def objects_on_bitbucket(self) -> tuple[ConnectedObject, ...]:
        """Return the objects that name an OAuth token, except those that are known to be on another service."""
        others = self.other_oauth_token_ids()
        return tuple(
            one
            for listed in self.listed_objects()
            for one in listed.objects
            if is_chosen(one, self.settings)
            and one.oauth_token_id
            and one.oauth_token_id not in others
            and one.service_provider in (None, terraform.SERVICE_PROVIDER.text)
        )

    def connected(self) -> tuple[Connected, ...]:
        """Return the Terraform workspaces and the objects of other kinds that use the provider under test.

        Raises:
            ReadError: There is no workspace, and HCP Terraform doesn't confirm that there is none.
        """
        return (*self.terraform_workspaces(), *self.connected_objects())

    def users_of(self, oauth_token: OAuthToken) -> tuple[Connected, ...]:
        """Return the visible Terraform workspaces, and the objects of other kinds, that use the authorization."""
        users: tuple[Connected, ...] = (*self.visible_workspaces(), *self.connected_objects())
        return tuple(one for one in users if one.oauth_token_id == oauth_token.id)

    def on_branches(self) -> tuple[Connected, ...]:
        """Return those of `connected` that use a branch, not tags. Raises `ReadError`."""
        objects = (one for one in self.connected_objects() if not one.by_tags)
        return (*self.terraform_workspaces(), *objects)

    def with_submodules_setting(self) -> tuple[Connected, ...]:
        """Return those of `on_branches` for which HCP Terraform has a setting about submodules. Raises `ReadError`."""
        return tuple(
            one for one in self.on_branches() if isinstance(one, TerraformWorkspace) or one.submodules is not None
        )

    def with_webhooks(self) -> tuple[Connected, ...]:
        """Return the Terraform workspaces, and the objects whose webhook HCP Terraform reports. Raises `ReadError`."""
        return (*self.terraform_workspaces(), *(one for one in self.connected_objects() if one.webhook))

    def repositories(self) -> tuple[str, ...]:
        """Return the full names of the repositories in `terraform_workspaces`, each once, as first spelled."""
        found: dict[str, str] = {}
        for one in self.connected():
            if one.repository or isinstance(one, TerraformWorkspace):
                found.setdefault(one.repository.lower(), one.repository)
        return tuple(found.values())

    def versions(self, one: ConnectedObject) -> tuple[Version, ...]:
        """Return the versions of a module, policy set, Stack, or component, in no certain order. Raises `ReadError`."""
        if one.kind is Kind.POLICY_SET:
            return self._once(self._terraform.policy_set_versions, one.id)
        if one.kind is Kind.STACK:
            return self._once(self._terraform.stack_configurations, one.id)
        return one.versions or ()

    def stack_diagnostics(self, configuration: Version) -> tuple[str, ...]:
        """Return what HCP Terraform reported about a Stack configuration, as sentences. Raises `ReadError`."""
        return self._once(self._terraform.stack_diagnostics, configuration.name)

    def configurations(self, workspace: Connected | UnconnectedWorkspace) -> tuple[Fetch, ...]:
        """Return the newest configuration versions of any source, in no certain order. Raises `ReadError`.

        Only Terraform workspaces have configuration versions.
        """
        if isinstance(workspace, ConnectedObject):
            return ()
        if not workspace.id:
            raise ReadError(f"HCP Terraform does not report the ID of {workspace.name}.")
        return self._once(self._terraform.fetches, workspace.id)

    def fetches(self, workspace: Connected) -> tuple[Fetch, ...]:
        """Return the newest attempts to fetch from Bitbucket, pull requests included, in no certain order."""
        return tuple(fetch for fetch in self.configurations(workspace) if fetch.from_bitbucket)

    def newest_fetch(self, workspace: Connected) -> Fetch | None:
        """Return the newest attempt to fetch the workspace's own branch; None if there is none, or it isn't certain."""
        found = newest(self.fetches(workspace))
        return found[0] if len(found) == 1 else None

    def ingress(self, fetch: Fetch) -> Ingress:
        """Return the repository, branch, and commit of a fetch. Raises `ReadError`."""
        if fetch.id is None:
            raise ReadError("HCP Terraform does not report the ID of the fetch.")
        return self._once(self._terraform.ingress, fetch.id)

    def sees(self, repository: str, oauth_token: OAuthToken) -> bool:
        """Return whether HCP Terraform can currently see the repository, by its identifier or its full name."""
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
        """Make HCP Terraform list the files of the repository, to get the error message if that fails."""
        return self._once(self._terraform.tree, self._identifier(repository), oauth_token.id)

    def _identifier(self, repository: str) -> str:
        """Return how HCP Terraform itself names a repository, which may be by UUID."""
        used: tuple[Connected, ...] = (*self.connected_objects(), *self.visible_workspaces())
        named = {one.repository: one.identifier for one in used if one.identifier}
        return named.get(repository, repository)

    def lists_repositories(self, oauth_token: OAuthToken) -> bool:
        """Return whether HCP Terraform can currently list any repository."""
        return self._once(self._terraform.lists_repositories, oauth_token.id)

    # Reads from Bitbucket

    def token_response(self) -> TokenResponse:
        """Return Bitbucket's response to the consumer key and secret."""
        return self._once(self._services.request_token)

    def account(self) -> Account:
        """Return the account that the Bitbucket API token belongs to."""
        return self._once(self._read_account)

    def _read_account(self) -> Account:
        basic = self.settings.bitbucket_token
        if basic and basic.token.reveal().startswith(bitbucket.APP_PASSWORD_PREFIX.text):
            raise ReadError(f"BITBUCKET_API_TOKEN contains an app password. {_APP_PASSWORD}", refused=True)
        if basic and basic.token.reveal().startswith(bitbucket.ACCESS_TOKEN_PREFIX.text):
            raise ReadError(_ACCESS_TOKEN, refused=True)
        try:
            return self._bitbucket.account()
        except ReadError as error:
            if error.status != HTTPStatus.GONE:
                raise
            raise ReadError(f"{error} {_APP_PASSWORD}", status=error.status, refused=True) from None

    def permission(self, repository: str) -> str | None:
        """Return the account's permission on a repository: read, write, or admin; None if it isn't visible."""
        workspace = url_parts(repository)["workspace"]
        names = self._once(self._all_by_workspace)[workspace]
        if len(names) > 1:
            found = self._once(self._bitbucket.permissions, workspace, names)
            # A list of names isn't proof that it lacks the repository with a given UUID.
            if repository.lower() in found and (found[repository.lower()] or "{" not in repository):
                return found[repository.lower()]
        return self._once(self._bitbucket.permission, repository)

    def hooks(self, repository: str) -> tuple[Hook, ...]:
        """Return the webhooks of a repository."""
        return self._once(self._bitbucket.hooks, repository)

    def submodules(self, workspace: Connected) -> tuple[Submodule, ...]:
        """Return the entries of ``.gitmodules`` on the branch that a Terraform workspace uses. Raises `ReadError`."""
        return self._once(self._read_submodules, workspace.repository, self.branch(workspace))

    def branch(self, workspace: Connected) -> str:
        """Return the name of the branch that a Terraform workspace uses. Raises `ReadError`."""
        if workspace.branch is None:
            raise ReadError(f"HCP Terraform does not report which branch {workspace.name} uses.")
        return workspace.branch or self._main_branch(workspace.repository)

    def head(self, workspace: Connected) -> str:
        """Return the hash of the commit at the head of the branch that a Terraform workspace uses."""
        return self._once(self._source.head, workspace.repository, self.branch(workspace))

    def gitlinks(self, workspace: Connected) -> Gitlinks:
        """Return the submodules that are pinned on the branch that a Terraform workspace uses. Raises `ReadError`."""
        return self._once(self._source.gitlinks, workspace.repository, self.branch(workspace))

    def pinned_commit(self, repository: str, revision: str, path: str) -> str:
        """Return the commit of a submodule that a repository pins.

        Args:
            repository: The full name of the repository that contains the submodule.
            revision: A branch or the hash of a commit.
            path: The folder of the submodule.

        Raises:
            ReadError: The commit could not be read, or no commit is pinned at this path.
        """
        pinned = self._once(self._read_pinned, repository, revision, path)
        if not pinned or not _HASH.fullmatch(pinned.strip()):
            raise ReadError(f"Bitbucket does not report which commit {repository} pins at {path}.")
        return pinned.strip()

    def is_pinned(self, repository: str, revision: str, path: str) -> bool:
        """Return whether a repository pins a submodule at a path; True unless Bitbucket reports that it is missing."""
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
        """Return whether a repository is private; None if Bitbucket doesn't report it.

        Raises:
            ReadError: The repository could not be read. The status is 404 also if the account can't see it.
            RenamedError: The repository was renamed.
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
        names = self._once(self._on_main_by_workspace)[workspace]
        listed = self._once(self._main_branches, workspace, names) if len(names) > 1 else {}
        branch = listed.get(repository.lower()) or self._once(self._bitbucket.main_branch, repository)
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
            return  # without proof, the caller raises the original error
        if empty:
            raise MissingBranchError(f"{repository} has no branch, so it has no commits.", empty=True)
        if branch:
            raise MissingBranchError(f"{repository} has no branch {branch}.", empty=False)

    def _all_by_workspace(self) -> dict[str, frozenset[str]]:
        return _by_workspace(self.repositories())

    def _on_main_by_workspace(self) -> dict[str, frozenset[str]]:
        return _by_workspace(one.repository for one in self.on_branches() if one.branch == "")

    def _main_branches(self, workspace: str, repositories: frozenset[str]) -> dict[str, str]:
        try:
            return self._bitbucket.main_branches(workspace, repositories)
        except ReadError as error:
            if error.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise  # a separate request for each repository would exceed the limit further
            return {}

    def account_keys(self) -> Records[AccountKey]:
        """Return the SSH keys of the Bitbucket account. Raises `ReadError`."""
        account = self.account().uuid
        if account is None:
            raise ReadError("Bitbucket did not name the account behind the API token.")
        return self._once(self._bitbucket.account_keys, account)

    def deploy_keys(self, repository: str) -> tuple[AccountKey, ...]:
        """Return the access keys of a repository."""
        return self._once(self._bitbucket.deploy_keys, repository)

    # Reads from this machine

    def key_file(self) -> KeyFile:
        """Return the private key file, read without its secrets. Raises `KeyFileError` or `LookupError`."""
        path = self.settings.ssh_key
        if path is None:
            raise LookupError("no key file was given")
        return self._once(read_key, path)

    def key_holder(self) -> Account | None:
        """Return the Bitbucket account if it is known to have the key in the file, unexpired; otherwise, None."""
        if not {Credential.SSH_KEY, Credential.BITBUCKET_TOKEN} <= self.credentials:
            return None
        try:
            line = self.key_file().public_line
            stored = [key for key in self.account_keys() if key.line == line]
            return self.account() if any(not key.expires or key.expires > self.now for key in stored) else None
        except (ReadError, LookupError, KeyFileError):
            return None  # the caller reports that no account is known to have the key

    # Identity of the account and the consumer

    def is_authorizing_user(self) -> bool:
        """Return whether the Bitbucket account is known to be the authorizing user.

        HashiCorp doesn't document how HCP Terraform identifies the user, so only a match is proof.
        """
        if not {Credential.TERRAFORM_TOKEN, Credential.BITBUCKET_TOKEN} <= self.credentials:
            return False
        try:
            users = {oauth_token.user for oauth_token in self.oauth_tokens()}
            return bool(users) and users <= self.account().names
        except (ReadError, LookupError):
            return False

    def is_providers_consumer(self) -> bool | None:
        """Return whether the consumer key matches the key of the VCS provider; None if that isn't known."""
        consumer = self.settings.consumer
        if consumer is None or Credential.TERRAFORM_TOKEN not in self.credentials:
            return None
        try:
            key = self.provider().key
        except (ReadError, LookupError):
            return None
        return None if key is None else key == consumer.key

    # Control of the reads

    def each(
        self, what: str, read: Callable[[Subject], Value], subjects: Iterable[Subject]
    ) -> Iterator[ReadResult[Subject, Value]]:
        """Yield the result for each subject: see `ReadCache.each`."""
        return self._reader.each(what, read, subjects)

    def evidence(self) -> AbstractContextManager[Evidence]:
        """Collect the requests in this context: see `ReadCache.evidence`."""
        return self._reader.evidence()

    def read_again(self) -> None:
        """Discard everything read so far, except for the token endpoint's response, which is requested only once."""
        self._reader.keep_in(None, {})
        self._reader.forget(self._services.request_token)
        self.now = datetime.now(UTC)

    def forget(self, endpoints: Collection[Endpoint]) -> None:
        """Discard only what was read from these endpoints: see `ReadCache.forget_reads`."""
        self._reader.forget_reads(endpoints)
        self.now = datetime.now(UTC)

    def change(self, settings: Settings) -> None:
        """Use another consumer, SSH key, or VCS provider, and discard only the reads that used the previous one."""
        before, self.settings = self.settings, settings
        self.credentials = settings.credentials
        self._redact.add(settings.secrets)
        self._services.change(settings)
        if settings.provider != before.provider:
            self.read_again()
        changed = {bitbucket.ACCESS_TOKEN} if settings.consumer != before.consumer else frozenset[Endpoint]()
        self.forget(changed)

    def recent_bitbucket_requests(self, seconds: float) -> int:
        """Return the number of requests to Bitbucket in the last `seconds`."""
        return self._services.recent_bitbucket_requests(seconds)

    def keep_progress(self, version: str, *, resume: bool) -> Checkpoint | None:
        """Store the following reads in a checkpoint, and reuse the reads of an interrupted run.

        Args:
            version: The version of this project.
            resume: Whether to resume an earlier run.

        Returns:
            The checkpoint; None if it can't be stored.

        Raises:
            CheckpointError: The earlier run can't be resumed.
        """
        if self.settings.cache is None:
            return None
        basic = self.settings.bitbucket_token
        about = (
            *(self.settings.terraform_url, self.settings.bitbucket_api_url, self.settings.organization),
            *(self.provider().id, self.terraform_account(), basic.email if basic else None),
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
        self._count_earlier_requests(checkpoint)
        return checkpoint

    def _count_earlier_requests(self, checkpoint: Checkpoint) -> None:
        """Count the requests of the earlier run toward the current rate limits."""
        self._services.remember(
            (seen.read, (self.now - noted.at).total_seconds()) for noted in checkpoint.found for seen in noted.seen
        )

    def forecast(self, requests: Mapping[Endpoint, int]) -> float:
        """Return the seconds over which the requests must be spread: see `Backends.forecast`."""
        return self._services.forecast(requests)

    def hide(self, value: Value) -> Value:
        """Return a value without secrets in any of its strings."""
        return self._redact.all(value)

    def describe(self, error: Exception) -> str:
        """Return a description of an unexpected exception, in one sentence without secrets."""
        return self._redact(f"The check itself failed ({type(error).__name__}: {error}).")

    def close(self) -> None:
        """Cancel the remaining reads, and close the connections to both services."""
        self._reader.close()
        self._services.close()


_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_ACCESS_TOKEN = (
    f"BITBUCKET_API_TOKEN starts with {bitbucket.ACCESS_TOKEN_PREFIX.text}, like the access token of a repository, "
    "project, or workspace, which belongs to no account. Set an API token with scopes that the service user created."
)
_APP_PASSWORD = "Bitbucket removed app passwords in 2026. Set an API token with scopes instead."  # noqa: S105 - text


def _by_workspace(repositories: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the repositories of each Bitbucket workspace, in lowercase.

    Repositories without a full name are omitted, because no list can contain them.
    """
    found: dict[str, set[str]] = {}
    for repository in repositories:
        workspace, _, slug = repository.partition("/")
        if workspace and slug:
            found.setdefault(workspace, set()).add(repository.lower())
    return {workspace: frozenset(names) for workspace, names in found.items()}
