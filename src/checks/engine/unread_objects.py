"""What to say about objects that might use the VCS provider, because not everything about them could be read."""

from collections.abc import Collection, Iterator, Sized

from checks.clients.connected_objects import Connected, Kind
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, unknown, unreadable

AGAIN = "Run the checks again. Until the list can be read, only the other objects are checked."


def unreported(subject: str, expected: str, users: Collection[Connected]) -> Iterator[Finding]:
    """Yield an unknown finding if there are `users` for which HCP Terraform doesn't report a VCS provider."""
    for one in list(users)[:1]:
        actual = f"for {len(users):,}, HCP Terraform doesn't report the repository or the OAuth token"
        yield unknown(subject, expected, actual, f"Check {one.name} in HCP Terraform.")


def not_read(connection: Connection, expected: str, kinds: Collection[Kind] = tuple(Kind)) -> Iterator[Finding]:
    """Yield unknown findings for each kind of object that is listed in part, or not known to use a VCS provider.

    A kind that the token isn't allowed to list yields nothing: `provider-users` reports it.
    """
    for kind, error in connection.unlisted_objects():
        if kind in kinds:
            yield unreadable(kind.plural, expected, error, AGAIN)
    for listed in connection.listed_objects():
        if listed.kind not in kinds:
            continue
        if listed.unread:
            others = len(listed.unread) - 1
            more = f" {others:,} more {'was' if others == 1 else 'were'} not read." if others else ""
            yield unknown(listed.kind.plural, expected, (listed.unread[0] + more).rstrip("."), AGAIN)
        yield from unreported(listed.kind.plural, expected, listed.unreported(connection.settings))


def incomplete(
    connection: Connection, expected: str, users: Sized, unused: str, kinds: Collection[Kind] = tuple(Kind)
) -> Iterator[Finding]:
    """Yield what `not_read` yields.

    Raises:
        NotApplicable: There are no `users`, and everything could be read; the reason is `unused`.
    """
    unread = list(not_read(connection, expected, kinds))
    if not users and not unread:
        raise NotApplicable(unused)
    yield from unread
