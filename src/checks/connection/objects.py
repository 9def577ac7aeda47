"""Reads what uses the VCS provider besides Terraform workspaces: registry modules, policy sets, and Stacks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from http import HTTPStatus

from checks.clients.connected_objects import Connected, ConnectedObject, Kind, Version
from checks.clients.errors import ReadError, UnusableError
from checks.clients.terraform_fetch_records import Fetch, Ingress, newest
from checks.clients.terraform_provider_records import OAuthToken
from checks.clients.terraform_workspace_records import TerraformWorkspace, UnconnectedWorkspace
from checks.connection.selection import matches
from checks.connection.workspaces import WorkspaceReads
from checks.facts import terraform
from checks.settings.settings import Settings

DETAILS_LIMIT = 100
"""Objects of one kind whose details are read because the list doesn't report their repositories, one request each."""


@dataclass(frozen=True)
class ObjectList:
    """Every object of one kind that the token can read and that is connected to a repository on any service.

    Attributes:
        kind: The kind.
        objects: The objects.
        unread: For each object that couldn't be read, and for those beyond the limit, why, as a sentence.
        hidden: For each object that is in the list, and that the token isn't allowed to read, why.
    """

    kind: Kind
    objects: tuple[ConnectedObject, ...]
    unread: tuple[str, ...] = ()
    hidden: tuple[ReadError, ...] = ()

    def using(self, oauth_tokens: Collection[str], settings: Settings) -> tuple[ConnectedObject, ...]:
        """Return those that use one of the OAuth tokens, given by their IDs, and that the settings don't leave out."""
        return tuple(one for one in self.objects if one.oauth_token_id in oauth_tokens and is_chosen(one, settings))

    def unreported(self, settings: Settings) -> tuple[ConnectedObject, ...]:
        """Return those that might use the VCS provider, because HCP Terraform doesn't report it."""
        return tuple(one for one in self.objects if one.unreported and may_be_chosen(one, settings))


def is_chosen(one: ConnectedObject, settings: Settings) -> bool:
    """Return whether the settings ask for an object: they can name repositories."""
    return matches(one.repository, settings.repositories)


def may_be_chosen(one: ConnectedObject, settings: Settings) -> bool:
    """Return whether the settings might ask for an object, whose repository might not be reported."""
    return is_chosen(one, settings) or not one.repository


def is_forbidden(error: ReadError) -> bool:
    """Return whether something can't be read because the token isn't allowed to, or because the server doesn't have it.

    HCP Terraform returns 404 in both cases. A token that HCP Terraform rejects altogether is another matter. A web page
    with status 403 is from a proxy, but an older server might return a web page for an endpoint that it doesn't have.
    """
    forbidden = error.status == HTTPStatus.FORBIDDEN and not isinstance(error, UnusableError)
    return forbidden or error.status == HTTPStatus.NOT_FOUND


def without_details(listed: Iterable[ConnectedObject]) -> tuple[list[ConnectedObject], list[ConnectedObject]]:
    """Return the objects whose repository the list reports, and those whose details are needed."""
    objects = list(listed)
    return [one for one in objects if not one.details], [one for one in objects if one.details]


class ObjectReads(WorkspaceReads):
    """Adds the objects of other kinds, and everything that uses the VCS provider: `Connected`."""

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

    def kinds(self) -> tuple[Kind, ...]:
        """Return the kinds of objects to check: all, or none if the settings name Terraform workspaces."""
        return () if self.settings.workspaces else tuple(Kind)

    def listed_objects(self) -> tuple[ObjectList, ...]:
        """Return the list of each kind that could be read; a check of its own reports the others."""
        found = []
        for kind in self.kinds():
            try:
                found.append(self.objects(kind))
            except ReadError:
                continue
        return tuple(found)

    def unlisted_objects(self) -> tuple[tuple[Kind, ReadError], ...]:
        """Return each kind whose list couldn't be read although nothing says that the token isn't allowed to."""
        found = []
        for kind in self.kinds():
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

    def _ids(self, subject: object) -> tuple[str, ...]:
        """Return the IDs of a subject; for the full name of a repository, the IDs of what uses it."""
        if isinstance(subject, str):
            return self._once(self._ids_by_repository).get(subject.lower(), ())
        return super()._ids(subject)

    def _ids_by_repository(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for one in self.connected():
            found.setdefault(one.repository.lower(), []).append(one.id)
        return {repository: tuple(ids) for repository, ids in found.items()}

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
            raise ReadError(f"HCP Terraform doesn't report the ID of {workspace.name}.")
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
            raise ReadError("HCP Terraform doesn't report the ID of the fetch.")
        return self._once(self._terraform.ingress, fetch.id)
