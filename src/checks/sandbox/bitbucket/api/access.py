"""Who is asking Bitbucket, with which scopes, and what may they see."""

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
    """Whoever asks.

    Attributes:
        credential: Its kind, as ``X-Credential-Type`` names it.
        scopes: What the credential shows in ``X-OAuth-Scopes``.
        account: The account that it acts as; None for a consumer and for nobody.
        workspace: The Bitbucket workspace to which a consumer's own token is confined; else empty.
    """

    credential: str
    scopes: tuple[str, ...] = ()
    account: Account | None = None
    workspace: str = ""

    def has(self, classic: str, granular: str) -> bool:
        """Say whether the scopes suffice: those of OAuth with what they imply, those of API tokens as they stand."""
        if self.credential == "api_token":
            return all(scope in self.scopes for scope in granular.split())
        return all(scope in closure(self.scopes) for scope in classic.split())

    def role(self, repository: Repository) -> str:
        """Return what the caller is on `repository`: admin, write, read or none."""
        if self.account:
            return repository.members.get(self.account.username, "none" if repository.private else "read")
        return "admin" if repository.workspace == self.workspace else "none"


NOBODY = Caller("unauthenticated_identity")


def account(name: str) -> Account | None:
    """Return the account with this user name, account id or UUID."""
    for found in current_state().scenario.accounts:
        if name in {found.username, found.account_id, found.uuid, found.uuid.strip("{}")}:
            return found
    return None


def caller() -> Caller:
    """Return who asks, by the header ``Authorization``. Raises `Refusal`."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        return _by_api_token(value)
    if kind.lower() == "bearer":
        return _by_access_token(value.strip())
    return NOBODY


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
    """Return who asks, once its scopes suffice.

    Args:
        classic: The scopes that an OAuth token needs, separated by blanks.
        granular: The scopes that an API token needs, separated by blanks.

    Raises:
        Refusal: 401 without a credential, 403 without the scopes.
    """
    g.accepted = classic
    asking = caller()
    g.caller = asking
    if asking == NOBODY:
        raise errors.no_credentials()
    if not asking.has(classic, granular):
        wanted = granular if asking.credential == "api_token" else classic
        raise errors.missing_scopes(wanted.split(), list(asking.scopes))
    return asking


def workspace(name: str) -> BitbucketWorkspace:
    """Return the Bitbucket workspace with this slug, in upper or lower case, or with this UUID. Raises `Refusal`."""
    for found in current_state().scenario.bitbucket_workspaces:
        if name.lower() in {found.slug.lower(), found.uuid}:
            return found
    raise errors.no_workspace(name)


def repository(asking: Caller, workspace_name: str, name: str, least: str = "read") -> Repository:
    """Return a repository by slug or UUID, once `asking` is at least `least` on it.

    Who may not even read it is told that it may not exist; who may read it is told what is missing.

    Raises:
        Refusal: It is not there, or not for `asking`.
    """
    space = workspace(workspace_name)
    for found in current_state().scenario.repositories:
        if found.workspace == space.slug and name.lower() in {found.slug.lower(), found.former, found.uuid}:
            rank = RANKS[asking.role(found)]
            if not rank:
                break
            if space.refusal and found.private:
                raise errors.Refusal(403, errors.envelope(space.refusal))
            if rank < RANKS[least]:
                raise errors.lower_role()
            return found
    raise errors.no_repository()
