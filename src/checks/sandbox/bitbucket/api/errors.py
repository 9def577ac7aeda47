"""The errors of Bitbucket's API: most in its JSON envelope, some in plain text, to the letter as they were seen."""

from flask import Response, json

_CHANGE = "https://developer.atlassian.com/cloud/bitbucket/changelog#CHANGE-2770"


class Refusal(Exception):  # noqa: N818 - an answer of the service, not an error of the sandbox
    """An answer other than success, with a JSON body, a plain text or nothing in it."""

    def __init__(
        self, status: int, body: object = None, *, text: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(str(status))
        if body is None:
            self.answer = Response(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)
        else:
            self.answer = document(body, status)
            self.answer.headers.extend(headers or {})


def document(body: object, status: int = 200) -> Response:
    """Return `body` as Bitbucket's JSON."""
    return Response(json.dumps(body), status=status, content_type="application/json; charset=utf-8")


def envelope(message: str, **more: object) -> dict[str, object]:
    """Return Bitbucket's error envelope; `more` stands beside the message."""
    return {"type": "error", "error": {"message": message, **more}}


def not_acceptable() -> Refusal:
    """Return what a request gets that accepts no JSON; the status is that of HTTP, the words are ours."""
    return Refusal(406, envelope("Accept has to allow application/json."))


def no_credentials() -> Refusal:
    """Return what a request gets that has to show a credential and shows none."""
    return Refusal(401, text="", headers={"WWW-Authenticate": 'Basic realm="Bitbucket.org HTTP"'})


def bad_token() -> Refusal:
    """Return what an unknown or expired API token, or a wrong e-mail beside it, gets."""
    return Refusal(401, envelope("Token is invalid, expired, or not supported for this endpoint."))


def expired_access_token() -> Refusal:
    """Return what an access token gets once its time is over."""
    return Refusal(401, envelope("Access token expired. Use your refresh token to obtain a new access token."))


def missing_scopes(required: list[str], granted: list[str]) -> Refusal:
    """Return what a credential gets whose scopes do not suffice; here `detail` is an object."""
    return Refusal(
        403,
        envelope(
            "Your credentials lack one or more required privilege scopes.",
            detail={"required": required, "granted": granted},
        ),
    )


def lower_role() -> Refusal:
    """Return what an account gets that is no administrator: one line of plain text."""
    return Refusal(403, text="Access denied. You must have write or admin access.")


def forbidden() -> Refusal:
    """Return the refusal that gives no reason."""
    return Refusal(403, envelope("Forbidden"))


def no_repository() -> Refusal:
    """Return what an unknown repository gets, and one that the account may not see."""
    return Refusal(
        404,
        envelope(
            "You may not have access to this repository or it no longer exists in this workspace. "
            "If you think this repository exists and you have access, make sure you are authenticated."
        ),
    )


def no_workspace(name: str) -> Refusal:
    """Return what an unknown Bitbucket workspace gets."""
    return Refusal(404, envelope(f"No workspace with identifier '{name}'."))


def no_file(path: str) -> Refusal:
    """Return what a path gets that the commit does not hold."""
    return Refusal(404, envelope(f"No such file or directory: {path}"))


def no_commit(name: str) -> Refusal:
    """Return what an unknown branch, tag or commit gets."""
    return Refusal(404, envelope("Commit not found", data={"shas": [name]}))


def no_branch(name: str) -> Refusal:
    """Return what the name of a branch gets that the repository does not have."""
    return Refusal(404, envelope(f"Branch {name} not found"))


def no_route() -> Refusal:
    """Return what an address without an API behind it gets."""
    return Refusal(
        404,
        envelope(
            "Resource not found",
            detail="There is no API hosted at this URL.\n\nFor information about our API's, please refer to the "
            "documentation at: https://developer.atlassian.com/bitbucket/api/2/reference/",
        ),
    )


def removed() -> Refusal:
    """Return what the endpoints answer that were taken away in 2026; the announcement is in it twice."""
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
    """Return what a `q`, `sort` or `pagelen` gets that cannot be read."""
    return Refusal(400, envelope(message))


def too_many() -> Refusal:
    """Return what comes after the limit: plain text."""
    return Refusal(429, text="Rate limit for this resource has been exceeded")
