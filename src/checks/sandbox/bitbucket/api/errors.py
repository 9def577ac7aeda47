"""The errors of Bitbucket's API with their recorded wording: most as JSON, some as plain text."""

from flask import Response, json

_CHANGE = "https://developer.atlassian.com/cloud/bitbucket/changelog#CHANGE-2770"


class Refusal(Exception):  # noqa: N818 - a response of the service, not an error of the sandbox
    """An unsuccessful response, whose body is JSON, plain text, or empty."""

    def __init__(
        self, status: int, body: object = None, *, text: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(str(status))
        if body is None:
            self.response = Response(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)
        else:
            self.response = document(body, status)
            self.response.headers.extend(headers or {})


def document(body: object, status: int = 200) -> Response:
    """Return a JSON response with `body`."""
    return Response(json.dumps(body), status=status, content_type="application/json; charset=utf-8")


def envelope(message: str, **more: object) -> dict[str, object]:
    """Return the body of a Bitbucket error; `more` is added next to the message."""
    return {"type": "error", "error": {"message": message, **more}}


def not_acceptable() -> Refusal:
    """Return the error for a client that doesn't accept JSON.

    The status follows HTTP; the wording is not Bitbucket's.
    """
    return Refusal(406, envelope("Accept has to allow application/json."))


def no_credentials() -> Refusal:
    """Return the error for a request without the required credential."""
    return Refusal(401, text="", headers={"WWW-Authenticate": 'Basic realm="Bitbucket.org HTTP"'})


def bad_token() -> Refusal:
    """Return the error for an unknown or expired API token, or a wrong email."""
    return Refusal(401, envelope("Token is invalid, expired, or not supported for this endpoint."))


def expired_access_token() -> Refusal:
    """Return the error for an expired access token."""
    return Refusal(401, envelope("Access token expired. Use your refresh token to obtain a new access token."))


def missing_scopes(required: list[str], granted: list[str]) -> Refusal:
    """Return the error for missing scopes; its `detail` is an object."""
    return Refusal(
        403,
        envelope(
            "Your credentials lack one or more required privilege scopes.",
            detail={"required": required, "granted": granted},
        ),
    )


def lower_role() -> Refusal:
    """Return the error for an account that is not an administrator: one line of plain text."""
    return Refusal(403, text="Access denied. You must have write or admin access.")


def forbidden() -> Refusal:
    """Return the error without a reason."""
    return Refusal(403, envelope("Forbidden"))


def no_repository() -> Refusal:
    """Return the error for a repository that does not exist or that the account can't access."""
    return Refusal(
        404,
        envelope(
            "You may not have access to this repository or it no longer exists in this workspace. "
            "If you think this repository exists and you have access, make sure you are authenticated."
        ),
    )


def no_workspace(name: str) -> Refusal:
    """Return the error for an unknown Bitbucket workspace."""
    return Refusal(404, envelope(f"No workspace with identifier '{name}'."))


def no_file(path: str) -> Refusal:
    """Return the error for a path that the commit does not contain."""
    return Refusal(404, envelope(f"No such file or directory: {path}"))


def no_commit(name: str) -> Refusal:
    """Return the error for an unknown branch, tag, or commit."""
    return Refusal(404, envelope("Commit not found", data={"shas": [name]}))


def no_branch(name: str) -> Refusal:
    """Return the error for the name of an unknown branch."""
    return Refusal(404, envelope(f"Branch {name} not found"))


def no_route() -> Refusal:
    """Return the error for a URL without an endpoint."""
    return Refusal(
        404,
        envelope(
            "Resource not found",
            detail="There is no API hosted at this URL.\n\nFor information about our API's, please refer to the "
            "documentation at: https://developer.atlassian.com/bitbucket/api/2/reference/",
        ),
    )


def removed() -> Refusal:
    """Return the error of the endpoints that were removed in 2026; it contains the announcement twice."""
    data = {"announcement_url": _CHANGE}
    return Refusal(
        410,
        envelope(
            "CHANGE-2770 - Functionality has been deprecated",
            detail="Please read the changelog entry for more details.",
            data=data,
        )
        | {"data": data},
    )


def bad_query(message: str) -> Refusal:
    """Return the error for an invalid `q`, `sort`, or `pagelen`."""
    return Refusal(400, envelope(message))


def too_many() -> Refusal:
    """Return the error above the rate limit, as plain text."""
    return Refusal(429, text="Rate limit for this resource has been exceeded")
