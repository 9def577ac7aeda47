"""The error of every read, with what the checks and the diagnosis need to know about it."""

from http import HTTPStatus


class ReadError(Exception):
    """Something could not be read: there was no usable response, or the response is an error.

    Attributes:
        status: The HTTP status, or None where there was no answer to have one.
        said: What the vendor said, redacted; may be empty.
        refused: Whether our own credential was refused: then the verifier is in error, not the connection.
    """

    def __init__(self, message: str, *, status: int | None = None, said: str = "", refused: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.said = said
        self.refused = refused or status == HTTPStatus.UNAUTHORIZED
