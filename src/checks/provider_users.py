"""Check: all visible objects that use the VCS provider are listed."""

from collections.abc import Iterable, Iterator

from checks.clients.connected_objects import Connected, Kind
from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.connection.objects import is_forbidden
from checks.engine.model import Finding, NotApplicable, Step, advice, check, passed, unknown
from checks.engine.unread_objects import not_read, unreported
from checks.facts import terraform
from checks.provider_authorized import provider_authorized

EXPECTED = "all that use this VCS provider are listed"
WORKSPACES = "Terraform workspaces"
SUBJECT = "users of the VCS provider"
UNUSED = "Connect a first workspace, or use a token that can read what uses the VCS provider."
NONE_VISIBLE = "none visible to this token"
FEW = 10


@check(Step.CREATE_WORKSPACE, reads=terraform.CONNECTED, after=(provider_authorized,))
def provider_users(connection: Connection) -> Iterator[Finding]:
    """All visible objects that use the VCS provider are listed.

    Registry modules, policy sets, Stacks, and Stack component configurations use a VCS provider just as Terraform
    workspaces do. The other checks cover only the objects that this check can list. A kind that the token isn't
    allowed to list is skipped, and doesn't change the result. HCP Terraform omits objects that a token can't read,
    so an empty list doesn't prove that no objects exist.
    """
    if connection.settings.workspaces:
        raise NotApplicable("TFE_WORKSPACES limits the checks to Terraform workspaces.")
    workspaces = connection.visible_workspaces()
    if not workspaces and not connection.connected_objects():
        yield unknown(SUBJECT, EXPECTED, NONE_VISIBLE, UNUSED)
        return
    tokens = {oauth_token.id for oauth_token in connection.oauth_tokens()}
    yield _found(WORKSPACES, [one for one in workspaces if one.oauth_token_id in tokens])
    yield from unreported(WORKSPACES, EXPECTED, [one for one in workspaces if one.oauth_token_id not in tokens])
    for kind in Kind:
        try:
            listed = connection.objects(kind)
        except ReadError as error:
            if is_forbidden(error):
                yield _skipped(kind, error)
            continue
        yield _found(kind.plural, listed.using(tokens, connection.settings))
        yield from (_skipped(kind, error) for error in listed.hidden[:1])
    yield from not_read(connection, EXPECTED)


def _found(subject: str, users: Iterable[Connected]) -> Finding:
    names = sorted(getattr(one, "title", one.name) for one in users)
    more = f", and {len(names) - FEW:,} more" if len(names) > FEW else ""
    return passed(subject, EXPECTED, ", ".join(names[:FEW]) + more if names else NONE_VISIBLE)


def _skipped(kind: Kind, error: ReadError) -> Finding:
    """Return that a kind can't be listed; the fix never says to grant a permission that also allows changes."""
    fix = f"To include them, use a token that already has the permission. Permission: {kind.list.permission}."
    return advice(kind.plural, EXPECTED, f"skipped: {error}".rstrip("."), fix)
