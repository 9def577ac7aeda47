"""The errors of HCP Terraform, in the layout of JSON:API."""

from typing import Any

from flask import Response, json

CONTENT_TYPE = "application/vnd.api+json"


class Refusal(Exception):  # noqa: N818 - an answer of the service, not an error of the sandbox
    """An answer other than success."""

    def __init__(self, status: int, title: str, detail: str = "", pointer: str = "") -> None:
        super().__init__(title)
        self.status = status
        self.error: dict[str, Any] = {"status": str(status), "title": title}
        if detail:
            self.error["detail"] = detail
        if pointer:
            self.error["source"] = {"pointer": pointer}


def unauthorized() -> Refusal:
    """Return what a missing or unknown token gets, and nobody else."""
    return Refusal(401, "unauthorized")


def not_found() -> Refusal:
    """Return what an unknown thing gets, and a known one that the token may not see or change."""
    return Refusal(404, "not found")


def invalid(detail: str, pointer: str = "") -> Refusal:
    """Return what a body gets that cannot be accepted."""
    return Refusal(422, "invalid attribute", detail, pointer)


def not_acceptable() -> Refusal:
    """Return what a request gets that accepts no JSON:API; the status is that of HTTP, the words are ours."""
    return Refusal(406, "not acceptable", f"Accept has to allow {CONTENT_TYPE}.")


def unsupported() -> Refusal:
    """Return what a body gets that is no JSON:API by its header; the status is that of HTTP, the words are ours."""
    return Refusal(415, "unsupported media type", f"Content-Type has to be {CONTENT_TYPE}.")


def too_many() -> Refusal:
    """Return what comes after the limit; its status is a number here, as HashiCorp's own sample has it."""
    refusal = Refusal(429, "Too many requests", "You have exceeded the API's rate limit.")
    refusal.error["status"] = 429
    return refusal


def document(body: object, status: int = 200) -> Response:
    """Return `body` as a JSON:API answer."""
    return Response(json.dumps(body), status=status, content_type=CONTENT_TYPE)


def answered(refusal: Refusal) -> Response:
    """Return the answer that carries `refusal`."""
    return document({"errors": [refusal.error]}, refusal.status)
