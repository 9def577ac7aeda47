"""What to say about objects that can use the VCS provider and that couldn't be read."""

from collections.abc import Iterator, Sized

from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, unknown, unreadable

AGAIN = "Run the checks again. Until the list can be read, only the other objects are checked."


def not_read(connection: Connection, expected: str) -> Iterator[Finding]:
    """Yield an unknown finding for each kind of object of which not everything that the token can list was read.

    A kind that the token isn't allowed to list yields nothing: `provider-users` reports it.

    Args:
        connection: The connection under test.
        expected: The expected state of each object.
    """
    for kind, error in connection.unlisted_objects():
        yield unreadable(kind.plural, expected, error, AGAIN)
    for listed in connection.listed_objects():
        if listed.unread:
            more = f" {len(listed.unread) - 1:,} more weren't read." if len(listed.unread) > 1 else ""
            yield unknown(listed.kind.plural, expected, (listed.unread[0] + more).rstrip("."), AGAIN)


def incomplete(connection: Connection, expected: str, users: Sized, unused: str) -> Iterator[Finding]:
    """Yield what `not_read` yields.

    Args:
        connection: The connection under test.
        expected: The expected state of each object.
        users: What the check is about.
        unused: Why the check doesn't apply if there are no `users` and everything could be read.

    Raises:
        NotApplicable: There are no `users`, and everything could be read.
    """
    unread = list(not_read(connection, expected))
    if not users and not unread:
        raise NotApplicable(unused)
    yield from unread
