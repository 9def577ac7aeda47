"""The errors of HCP Terraform, in JSON:API format."""

from typing import Any

from flask import Response, json

CONTENT_TYPE = "application/vnd.api+json"


class Refusal(Exception):  # noqa: N818 - a response of the service, not an error of the sandbox
    """An unsuccessful response."""

    def __init__(self, status: int, title: str, detail: str = "", pointer: str = "") -> None:
        super().__init__(title)
        self.status = status
        self.error: dict[str, Any] = {"status": str(status), "title": title}
        if detail:
            self.error["detail"] = detail
        if pointer:
            self.error["source"] = {"pointer": pointer}


def unauthorized() -> Refusal:
    """Return the error for a missing or unknown token only."""
    return Refusal(401, "unauthorized")


def not_found() -> Refusal:
    """Return the error for a resource that does not exist or that the token can't read or change."""
    return Refusal(404, "not found")


def invalid(detail: str, pointer: str = "") -> Refusal:
    """Return the error for an invalid body."""
    return Refusal(422, "invalid attribute", detail, pointer)


def not_acceptable() -> Refusal:
    """Return the error for a client that doesn't accept JSON:API.

    The status follows HTTP; the wording is not HashiCorp's.
    """
    return Refusal(406, "not acceptable", f"Accept has to allow {CONTENT_TYPE}.")


def unsupported() -> Refusal:
    """Return the error for a body whose content type is not JSON:API.

    The status follows HTTP; the wording is not HashiCorp's.
    """
    return Refusal(415, "unsupported media type", f"Content-Type has to be {CONTENT_TYPE}.")


def too_many() -> Refusal:
    """Return the error above the rate limit. Its status is a number, as in HashiCorp's sample."""
    refusal = Refusal(429, "Too many requests", "You have exceeded the API's rate limit.")
    refusal.error["status"] = 429
    return refusal


def document(body: object, status: int = 200) -> Response:
    """Return a JSON:API response with `body`."""
    return Response(json.dumps(body), status=status, content_type=CONTENT_TYPE)


def error_response(refusal: Refusal) -> Response:
    """Return the response for `refusal`."""
    return document({"errors": [refusal.error]}, refusal.status)
