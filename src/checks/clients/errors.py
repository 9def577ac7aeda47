"""The error of every read, as data: the checks and the diagnosis match on its fields, never on its sentence."""

from http import HTTPStatus


class ReadError(Exception):
    """A read failed: there was no usable response, or the response is an error.

    Its text is the whole sentence that a report shows.

    Attributes:
        status: The HTTP status, or None if there was no response.
        message: What the vendor says, redacted; empty if the response has no words.
        missing: The scopes that the vendor requires and the credential doesn't have.
        refused: Whether the credential of the checks was refused. Then the checks are in error, not the connection.
    """

    def __init__(
        self,
        sentence: str,
        *,
        status: int | None = None,
        message: str = "",
        missing: tuple[str, ...] = (),
        refused: bool = False,
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.message = message
        self.missing = missing
        self.refused = refused or status == HTTPStatus.UNAUTHORIZED


class GitmodulesError(ReadError):
    """The file .gitmodules was read, and Git can't parse it."""


class RenamedError(ReadError):
    """Bitbucket answered about a repository of another name than the one in the request.

    Attributes:
        name: The full name in the answer.
    """

    def __init__(self, sentence: str, name: str) -> None:
        super().__init__(sentence)
        self.name = name


class MissingBranchError(ReadError):
    """The repository was read, and it doesn't have the branch.

    Attributes:
        empty: Whether the repository has no branch at all, so it has no commits.
    """

    def __init__(self, sentence: str, *, empty: bool) -> None:
        super().__init__(sentence, status=HTTPStatus.NOT_FOUND)
        self.empty = empty
