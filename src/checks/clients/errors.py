"""The errors of failed reads. The checks and the diagnosis compare their fields, never their messages."""

from http import HTTPStatus


class ReadError(Exception):
    """A read failed: there was no usable response, or the response is an error.

    Its message is the complete sentence that a report shows.

    Attributes:
        status: The HTTP status, or None if there was no response.
        message: The vendor's error message, redacted; empty if the response has none.
        missing: The scopes that the vendor requires and the credential doesn't have.
        refused: Whether a credential of the checks was rejected, which is an error of the checks, not the connection.
        fix: What to do, in full sentences, which also end the message of the exception; empty if it isn't known.
    """

    def __init__(  # noqa: PLR0913 - all but one are keyword-only
        self,
        sentence: str,
        *,
        status: int | None = None,
        message: str = "",
        missing: tuple[str, ...] = (),
        refused: bool = False,
        fix: str = "",
    ) -> None:
        super().__init__(f"{sentence} {fix}".strip())
        self.status = status
        self.message = message
        self.missing = missing
        self.refused = refused or status == HTTPStatus.UNAUTHORIZED
        self.fix = fix


class UnreachableError(ReadError):
    """There was no complete response, because the connection to the host failed."""


class UnusableError(ReadError):
    """There was a response, but it proves nothing: it is incomplete, about another object, or from another server."""


class NothingSelectedError(ReadError):
    """The patterns in the settings match nothing."""


class OutOfTimeError(ReadError):
    """The read was left out, because the time budget of the run isn't sufficient."""


class PostponedError(ReadError):
    """The read was left out, because a rate limit doesn't allow it yet.

    Attributes:
        seconds: The time after which it is allowed.
    """

    def __init__(self, sentence: str, seconds: float, *, status: int | None = None) -> None:
        super().__init__(sentence, status=status)
        self.seconds = seconds


class GitmodulesError(ReadError):
    """The file .gitmodules was read, and Git can't parse it."""


class RenamedError(ReadError):
    """Bitbucket returned a repository whose name differs from the one in the request.

    Attributes:
        name: The full name in the response.
    """

    def __init__(self, sentence: str, name: str) -> None:
        super().__init__(sentence)
        self.name = name


class MissingBranchError(ReadError):
    """The repository exists, but the branch doesn't.

    Attributes:
        empty: Whether the repository has no branches, and therefore no commits.
    """

    def __init__(self, sentence: str, *, empty: bool) -> None:
        super().__init__(sentence, status=HTTPStatus.NOT_FOUND)
        self.empty = empty
