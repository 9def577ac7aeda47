"""Authentication of requests to the simulated Bitbucket, and access to its workspaces and repositories."""

import base64
import binascii
from dataclasses import dataclass

from flask import g, request

from checks.facts.bitbucket import closure
from checks.sandbox.bitbucket.api import errors
from checks.sandbox.bitbucket.state import Account, BitbucketWorkspace, Repository
from checks.sandbox.state import current_state

RANKS = {"none": 0, "read": 1, "write": 2, "admin": 3}


@dataclass(frozen=True)
class Caller:
    """The authenticated client of a request.

    Attributes:
        credential: The kind of credential, as in ``X-Credential-Type``.
        scopes: The scopes of the credential, as in ``X-OAuth-Scopes``.
        account: The account that the client acts as; None for a consumer and without a credential.
        workspace: The Bitbucket workspace to which a consumer's own token is limited; otherwise empty.
    """

    credential: str
    scopes: tuple[str, ...] = ()
    account: Account | None = None
    workspace: str = ""

    def has(self, classic: str, granular: str) -> bool:
        """Return whether the scopes are sufficient. Only OAuth scopes imply other scopes."""
        if self.credential == "api_token":
            return all(scope in self.scopes for scope in granular.split())
        return all(scope in closure(self.scopes) for scope in classic.split())

    def role(self, repository: Repository) -> str:
        """Return the caller's permission on `repository`: admin, write, read, or none."""
        if self.account:
            return repository.members.get(self.account.username, "none" if repository.private else "read")
        return "admin" if repository.workspace == self.workspace else "none"


ANONYMOUS = Caller("unauthenticated_identity")


def account(name: str) -> Account | None:
    """Return the account with this username, account ID, or UUID."""
    for found in current_state().scenario.accounts:
        if name in {found.username, found.account_id, found.uuid, found.uuid.strip("{}")}:
            return found
    return None


def caller() -> Caller:
    """Authenticate the client by the ``Authorization`` header. Raises `Refusal`."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        return _by_api_token(value)
    if kind.lower() == "bearer":
        return _by_access_token(value.strip())
    return ANONYMOUS


def _by_api_token(value: str) -> Caller:
    try:
        email, _, token = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise errors.Refusal(401, errors.envelope("Invalid Authorization header")) from None
    for known in current_state().scenario.api_tokens:
        owner = account(known.account)
        if owner and known.value == token and not known.expired and owner.email.lower() == email.lower():
            return Caller("api_token", known.scopes, owner)
    raise errors.bad_token()


def _by_access_token(value: str) -> Caller:
    issued = current_state().access_tokens.get(value)
    if issued is None:
        raise errors.bad_token()
    if issued.until <= current_state().scenario.clock:
        raise errors.expired_access_token()
    if issued.account:
        return Caller("oauth2", issued.scopes, account(issued.account))
    owners = [one.workspace for one in current_state().scenario.consumers if one.key == issued.consumer]
    return Caller("oauth2", issued.scopes, workspace=owners[0] if owners else "")


def needs(classic: str, granular: str) -> Caller:
    """Authenticate the client, and require the scopes.

    Args:
        classic: The scopes that an OAuth token needs, separated by spaces.
        granular: The scopes that an API token needs, separated by spaces.

    Raises:
        Refusal: 401 if the request has no credential, 403 if a scope is missing.
    """
    g.accepted = classic
    client = caller()
    g.caller = client
    if client == ANONYMOUS:
        raise errors.no_credentials()
    if not client.has(classic, granular):
        wanted = granular if client.credential == "api_token" else classic
        raise errors.missing_scopes(wanted.split(), list(client.scopes))
    return client


def workspace(name: str) -> BitbucketWorkspace:
    """Return the Bitbucket workspace with this slug (case-insensitive) or UUID. Raises `Refusal`."""
    for found in current_state().scenario.bitbucket_workspaces:
        if name.lower() in {found.slug.lower(), found.uuid}:
            return found
    raise errors.no_workspace(name)


def repository(client: Caller, workspace_name: str, name: str, least: str = "read") -> Repository:
    """Return a repository by slug or UUID, if the client has at least the permission `least` on it.

    A client without read access gets the same error as for a repository that does not exist. A client with read
    access gets an error about the missing permission.

    Raises:
        Refusal: The repository does not exist, or the client has no access to it.
    """
    space = workspace(workspace_name)
    for found in current_state().scenario.repositories:
        if found.workspace == space.slug and name.lower() in {found.slug.lower(), found.former, found.uuid}:
            rank = RANKS[client.role(found)]
            if not rank:
                break
            if space.refusal and found.private:
                raise errors.Refusal(403, errors.envelope(space.refusal))
            if rank < RANKS[least]:
                raise errors.lower_role()
            return found
    raise errors.no_repository()
