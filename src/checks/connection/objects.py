"""What the lists of registry modules, policy sets, Stacks, and Stack component configurations say."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from http import HTTPStatus

from checks.clients.connected_objects import ConnectedObject, Kind
from checks.clients.errors import ReadError
from checks.connection.selection import matches
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

    def unreported(self) -> tuple[ConnectedObject, ...]:
        """Return those for which HCP Terraform doesn't report whether they use a VCS provider."""
        return tuple(one for one in self.objects if one.unreported)


def is_chosen(one: ConnectedObject, settings: Settings) -> bool:
    """Tell whether the settings ask for an object: they can name repositories, or only Terraform workspaces."""
    return not settings.workspaces and matches(one.repository, settings.repositories)


def is_forbidden(error: ReadError) -> bool:
    """Tell whether something can't be read because the token isn't allowed to, or because the server doesn't have it.

    HCP Terraform returns 404 in both cases. A token that HCP Terraform rejects altogether is another matter.
    """
    return error.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


def without_details(listed: Iterable[ConnectedObject]) -> tuple[list[ConnectedObject], list[ConnectedObject]]:
    """Return the objects whose repository the list reports, and those whose details are needed."""
    objects = list(listed)
    return [one for one in objects if not one.details], [one for one in objects if one.details]
